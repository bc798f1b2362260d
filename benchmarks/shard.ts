/** A part of a benchmark for one of several machines: which samples, decided by their ids alone. */
import { createHash } from 'node:crypto'
import { UsageError } from '../results/errors.ts'

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

/**
 * Reads `2/8`; `auto` from a Slurm array, `auto/8` from a Kubernetes indexed job, whose index begins with 0.
 *
 * @throws UsageError for anything else
 */
export function parseShard(text: string, env: Environment): Shard {
  const [, word, of] = /^(\d+|auto)(?:\/(\d+))?$/.exec(text) ?? []
  if (word !== undefined && word !== 'auto' && of !== undefined) return valid(Number(word), Number(of), text)
  if (word === 'auto') {
    const { SLURM_ARRAY_TASK_ID: task, SLURM_ARRAY_TASK_COUNT: count } = env
    const { SLURM_ARRAY_TASK_MIN: first = '0', SLURM_ARRAY_TASK_STEP: step = '1' } = env // --array=1-15:2
    if (task !== undefined && (of ?? count) !== undefined) {
      return valid((Number(task) - Number(first)) / Number(step) + 1, Number(of ?? count), text)
    }
    const { JOB_COMPLETION_INDEX: index } = env
    if (index !== undefined && of !== undefined) return valid(Number(index) + 1, Number(of), text)
    throw new UsageError(`--shard ${text}: found neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX`, {
      hint: 'In a Slurm array write --shard auto, in a Kubernetes indexed job --shard auto/N, elsewhere --shard i/N.',
    })
  }
  throw new UsageError(`--shard ${text}: needs i/N, as in --shard 2/8`)
}

function valid(index: number, of: number, text: string): Shard {
  if (Number.isInteger(index) && index >= 1 && index <= of) return { index, of }
  throw new UsageError(`--shard ${text}: part ${index} of ${of}; the first is 1, the last ${of}`)
}
