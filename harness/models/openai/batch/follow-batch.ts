/** Waits for a batch and fetches its replies. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ModelError } from '../../../../results/errors.ts'
import type { BatchApi, BatchedReply, BatchState } from './batch-api.ts'
import type { KnownBatch } from './batch-ledger.ts'

export interface FollowOptions {
  readonly api: BatchApi
  /** Called with the progress of batches. */
  readonly onProgress?: (sentence: string) => void
  /** First and longest poll interval. Default: 5 s and 60 s. */
  readonly pollMs?: readonly [first: number, longest: number]
}

/** Replies by request key. */
export type Replies = ReadonlyMap<string, BatchedReply>

/**
 * Polls until a batch is complete, and fetches its replies. Temporary failures are retried at the next poll: giving up would mean
 * paying twice.
 *
 * @returns replies by request key; empty for a batch that never reached the server
 * @throws ModelError for a batch that failed as a whole
 */
export async function follow(
  batch: KnownBatch,
  { api, onProgress, pollMs: [first, longest] = [5000, 60_000] }: FollowOptions,
  signal: AbortSignal,
): Promise<Replies> {
  let { id } = batch
  for (let pause = first; ; pause = Math.min(longest, 1.5 * pause)) {
    try {
      id ??= await api.find(batch.name, new Date(batch.at), signal)
      if (id === undefined) return new Map()
      const state = await api.look(id, signal)
      if (state.kind === 'ended') return await collect(api, id, state, signal)
      onProgress?.(`batch ${id}: ${state.done} of ${state.total} done`)
    } catch (error) {
      if (!(error instanceof ModelError && error.retryable)) throw error
      onProgress?.(`batch ${id ?? batch.name}: ${error.message}; looking again`)
    }
    await sleep(pause, undefined, { signal })
  }
}

async function collect(
  api: BatchApi,
  id: string,
  { status, files, words }: Extract<BatchState, { kind: 'ended' }>,
  signal: AbortSignal,
): Promise<Replies> {
  if (files.length === 0) {
    throw new ModelError(`batch ${id} ${status}${words === '' ? '' : `: ${words}`}`, { fatal: status === 'failed' })
  }
  const replies = await Promise.all(files.map((file) => api.download(file, signal)))
  return new Map(replies.flat().map((reply) => [reply.key, reply]))
}
