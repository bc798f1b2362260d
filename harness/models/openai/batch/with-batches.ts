/**
 * A model asked in batches: requests that come together are sent as one file, and wait for the file that comes back.
 *
 * Turn by turn: the second question of every conversation makes the second batch. What a run sends stands in its folder first, so that
 * a run gone on with waits for those batches instead of sending them again.
 */
import { randomBytes } from 'node:crypto'
import { Interrupted, ModelError } from '../../../../results/errors.ts'
import type { Completion } from '../../../../results/schema/schema.ts'
import { hashFacts } from '../../../lib/hash.ts'
import { refuseStopped } from '../../limits/waiting.ts'
import type { Model, ModelRequest } from '../../model.ts'
import type { BatchedReply } from './batch-api.ts'
import { BatchLedger, type KnownBatch } from './batch-ledger.ts'
import { type FollowOptions, follow, type Replies } from './follow-batch.ts'

export interface BatchOptions extends FollowOptions {
  /** The body that the API gets for a request. */
  bodyOf(request: ModelRequest): object
  /** @throws ModelError for a reply that holds no answer */
  readReply(reply: BatchedReply): Completion
  /** How long nothing new has to come before a batch is closed. Default: 2 s. */
  readonly gatherMs?: number
  /** Once aborted, nothing is sent and no batch waited for; one that is being sent is written down first. */
  readonly stop?: AbortSignal
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
  const { api, gatherMs = 2000, stop, onProgress } = options
  /** Looked at only when one of its replies is wanted: the folder may hold batches of other models. */
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
        // Otherwise it may hold replies that are paid: to ask anew might be to pay twice.
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
      remember(batch) // whoever asks again looks first whether it got there
      throw error
    }
  }

  async function replyTo(request: ModelRequest): Promise<BatchedReply> {
    const body = options.bodyOf(request)
    const { sampleId, repeat, turn } = request.trial
    const key = hashFacts({ sampleId, repeat, turn, body }, 40)
    const earlier = known.get(key)
    known.delete(key) // a reply that is no use is asked for anew
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
    async complete(request, signal) {
      const dropped = rejection(async (reject) => {
        await aborted(signal)
        reject(signal?.reason)
      })
      return options.readReply(await Promise.race([replyTo(request), halted, dropped]))
    },
    async close() {
      clearTimeout(timer)
      closing.abort(new ModelError('stopped waiting for a batch'))
      api.close?.()
      await model.close?.()
    },
  }
}

/** It failed as a whole, the server has thrown it away, or keeps no list of batches to find it in. */
const isGone = (error: unknown): error is ModelError =>
  error instanceof ModelError && [undefined, 404, 405, 501].includes(error.status)

/** Never fulfilled; nobody has to hear of it. */
function rejection(begin: (reject: (error: unknown) => void) => Promise<void>): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => undefined)
  void begin(reject)
  return promise
}

/** Never, where there is no signal. */
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
