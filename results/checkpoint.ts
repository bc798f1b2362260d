/** Which checkpoint of a training run a model is: its step, and the series of checkpoints it belongs to. */

/** Largest step that is read from a name; a longer number is a date or an id. */
const LARGEST = 999_999_999

/**
 * A step at the end of a name, after the word that says so:
 *
 *     checkpoint-1200 · out/step_1200 · iter_0001200 · sft-global_step1200 · epoch=3-step=1200.ckpt
 *
 * A number without such a word (`sft-2`, `qwen-7b`) is not a step, and an epoch is another unit.
 */
const STEP = /(?:^|(?<=[-_./\\= ]))(?:global[-_ ]?step|checkpoint|ckpt|steps?|iter(?:ation)?)[-_= ]?(\d+)(?:\.\w+)?$/i

/** An epoch beside the step: part of the checkpoint's name, not of its series. */
const EPOCH = /[-_./= ]?epoch[-_= ]?\d+[-_./= ]*$/i

/** Step and series in a name: `sft-step-1200` is step 1200 of the series `sft`; `step-1200` names no series. */
interface NamedStep {
  readonly step: number
  /** What the name has before its step; absent when it has nothing. */
  readonly series?: string
}

/** @returns undefined for a name that ends in no step */
export function stepInName(name: string): NamedStep | undefined {
  const found = STEP.exec(name)
  const step = Number(found?.[1])
  if (found === null || step > LARGEST) return undefined
  const series = name
    .slice(0, found.index)
    .replace(EPOCH, '')
    .replace(/[-_./\\= ]+$/, '')
  return { step, ...(series !== '' && { series }) }
}

interface Checkpoint {
  /** Absent when neither the run nor a name tells it, and when names disagree. */
  readonly step?: number
  /** Where the step comes from: recorded in the run, or read from one of the model's names. */
  readonly source?: 'recorded' | 'label' | 'version' | 'name' | 'weights'
  /** Absent when nothing names it: all such checkpoints are one series. */
  readonly series?: string
  /** Names that give different steps, as `label step-100, version step-200`. */
  readonly conflict?: string
}

/** What a manifest says of its model. */
interface NamedModel {
  readonly label: string
  readonly name: string
  readonly version?: string
  readonly weights?: string
  readonly step?: number
  readonly series?: string
}

/**
 * Tells the step and the series of a run's model. What the run recorded wins. Otherwise names are read: the label, the
 * version, and the name and the weights at the server, if those of them that end in a step agree on it.
 */
export function checkpointOf(model: NamedModel): Checkpoint {
  const inLabel = stepInName(model.label)
  const series = model.series ?? (inLabel === undefined ? model.label : inLabel.series)
  const known = { ...(series !== undefined && { series }) }
  if (model.step !== undefined) return { step: model.step, source: 'recorded', ...known }
  const named = (['label', 'version', 'name', 'weights'] as const).flatMap((source) => {
    const found = stepInName((model[source] ?? '').replace(/[/\\]+$/, ''))
    return found === undefined ? [] : { source, step: found.step }
  })
  const [first] = named
  if (first === undefined) return known
  if (named.every(({ step }) => step === first.step)) return { step: first.step, source: first.source, ...known }
  const unlike = named.filter(({ step }, at) => named.findIndex((other) => other.step === step) === at)
  return { ...known, conflict: unlike.map(({ source }) => `${source} ${model[source]}`).join(', ') }
}

/** Whether the step of a model is known. */
export const isCheckpoint = (model: NamedModel): boolean => checkpointOf(model).step !== undefined
