/** Models behind OpenAI-compatible servers, by the chat or completions API. */
import { ModelError } from '../../../results/errors.ts'
import type { Completion, ModelFacts } from '../../../results/schema/schema.ts'
import { apiOf, type Model, type ModelRequest } from '../model.ts'
import type { ModelSpec } from '../spec.ts'
import { type Answer, readAnswer } from './answer.ts'
import { checkServer, explainNotFound } from './check.ts'
import { connect, rawReply } from './client.ts'
import type { Endpoint } from './endpoint.ts'
import { isTooLong, type RequestContext, toModelError } from './failure.ts'
import type { Timeouts } from './http-exchange.ts'
import { learnedFrom } from './learned-dialect.ts'
import { echoLikelihoods } from './likelihoods/likelihoods.ts'
import { tokenCounter } from './likelihoods/token-count.ts'
import { Rejection, rejectionIn } from './rejection.ts'
import { noticeUnknownParts, readReply, withSafeText } from './reply.ts'
import { chatBody, completionsBody, type Dialect, dialectOf, optionalFields, type TaughtDialect } from './request.ts'
import { withoutSecrets, withoutSecretsInReply } from './secrets.ts'
import { servedInfo } from './served-info.ts'

export interface OpenAiOptions {
  readonly api: ModelFacts['api']
  readonly version?: string
  readonly timeouts: Timeouts
  /** Whether to stream replies. */
  readonly stream?: boolean
  /** Flag that leaves out request fields of this model. Default: `--omit`. */
  readonly omitFlag?: string | undefined
  /** Shared by the models of one server. Default: the model's own. */
  readonly taught?: TaughtDialect
  /** Called with notices about this server; the same one may come several times. */
  readonly onNotice?: ((sentence: string) => void) | undefined
}

/** Sends one request per reply; `with-retries.ts` retries. */
export function openOpenAi(
  spec: ModelSpec,
  endpoint: Endpoint,
  { api, version, timeouts, stream, onNotice, omitFlag, taught = {} }: OpenAiOptions,
): Model {
  const { client, close } = connect(endpoint, { timeouts })
  const usual: Dialect = { ...dialectOf(spec.name, endpoint), stream: stream === true }
  let learned: Dialect | undefined
  const dialect = () =>
    learned ?? (taught.dialect === undefined ? usual : { ...usual, ...taught.dialect, isTaught: true })
  let context: RequestContext = { endpoint, model: spec.name, api }

  async function send(request: ModelRequest, spoken: Dialect, signal?: AbortSignal): Promise<Answer> {
    const startedAt = performance.now()
    const call =
      apiOf(request) === 'chat'
        ? client.chat.completions.create(chatBody(request, spoken), { signal })
        : client.completions.create(completionsBody(request, spoken), { signal })
    return readAnswer(await rawReply(call), startedAt)
  }

  /** The dialect, adapted to the server's refusals. */
  async function ask(request: ModelRequest, signal?: AbortSignal, spoken = dialect()): Promise<Answer> {
    try {
      return await send(request, spoken, signal)
    } catch (error) {
      const better = learnedFrom(error, spoken)
      if (better === undefined) throw error
      const answer = await ask(request, signal, better)
      learned = { ...dialect(), ...better, isTaught: false }
      const { maxTokensField, silentOn } = learned
      // A model that does not take what others taught is an exception.
      if (!spoken.isTaught) taught.dialect = { maxTokensField, silentOn }
      return answer
    }
  }

  async function explain(error: unknown, request: ModelRequest): Promise<unknown> {
    const about = { ...context, api: apiOf(request) }
    const fields = error instanceof Rejection ? optionalFields(request, dialect()) : []
    const failure = toModelError(error, { ...about, maxTokens: request.generation.maxTokens, fields, omitFlag })
    const isNotFound = failure instanceof ModelError && (failure.status === 404 || failure.status === 405)
    return isNotFound ? explainNotFound(failure, about) : failure
  }

  const likelihoods = echoLikelihoods({
    ask:
      (generation) =>
      async (prompt, { maxTokens, echo }, signal) => {
        const settings = { ...generation, temperature: 0, maxTokens }
        const request = { prompt: '', generation: settings, trial: { sampleId: '', repeat: 1, turn: 1 } }
        const body = {
          ...completionsBody(request, { ...dialect(), stream: false }),
          ...(echo && { echo }),
          logprobs: 1,
        }
        const reply = await rawReply(
          client.completions.create({ ...body, prompt: prompt as string | string[] }, { signal }),
        )
        const answer = await readAnswer(reply, performance.now())
        const rejection = rejectionIn(answer.body)
        if (rejection !== undefined) throw rejection
        return answer.body
      },
    count: tokenCounter(client, context),
    endpoint,
  })

  /** What every request does: its time, and its failures in the words of evalkit. */
  async function timed(request: ModelRequest, reply: Promise<Completion>, signal?: AbortSignal): Promise<Completion> {
    const startedAt = performance.now()
    try {
      return { ...(await reply), latencyMs: Math.round(performance.now() - startedAt) }
    } catch (error) {
      signal?.throwIfAborted()
      if (request.trial.turn > 1 && isTooLong(error)) return OVERFLOWED
      throw await explain(error, request)
    }
  }

  async function reply(request: ModelRequest, signal?: AbortSignal): Promise<Completion> {
    if (request.continuations !== undefined) return likelihoods.measure(request, request.continuations, signal)
    const { body, firstTokenMs, isCut } = await ask(request, signal)
    const completion = withSafeText(
      readReply(body, (words) => withoutSecrets(words, endpoint)),
      (text) => withoutSecretsInReply(text, endpoint),
    )
    noticeUnknownParts(completion, spec.label, onNotice)
    return {
      ...completion,
      ...(isCut && { finishReason: 'timeout' as const }),
      ...(firstTokenMs !== undefined && { firstTokenMs }),
    }
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
      const { url, notice } = await checkServer(context)
      client.baseURL = url
      context = { ...context, endpoint: { ...endpoint, url } }
      if (notice !== undefined) onNotice?.(notice)
    },
    served: () => servedInfo(context),
    async checkLikelihoods(generation) {
      const request = { prompt: '', generation, trial: { sampleId: '', repeat: 1, turn: 1 } }
      await likelihoods.check(generation).catch(async (error) => {
        throw await explain(error, request)
      })
    },
    complete: (request, signal) => timed(request, reply(request, signal), signal),
    async close() {
      close()
    },
  }
}

/** After the first turn, an overflow is due to the model's own earlier replies. */
const OVERFLOWED: Completion = { text: '', finishReason: 'length' }
