/** Reads `--step` and `--series`, which say what checkpoint of a training run a model is. */
import { defined } from '../../results/defined.ts'
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'

interface ChosenModel {
  readonly spec: { readonly label: string }
  readonly isBaseline: boolean
  readonly step?: number
  readonly series?: string
}

interface CheckpointArguments {
  readonly step?: readonly string[] | undefined
  readonly series?: readonly string[] | undefined
}

/**
 * Adds steps and series to the models of a command. A value without a label is for every model except the baseline, and flags
 * win over the config.
 *
 * @throws UsageError for a value that is no step or no name, for a label that no model has, and for two models at one step of a series
 */
export function withCheckpoints<Choice extends ChosenModel>(
  modelChoices: readonly Choice[],
  { step = [], series = [] }: CheckpointArguments,
): Choice[] {
  const labels = modelChoices.map(({ spec }) => spec.label)
  const steps = byLabel('--step', step, labels, readStep)
  const names = byLabel('--series', series, labels, readSeries)
  const found = modelChoices.map((choice): Choice => {
    const { spec, isBaseline } = choice
    const flagFor = <Value>(values: ReadonlyMap<string, Value>) =>
      values.get(spec.label) ?? (isBaseline ? undefined : values.get(''))
    return {
      ...choice,
      ...defined({ step: flagFor(steps) ?? choice.step, series: flagFor(names) ?? choice.series }),
    }
  })
  refuseSameStep(found)
  return found
}

/**
 * Reads flags of the form `VALUE` or `LABEL=VALUE`. The key `''` is for all models.
 *
 * @param labels that models have
 * @throws UsageError for a label that no model has, and for a second value of one model
 */
export function byLabel<Value>(
  flag: string,
  texts: readonly string[],
  labels: readonly string[],
  read: (flag: string, text: string) => Value,
): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const text of texts) {
    const equals = text.indexOf('=')
    const label = text.slice(0, Math.max(0, equals))
    if (equals !== -1 && !labels.includes(label)) {
      throw new UsageError(`${flag} ${text}: no model has the label "${label}"`, {
        hint: `${nearest(label, labels)}Labels: ${labels.join(', ')}.`,
      })
    }
    if (values.has(label)) {
      throw new UsageError(`${flag} ${text}: given twice${label === '' ? '' : ` for ${label}`}`, {
        hint: `Give it once for each model, as in ${flag} LABEL=${text.slice(equals + 1)}.`,
      })
    }
    values.set(label, read(flag, text.slice(equals + 1)))
  }
  return values
}

/** @throws UsageError for text that is not a whole number from 0 */
export function readStep(flag: string, text: string): number {
  const step = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(step)) return step
  throw new UsageError(`${flag} ${text}: a step is a whole number from 0`, { hint: `As in ${flag} 1200.` })
}

/** @throws UsageError for a name that is empty or has control characters */
export function readSeries(flag: string, text: string): string {
  if (text.trim() !== '' && !/\p{Cc}/u.test(text)) return text.trim()
  throw new UsageError(`${flag}: an empty name, or one with control characters`, { hint: `As in ${flag} sft-lr1e-5.` })
}

/** Two models at one step of a named series are two different trainings, which no curve could tell apart. */
function refuseSameStep(modelChoices: readonly ChosenModel[]): void {
  const known = new Map<string, ChosenModel>()
  for (const choice of modelChoices) {
    const { step, series } = choice
    if (step === undefined || series === undefined) continue
    const key = `${step} ${series}`
    const other = known.get(key)?.spec.label
    if (other !== undefined) {
      const { label } = choice.spec
      throw new UsageError(`${other} and ${label} are both step ${step} of series ${series}`, {
        hint: `Give each a step of its own, as in --step ${other}=${step} --step ${label}=…, or a series of its own.`,
      })
    }
    known.set(key, choice)
  }
}
