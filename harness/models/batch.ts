/**
 * A model asked in batches: requests that come together are sent as one file, and wait for the file that comes back.
 *
 * Turn by turn: the second question of every conversation makes the second batch. What a run has sent stands in its folder, so that a
 * run gone on with waits for those batches instead of sending them again.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { ModelError } from '../../results/errors.ts'
import type { Completion } from '../../results/schema.ts'
import { hashFacts } from '../hash.ts'
import type { BatchApi, BatchedReply, BatchState } from './batch-api.ts'
import { BatchLedger } from './batch-ledger.ts'
import type { Model, ModelRequest } from './model.ts'

export interface BatchOptions {
  readonly api: BatchApi
  /** The body that the API gets for a request. */
  bodyOf(request: ModelRequest): object
  /** @throws ModelError for a reply that holds no answer */
  readReply(reply: BatchedReply): Completion
  /** Told what the batches under way are doing. */
  readonly onProgress?: (sentence: string) => void
  /** How long nothing new has to come before a batch is closed. Default: 2 s. */
  readonly gatherMs?: number
  /** First and longest pause between two looks. Default: 5 s and 60 s. */
  readonly pollMs?: readonly [first: number, longest: number]
}

/** What OpenAI takes in one file; the bytes are kept below its 200 MB. */
const MOST_REQUESTS = 50_000
const MOST_BYTES = 150_000_000

interface Waiting {
  readonly key: string
  readonly body: object
  readonly bytes: number
  readonly resolve: (reply: BatchedReply) => void
  readonly reject: (error: unknown) => void
}

export function withBatches(model: Model, options: BatchOptions): Model {
  const { api, gatherMs = 2000 } = options
  /** Looked at only when one of its replies is wanted: the folder may hold batches of other models. */
  const known = new Map<string, () => Promise<Map<string, BatchedReply>>>()
  const closing = new AbortController()
  let ledger: BatchLedger | undefined
  let gathering: Waiting[] = []
  let gatheredBytes = 0
  let timer: NodeJS.Timeout | undefined

  async function attach(folder: string): Promise<void> {
    ledger = new BatchLedger(folder)
    for (const { id, keys } of await ledger.read()) {
      let replies: Promise<Map<string, BatchedReply>> | undefined
      const wait = () => {
        replies ??= follow(api, id, options, closing.signal)
        return replies
      }
      for (const key of keys) known.set(key, wait)
    }
  }

  function gather(waiting: Waiting): void {
    gathering.push(waiting)
    gatheredBytes += waiting.bytes
    clearTimeout(timer)
    if (gathering.length >= MOST_REQUESTS || gatheredBytes >= MOST_BYTES) void sendGathered()
    else timer = setTimeout(sendGathered, gatherMs)
  }

  async function sendGathered(): Promise<void> {
    const waiting = gathering
    gathering = []
    gatheredBytes = 0
    try {
      const id = await api.submit(waiting, closing.signal)
      await ledger?.add({ id, keys: waiting.map(({ key }) => key) })
      options.onProgress?.(`batch ${id}: ${waiting.length} requests sent`)
      const replies = await follow(api, id, options, closing.signal)
      for (const { key, resolve, reject } of waiting) {
        const reply = replies.get(key)
        if (reply === undefined) reject(new ModelError(`batch ${id} has no reply to this request`, { retryable: true }))
        else resolve(reply)
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error)
    }
  }

  async function replyTo(request: ModelRequest): Promise<BatchedReply> {
    const body = options.bodyOf(request)
    const { sampleId, repeat, turn } = request.trial
    const key = hashFacts({ sampleId, repeat, turn, body }, 40)
    const earlier = known.get(key)
    known.delete(key) // a reply that is no use is asked for anew
    const found = (await earlier?.().catch(() => undefined))?.get(key)
    if (found !== undefined) return found
    const bytes = JSON.stringify(body).length
    return new Promise((resolve, reject) => gather({ key, body, bytes, resolve, reject }))
  }

  return {
    ...model,
    attach,
    capacity: () => MOST_REQUESTS,
    async complete(request, signal) {
      const stopped = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
      return options.readReply(await Promise.race([replyTo(request), stopped]))
    },
    async close() {
      clearTimeout(timer)
      closing.abort(new ModelError('stopped waiting for a batch'))
      await model.close?.()
    },
  }
}

/**
 * Waits until a batch is over and its replies are here. What fails for a passing reason is tried again at the next turn: whoever gave
 * up on replies that are paid would pay for them again.
 *
 * @returns its replies by their keys
 * @throws ModelError for one that failed as a whole
 */
async function follow(
  api: BatchApi,
  id: string,
  { onProgress, pollMs: [first, longest] = [5000, 60_000] }: BatchOptions,
  signal: AbortSignal,
): Promise<Map<string, BatchedReply>> {
  for (let pause = first; ; pause = Math.min(longest, 1.5 * pause)) {
    try {
      const state = await api.look(id, signal)
      if (state.kind === 'ended') return await collect(api, id, state, signal)
      onProgress?.(`batch ${id}: ${state.done} of ${state.total} done`)
    } catch (error) {
      if (!(error instanceof ModelError && error.retryable)) throw error
      onProgress?.(`batch ${id}: ${error.message}; looking again`)
    }
    await sleep(pause, undefined, { signal })
  }
}

async function collect(
  api: BatchApi,
  id: string,
  { status, files, words }: Extract<BatchState, { kind: 'ended' }>,
  signal: AbortSignal,
): Promise<Map<string, BatchedReply>> {
  if (files.length === 0) {
    throw new ModelError(`batch ${id} ${status}${words === '' ? '' : `: ${words}`}`, { fatal: status === 'failed' })
  }
  const replies = await Promise.all(files.map((file) => api.download(file, signal)))
  return new Map(replies.flat().map((reply) => [reply.key, reply]))
}
