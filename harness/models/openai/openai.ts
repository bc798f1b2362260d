/** Models behind a server that speaks OpenAI's API, asked by its chat or completions endpoint. */
import { ModelError } from '../../../results/errors.ts'
import type { Completion, ModelFacts } from '../../../results/schema/schema.ts'
import { apiOf, type Model, type ModelRequest } from '../model.ts'
import type { ModelSpec } from '../spec.ts'
import { type Answer, readAnswer } from './answer.ts'
import { checkServer, explainNotFound } from './check.ts'
import { connect, rawReply } from './client.ts'
import type { Endpoint } from './endpoint.ts'
import { isTooLong, toModelError } from './failure.ts'
import type { Timeouts } from './http-exchange.ts'
import { learnedFrom } from './learned-dialect.ts'
import { Rejection } from './rejection.ts'
import { noticeUnknownParts, readReply } from './reply.ts'
import { chatBody, completionsBody, type Dialect, dialectOf, optionalFields } from './request.ts'
import { withoutSecrets } from './secrets.ts'
import { servedInfo } from './served-info.ts'

export interface OpenAiOptions {
  readonly api: ModelFacts['api']
  readonly version?: string
  readonly timeouts: Timeouts
  /** Replies are asked for word by word. */
  readonly stream?: boolean
  /** The flag that leaves fields out of requests to this model. [`--omit`] */
  readonly omitFlag?: string | undefined
  /** Told what the user should know of this server; the same sentence may come several times. */
  readonly onNotice?: ((sentence: string) => void) | undefined
}

/** One request a reply: retries live in `with-retries.ts`. */
export function openOpenAi(
  spec: ModelSpec,
  endpoint: Endpoint,
  { api, version, timeouts, stream, onNotice, omitFlag }: OpenAiOptions,
): Model {
  const { client, close } = connect(endpoint, { timeouts })
  let dialect: Dialect = { ...dialectOf(spec.name, endpoint), stream: stream === true }
  const asked = { endpoint, model: spec.name, api }

  async function send(request: ModelRequest, spoken: Dialect, signal?: AbortSignal): Promise<Answer> {
    const startedAt = performance.now()
    const call =
      apiOf(request) === 'chat'
        ? client.chat.completions.create(chatBody(request, spoken), { signal })
        : client.completions.create(completionsBody(request, spoken), { signal })
    return readAnswer(await rawReply(call), startedAt)
  }

  /** In the server's own words for things, once it has told them. */
  async function ask(request: ModelRequest, signal?: AbortSignal, spoken = dialect): Promise<Answer> {
    try {
      return await send(request, spoken, signal)
    } catch (error) {
      const better = learnedFrom(error, spoken)
      if (better === undefined) throw error
      const answer = await ask(request, signal, better)
      dialect = { ...dialect, ...better }
      return answer
    }
  }

  async function explain(error: unknown, request: ModelRequest): Promise<unknown> {
    const about = { ...asked, api: apiOf(request) }
    const fields = error instanceof Rejection ? optionalFields(request, dialect) : []
    const failure = toModelError(error, { ...about, maxTokens: request.generation.maxTokens, fields, omitFlag })
    const isNotFound = failure instanceof ModelError && (failure.status === 404 || failure.status === 405)
    return isNotFound ? explainNotFound(failure, about) : failure
  }

  return {
    facts: {
      label: spec.label,
      provider: spec.provider,
      name: spec.name,
      api,
      endpoint: endpoint.url,
      ...(version !== undefined && { version }),
    },
    async check() {
      const notice = await checkServer(asked)
      if (notice !== undefined) onNotice?.(notice)
    },
    served: () => servedInfo(asked),
    async complete(request, signal) {
      const startedAt = performance.now()
      try {
        const { body, firstTokenMs, isCut } = await ask(request, signal)
        const completion = readReply(body, (words) => withoutSecrets(words, endpoint))
        noticeUnknownParts(completion, spec.label, onNotice)
        return {
          ...completion,
          ...(isCut && { finishReason: 'timeout' as const }),
          ...(firstTokenMs !== undefined && { firstTokenMs }),
          latencyMs: Math.round(performance.now() - startedAt),
        }
      } catch (error) {
        signal?.throwIfAborted()
        if (request.trial.turn > 1 && isTooLong(error)) return OVERFLOWED
        throw await explain(error, request)
      }
    },
    async close() {
      close()
    },
  }
}

/** After the first turn it is the model's own earlier words that leave no room. */
const OVERFLOWED: Completion = { text: '', finishReason: 'length' }
