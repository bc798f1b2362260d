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
  const models = { known: labels, listed: labels, what: 'model' } as const
  const steps = byLabel('--step', step, models, readStep)
  const names = byLabel('--series', series, models, readSeries)
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

/** What flags may name, and what to call it in messages. */
interface Names {
  /** Every name that is understood. */
  readonly known: readonly string[]
  /** Those that a hint lists. */
  readonly listed: readonly string[]
  readonly what: 'model' | 'run'
}

/** Reads the value of a flag. @param where the flag as it was given, for messages; `before` is what of it precedes the value */
type ReadValue<Value> = (value: string, where: string, before: string) => Value

/**
 * Reads flags of the form `VALUE` or `LABEL=VALUE`. The key `''` is for all models.
 *
 * @throws UsageError for a label that no model has, and for a second value of one model
 */
export function byLabel<Value>(
  flag: string,
  texts: readonly string[],
  { known, listed, what }: Names,
  read: ReadValue<Value>,
): Map<string, Value> {
  const values = new Map<string, Value>()
  for (const text of texts) {
    const equals = splitAt(text, known)
    const [label, value] = [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)]
    if (equals !== -1 && !known.includes(label)) {
      throw new UsageError(`${flag} ${text}: no ${what} has the label "${label}"`, {
        hint: `${nearest(label, known)}Labels: ${listed.join(', ')}.`,
      })
    }
    if (values.has(label)) {
      throw new UsageError(`${flag} ${text}: given twice${label === '' ? '' : ` for ${label}`}`, {
        hint: `Give it once for each ${what}, as in ${flag} LABEL=${value}.`,
      })
    }
    values.set(label, read(value, `${flag} ${text}`, `${flag} ${text.slice(0, equals + 1)}`))
  }
  return values
}

/** Where the label ends: paths of runs and names of series may hold an equals sign themselves. @returns -1 without a label */
function splitAt(text: string, known: readonly string[]): number {
  const signs = [...text.matchAll(/=/g)].map(({ index }) => index)
  return signs.find((at) => known.includes(text.slice(0, at))) ?? signs[0] ?? -1
}

/** @throws UsageError for text that is not a whole number from 0 */
export const readStep: ReadValue<number> = (text, where, before) => {
  const step = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(step)) return step
  throw new UsageError(`${where}: a step is a whole number from 0`, { hint: `As in ${before}1200.` })
}

/** @throws UsageError for a name that is empty or has control characters */
export const readSeries: ReadValue<string> = (text, _where, before) => {
  if (text.trim() !== '' && !/\p{Cc}/u.test(text)) return text.trim()
  throw new UsageError('--series: an empty name, or one with control characters', {
    hint: `As in ${before}sft-lr1e-5.`,
  })
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
