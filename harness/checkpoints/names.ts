/** What names of checkpoints say: the step, the series, and whether one is still being put together. */
import { basename, dirname, resolve } from 'node:path'

/**
 * A number after a word for it, as trainers name their checkpoints: `checkpoint-500` (Transformers), `step_20` (NeMo, prime-rl),
 * `global_step_20` (verl), `iter_0001000` (Megatron), `epoch_2` (torchtune), `sft-step-100-q8_0` (a GGUF file).
 */
const NUMBERED = /(?<=^|[-_.])((?:checkpoint|ckpt|global_?steps?|steps?|iter(?:ation)?|epoch)[-_=]?)(\d+)(?!\d)/gi

/** A value that differs from checkpoint to checkpoint: `val_loss=1.25` (Lightning). */
const VALUE = /=-?\d+(?:\.\d+)?/g

/** The word for it, at the end of a stem, or the name of a value. */
const STEP_WORD = /(?:(?:checkpoint|ckpt|global_?steps?|steps?|iter(?:ation)?|epoch)[-_=]?|[a-z_]+=)$/i

/** Whether a path names a GGUF file. */
export const isGgufPath = (path: string): boolean => /\.gguf$/i.test(path)

/** `-00001-of-00003`, the part of a GGUF file that was split. */
export const GGUF_PART = /-(\d{5})-of-(\d{5})(?=\.gguf$)/i

/** Of the names in a folder, the GGUF files; a split one by its first part. */
export const ggufFilesIn = (names: Iterable<string>): string[] =>
  [...names].filter((name) => isGgufPath(name) && name.replace(GGUF_PART, '-00001-of-$2') === name)

export interface StepName {
  readonly step: number
  /** The name with `*` for its numbers: equal for the checkpoints of one series. */
  readonly pattern: string
}

/**
 * The number in a name: of steps, or else of epochs (`epoch=1-step=500` is step 500); or a bare `1200`.
 *
 * @param name of a folder, or of a GGUF file
 * @returns undefined for a name without a step; a bare number in another place is none: `Llama-3`, `sft-v2`
 */
export function stepIn(name: string): StepName | undefined {
  const one = name.replace(GGUF_PART, '')
  if (/^\d+$/.test(one)) return stepOf(one, '*')
  const numbers = [...one.matchAll(NUMBERED)]
  const isEpoch = ([, word = '']: RegExpExecArray) => /^epoch/i.test(word)
  const found = numbers.find((number) => !isEpoch(number)) ?? numbers[0]
  if (found === undefined) return undefined
  const pattern = one.replace(NUMBERED, (all, word: string, _, at: number) =>
    at === found.index || /^epoch/i.test(word) ? `${word}*` : all,
  )
  return stepOf(found[2] ?? '', pattern.replace(VALUE, '=*'))
}

function stepOf(digits: string, pattern: string): StepName | undefined {
  const step = Number(digits)
  return Number.isSafeInteger(step) ? { step, pattern } : undefined
}

const UNFINISHED =
  /^[._]|^(?:te?mp|staging|partial)[-_.]|[-_.](?:te?mp|staging|partial|part|incomplete|lock)(?:[-_.\d].*)?$/i
const LEFT_OVER = /~$|[-_. ]\(?(?:bak|backup|old|orig|copy|deleting|deleted|trash)\d*\)?$/i

/**
 * Whether a name says that what it names is not finished (`tmp-checkpoint-500`, `checkpoint-500.tmp`, or a hidden one), or was put aside
 * (`checkpoint-500.bak`).
 */
export const isStaging = (name: string): boolean => UNFINISHED.test(name) || LEFT_OVER.test(name)

/** Folders that group the checkpoints of a training run, and say nothing of it. */
const GROUPING = ['weights', 'checkpoints', 'ckpts', 'hf', 'huggingface', 'actor', 'policy', 'model', 'models']

/**
 * Names the training run that a checkpoint is of: what its name says before the step (`sft` in `sft-step-100.gguf`), or else the
 * folder of its series (`out` in `out/checkpoint-500`).
 *
 * @returns undefined where no part of the path names it
 */
export function seriesOf(path: string): string | undefined {
  const full = resolve(path)
  const [before = ''] = stepIn(basename(full))?.pattern.split('*') ?? []
  const own = before
    .replace(/[-_.]+$/, '')
    .replace(STEP_WORD, '')
    .replace(/[-_.]+$/, '')
  if (own !== '') return own
  let folder = isGgufPath(full) ? dirname(full) : full
  while (GROUPING.includes(basename(folder)) || stepIn(basename(folder)) !== undefined) folder = dirname(folder)
  return basename(folder) || undefined
}
