/** A part of a benchmark for one of several machines: which samples, decided by their ids alone. */
import { createHash } from 'node:crypto'
import { UsageError } from '../../results/errors.ts'

export interface Shard {
  /** 1-based. */
  readonly index: number
  readonly of: number
}

/**
 * Every `of`-th id in the order of their digests: parts of equal size, whatever order the ids come in, and hard and easy samples mixed.
 *
 * @throws UsageError when there are more parts than samples
 */
export function shardOf(ids: readonly string[], { index, of }: Shard): ReadonlySet<string> {
  if (of > ids.length) {
    throw new UsageError(`--shard ${index}/${of}: there are only ${ids.length} samples to share`)
  }
  const digest = (id: string) => createHash('sha256').update(id).digest('hex')
  const ranked = ids.map((id) => ({ id, digest: digest(id) })).sort((a, b) => (a.digest < b.digest ? -1 : 1))
  return new Set(ranked.filter((_, rank) => rank % of === index - 1).map(({ id }) => id))
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where a scheduler tells a task its number. Both count from 0 as `auto/N` does: a Slurm array must be submitted so. */
const SCHEDULERS = [
  { index: 'SLURM_ARRAY_TASK_ID', last: 'SLURM_ARRAY_TASK_MAX' },
  { index: 'JOB_COMPLETION_INDEX' }, // Kubernetes, an indexed job
] as const

/**
 * Reads `2/8`, part 2 of 8; and `auto/8` in a task of a scheduler, whose task 0 has part 1 and whose task 7 has part 8.
 *
 * The number of parts is never taken from the environment. A task that is submitted again by itself (`--array=3`, `1,3`, `0-2`)
 * sees an array of another size, and from another first number, than it was part of at first: its own number and what the
 * command says are all that stays the same.
 *
 * @throws UsageError for anything else, and for an array that does not count from 0
 */
export function parseShard(text: string, env: Environment): Shard {
  const [, word, parts] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? []
  if (word === 'auto') return parts === undefined ? refuseUncounted(text, env) : partOfTask(text, Number(parts), env)
  if (word !== undefined && parts !== undefined) return valid(Number(word), Number(parts), text)
  throw new UsageError(`--shard ${text}: needs i/N, as in --shard 2/8`)
}

function partOfTask(text: string, of: number, env: Environment): Shard {
  const found = SCHEDULERS.filter(({ index }) => env[index] !== undefined)
  const [scheduler] = found
  if (scheduler === undefined) {
    throw new UsageError(`--shard ${text}: found neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX`, {
      hint: `It is for tasks of a Slurm array or of a Kubernetes indexed job; elsewhere write --shard i/${of}.`,
    })
  }
  const index = taskNumber(text, scheduler.index, env)
  if (found.some((other) => taskNumber(text, other.index, env) !== index)) {
    throw new UsageError(`--shard ${text}: SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are both set, and differ`, {
      hint: `Say which part it is: --shard i/${of}.`,
    })
  }
  const last = Math.max(index, 'last' in scheduler ? Number(env[scheduler.last] ?? index) : index)
  if (last < of) return valid(index + 1, of, text)
  const fromOne = `--shard $${scheduler.index}/${of}`
  throw new UsageError(`--shard ${text}: there is a task ${last}, and the tasks of ${of} parts are 0 to ${of - 1}`, {
    hint:
      'last' in scheduler
        ? `Submit it with --array=0-${of - 1}; or, for --array=1-${of}, write ${fromOne}.`
        : `Set completions of the job and N of auto/N to the same number.`,
  })
}

function taskNumber(text: string, variable: string, env: Environment): number {
  const value = env[variable] ?? ''
  if (/^\d+$/.test(value)) return Number(value)
  throw new UsageError(`--shard ${text}: ${variable} is "${value}", and no number`)
}

function refuseUncounted(text: string, { SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_MAX }: Environment): never {
  const last = Number(SLURM_ARRAY_TASK_MAX ?? SLURM_ARRAY_TASK_ID ?? Number.NaN)
  const example = last >= 1 ? last + 1 : 8
  throw new UsageError(`--shard ${text}: needs the number of parts, which no task knows once a part is run again`, {
    hint: `Write it out, as in --shard auto/${example} for --array=0-${example - 1}: task 0 has part 1.`,
  })
}

function valid(index: number, of: number, text: string): Shard {
  if (Number.isInteger(index) && index >= 1 && index <= of) return { index, of }
  throw new UsageError(`--shard ${text}: part ${index} of ${of}; the first is 1, the last ${of}`)
}
