/** A client for OpenAI's batch API: many requests in one file, half the price, results within a day. */
import { setTimeout as sleep } from 'node:timers/promises'
import { toFile } from 'openai'
import { ModelError } from '../../../../results/errors.ts'
import { jsonLines } from '../../../../results/store/lines.ts'
import { asObject } from '../../../lib/json.ts'
import { connect, ownError, rawReply } from '../client.ts'
import type { Endpoint } from '../endpoint.ts'
import { quote, type RequestContext, refusedKey, toModelError } from '../failure.ts'
import { Rejection } from '../rejection.ts'

/** One line of the request file. */
export interface BatchedRequest {
  /** Our id of the request, which its reply repeats. */
  readonly key: string
  readonly body: object
}

/** One line of the reply files. */
export interface BatchedReply {
  readonly key: string
  /** HTTP status of the reply; 0 for a request that was not executed. */
  readonly status: number
  readonly body: unknown
}

export type BatchState =
  | { readonly kind: 'pending'; readonly done: number; readonly total: number }
  /** Whether the batch has ended, in any way. */
  | { readonly kind: 'ended'; readonly status: string; readonly files: readonly string[]; readonly words: string }

export interface BatchApi {
  /**
   * Sends requests as one batch, exactly once, even if the response is lost.
   *
   * @param name stored in the batch's metadata, to find the batch if its id was lost
   * @returns id of the batch
   */
  submit(name: string, requests: readonly BatchedRequest[], signal?: AbortSignal): Promise<string>
  /** @param since earliest creation time @returns id of the batch with that name; undefined when there is none */
  find(name: string, since: Date, signal?: AbortSignal): Promise<string | undefined>
  look(id: string, signal?: AbortSignal): Promise<BatchState>
  download(file: string, signal?: AbortSignal): Promise<BatchedReply[]>
  /** Closes all connections. */
  close?(): void
}

/** Metadata key of our name for a batch. */
const NAME = 'evalkit'

/** Tolerated difference between the clocks. */
const CLOCKS_DIFFER_S = 86_400

const MOST_TRIES = 5

const PATHS = { chat: '/v1/chat/completions', completions: '/v1/completions' } as const

/** Time limit of a transfer: request files have up to 150 MB, and reply files may be larger. */
const TIMEOUTS = { connectMs: 30_000, firstByteMs: 600_000, totalMs: 600_000 }
const MOST_BYTES = 500_000_000

/** Opens the API. All errors are ModelErrors; the client retries where that is safe. */
export function openBatchApi(endpoint: Endpoint, context: RequestContext): BatchApi {
  const { client, close } = connect(endpoint, {
    timeouts: TIMEOUTS,
    maxBodyBytes: MOST_BYTES,
    maxRetries: 5,
    keepAlive: false, // a batch sent twice would be paid twice
  })

  const guarded = async <Result>(call: Promise<Result>): Promise<Result> =>
    call.catch((error) => {
      throw batchError(ownError(error), context)
    })

  async function find(name: string, since: Date, signal?: AbortSignal): Promise<string | undefined> {
    const oldest = since.getTime() / 1000 - CLOCKS_DIFFER_S
    const seen = new Set<string>()
    for await (const { id, metadata, created_at } of client.batches.list({ limit: 100 }, { signal })) {
      if (metadata?.[NAME] === name) return id
      // Newest first. A server without pagination sends the first page again.
      if (created_at < oldest || seen.has(id)) return undefined
      seen.add(id)
    }
    return undefined
  }

  /** Creates a batch without the client's retries, which could send it twice. */
  async function create(name: string, input_file_id: string, signal?: AbortSignal): Promise<string> {
    const begun = new Date()
    const body = {
      input_file_id,
      endpoint: PATHS[context.api],
      completion_window: '24h',
      metadata: { [NAME]: name },
    } as const
    for (let tries = 1; ; tries++) {
      try {
        const batch = await guarded(client.batches.create(body, { signal, maxRetries: 0 }))
        return batch.id
      } catch (error) {
        if (!(error instanceof ModelError && error.retryable)) throw error
        await sleep(500 * 2 ** tries, undefined, { signal })
        const id = await guarded(find(name, begun, signal)).catch(() => undefined)
        if (id !== undefined) return id
        if (tries === MOST_TRIES) throw error
      }
    }
  }

  return {
    async submit(name, requests, signal) {
      const lines = requests.map(({ key, body }) =>
        JSON.stringify({ custom_id: key, method: 'POST', url: PATHS[context.api], body }),
      )
      const file = await toFile(Buffer.from(`${lines.join('\n')}\n`), 'evalkit.jsonl')
      const { id: input_file_id } = await guarded(client.files.create({ file, purpose: 'batch' }, { signal }))
      return create(name, input_file_id, signal)
    },

    find: (name, since, signal) => guarded(find(name, since, signal)),

    async look(id, signal) {
      const batch = await guarded(client.batches.retrieve(id, { signal }))
      const { status, request_counts, output_file_id, error_file_id, errors } = batch
      if (!ENDED.has(status)) {
        return { kind: 'pending', done: request_counts?.completed ?? 0, total: request_counts?.total ?? 0 }
      }
      const words = errors?.data?.map(({ message }) => message ?? '').join('; ') ?? ''
      const files = [output_file_id, error_file_id].filter((file) => file !== undefined && file !== null)
      return { kind: 'ended', status, files, words: quote(words, endpoint) }
    },

    async download(file, signal) {
      const { text } = await guarded(rawReply(client.files.content(file, { signal })))
      return jsonLines(text).flatMap(({ value }) => replyIn(value))
    },

    close,
  }
}

const ENDED: ReadonlySet<string> = new Set(['completed', 'failed', 'expired', 'cancelled'])

/**
 * `{"custom_id": "…", "response": {"status_code": 200, "body": {…}}, "error": null}`
 *
 * @returns nothing for an invalid line, whose request then has no reply
 */
function replyIn(line: unknown): BatchedReply[] {
  const { custom_id, response, error } = asObject(line) ?? {}
  if (typeof custom_id !== 'string') return []
  const { status_code, body } = asObject(response) ?? {}
  return [{ key: custom_id, status: Number(status_code ?? 0), body: body ?? { error } }]
}

/** Converts an error. A batch that is refused permanently ends the run. */
function batchError(error: unknown, context: RequestContext): unknown {
  if (!(error instanceof Rejection)) return toModelError(error, context)
  const { status } = error
  const words = quote(error.message, context.endpoint)
  if (status === 401 || status === 403) return refusedKey(status, words, context)
  const isBusy = status === 429 || (status >= 500 && status !== 501)
  return new ModelError(`${context.endpoint.url} answered ${error.httpStatus} to a batch: "${words}"`, {
    status,
    retryable: isBusy,
    fatal: !isBusy,
    ...(status === 404 && { hint: 'This server has no batch API: leave out --batch.' }),
  })
}
