/**
 * Sends requests in batches: requests that arrive together go into one file, and wait for the file of replies.
 *
 * Conversations go turn by turn: the second turns form the second batch. The run folder records each batch before it is sent, so that
 * a resumed run waits for its batches instead of sending them again.
 */
import { randomBytes } from 'node:crypto'
import { Interrupted, ModelError, UsageError } from '../../../../results/errors.ts'
import type { Completion } from '../../../../results/schema/schema.ts'
import { unlessAborted } from '../../../lib/abort.ts'
import { hashFacts } from '../../../lib/hash.ts'
import { refuseStopped } from '../../limits/waiting.ts'
import type { Model, ModelRequest } from '../../model.ts'
import type { BatchedReply } from './batch-api.ts'
import { BatchLedger, type KnownBatch } from './batch-ledger.ts'
import { type FollowOptions, follow, type Replies } from './follow-batch.ts'

export interface BatchOptions extends FollowOptions {
  /** Body of a request. */
  bodyOf(request: ModelRequest): object
  /** @throws ModelError for an error response */
  readReply(reply: BatchedReply): Completion
  /** Time without a new request after which a batch is sent. Default: 2 s. */
  readonly gatherMs?: number
  /** Once aborted, no batch is sent or awaited; one that is being sent is recorded first. */
  readonly stop?: AbortSignal
}

/** OpenAI's limits per file; the size stays below its 200 MB. */
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
  const { api, gatherMs = 2000, stop, onProgress } = options
  /** Loaded when one of its replies is needed: the folder may contain batches of other models. */
  const known = new Map<string, () => Promise<Replies>>()
  const closing = new AbortController()
  const sending = new Set<Promise<void>>()
  const waitedFor = new Set<string>()
  let ledger: BatchLedger | undefined
  let gathering: Waiting[] = []
  let gatheredBytes = 0
  let timer: NodeJS.Timeout | undefined

  const halted = rejection(async (reject) => {
    await aborted(stop)
    clearTimeout(timer)
    await Promise.allSettled(sending)
    if (waitedFor.size > 0) onProgress?.(`${[...waitedFor].join(', ')}: goes on at the server; --resume fetches it`)
    reject(new Interrupted('stopped before the batch was over'))
  })

  async function attach(folder: string): Promise<void> {
    ledger = new BatchLedger(folder)
    for (const batch of await ledger.read()) remember(batch)
  }

  function remember(batch: KnownBatch): void {
    let replies: Promise<Replies> | undefined
    const wait = () => {
      replies ??= repliesTo(batch).catch((error) => {
        // Otherwise it may have replies that are paid for: a new request might be paid twice.
        if (!isGone(error)) throw error
        onProgress?.(`batch ${batch.id ?? batch.name}: ${error.message}; its requests are sent again`)
        return new Map()
      })
      return replies
    }
    for (const key of batch.keys) known.set(key, wait)
  }

  async function repliesTo(batch: KnownBatch): Promise<Replies> {
    const name = `batch ${batch.id ?? batch.name}`
    waitedFor.add(name)
    return follow(batch, options, closing.signal).finally(() => waitedFor.delete(name))
  }

  function gather(waiting: Waiting): void {
    gathering.push(waiting)
    gatheredBytes += waiting.bytes
    clearTimeout(timer)
    if (gathering.length >= MOST_REQUESTS || gatheredBytes >= MOST_BYTES) void answerGathered()
    else timer = setTimeout(answerGathered, gatherMs)
  }

  async function answerGathered(): Promise<void> {
    const waiting = gathering
    gathering = []
    gatheredBytes = 0
    try {
      const batch = await inFlight(send(waiting), sending)
      const replies = await repliesTo(batch)
      for (const { key, resolve, reject } of waiting) {
        const reply = replies.get(key)
        if (reply !== undefined) resolve(reply)
        else reject(new ModelError(`batch ${batch.id} has no reply to this request`, { retryable: true }))
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error)
    }
  }

  async function send(waiting: readonly Waiting[]): Promise<KnownBatch> {
    const name = `evalkit-${randomBytes(8).toString('hex')}`
    const batch = { name, at: new Date().toISOString(), keys: waiting.map(({ key }) => key) }
    await ledger?.plan(batch)
    try {
      const id = await api.submit(name, waiting, closing.signal)
      await ledger?.sent(name, id)
      onProgress?.(`batch ${id}: ${waiting.length} requests sent`)
      return { ...batch, id }
    } catch (error) {
      remember(batch) // a retry first checks whether it arrived
      throw error
    }
  }

  async function replyTo(request: ModelRequest): Promise<BatchedReply> {
    const body = options.bodyOf(request)
    const { sampleId, repeat, turn } = request.trial
    const key = hashFacts({ sampleId, repeat, turn, body }, 40)
    const earlier = known.get(key)
    known.delete(key) // an unusable reply is requested again
    const found = (await earlier?.())?.get(key)
    if (found !== undefined) return found
    refuseStopped(stop)
    const bytes = JSON.stringify(body).length
    return new Promise((resolve, reject) => gather({ key, body, bytes, resolve, reject }))
  }

  return {
    ...model,
    attach,
    capacity: () => MOST_REQUESTS,
    async checkLikelihoods() {
      throw new UsageError('--batch: batch APIs give no log-likelihoods of options', { hint: 'Leave out --batch.' })
    },
    async complete(request, signal) {
      return options.readReply(await unlessAborted(Promise.race([replyTo(request), halted]), signal))
    },
    async close() {
      clearTimeout(timer)
      closing.abort(new ModelError('stopped waiting for a batch'))
      api.close?.()
      await model.close?.()
    },
  }
}

/** Whether a batch failed as a whole, was deleted, or cannot be found on the server. */
const isGone = (error: unknown): error is ModelError =>
  error instanceof ModelError && [undefined, 404, 405, 501].includes(error.status)

/** A promise that only rejects, with the rejection marked as handled. */
function rejection(begin: (reject: (error: unknown) => void) => Promise<void>): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  void begin(reject)
  return promise
}

/** Rejects when the signal is aborted; never without a signal. */
const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })

async function inFlight<Result>(work: Promise<Result>, under: Set<Promise<void>>): Promise<Result> {
  const settled = work.then(
    () => undefined,
    () => undefined,
  )
  under.add(settled)
  void settled.then(() => under.delete(settled))
  return work
}
