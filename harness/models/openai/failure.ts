/** Classifies a failed request: retry, fail this trial, or end the run. */
import { ModelError } from '../../../results/errors.ts'
import { visibleLine } from '../../../results/visible.ts'
import { CONTEXT_HINT, contextLimitIn, isContextOverflow } from './context-overflow.ts'
import { CUSTOM_KEY_VARIABLE, type Endpoint } from './endpoint.ts'
import { Rejection } from './rejection.ts'
import { withoutSecrets } from './secrets.ts'
import { TransportError } from './transport-error.ts'

/** The model and the request that an error is about. */
export interface RequestContext {
  readonly endpoint: Endpoint
  /** The model's name at the server. */
  readonly model: string
  readonly api: 'chat' | 'completions'
  readonly maxTokens?: number | undefined
  /** Fields of the request that can be left out. */
  readonly fields?: readonly string[]
  /** The flag that leaves fields out of requests to this model. [`--omit`] */
  readonly omitFlag?: string | undefined
}

/** @returns a ModelError for every failure of a server or the network; other errors are bugs, and returned unchanged */
export function toModelError(error: unknown, context: RequestContext): unknown {
  const { url } = context.endpoint
  if (error instanceof TransportError) {
    if (error.failure === 'proxy') return new ModelError(`${url}: ${error.message}`, { fatal: true, hint: PROXY_HINT })
    return new ModelError(`${url}: ${error.message}`, { retryable: error.failure !== 'too-large' })
  }
  if (error instanceof SyntaxError) {
    return new ModelError(`${url} sent JSON that ends too early or is damaged`, { retryable: true })
  }
  return error instanceof Rejection ? fromRejection(error, context) : error
}

/** Hint for a prompt that does not fit together with the requested tokens. */
export function isTooLong(error: unknown): boolean {
  if (error instanceof ModelError) return error.tooLong
  return error instanceof Rejection && isContextOverflow(error)
}

/** Matches field names: `'top_k'`, `body.stream_options:`. */
export const namesIn = (words: string): string[] => words.match(/[A-Za-z_][\w-]*/g) ?? []

/** Whether the server refused an unknown field or an unsupported value. */
export const refusesParameter = ({ code, message }: Rejection): boolean =>
  PARAMETER_CODES.includes(code ?? '') || PARAMETER.test(message)

export function refusedKey(status: number, words: string, { endpoint, model }: RequestContext): ModelError {
  const { url, key, keyVariable } = endpoint
  if (key === undefined) {
    const isCustom = keyVariable === CUSTOM_KEY_VARIABLE
    const others = isCustom ? ' Keys of providers, such as OPENAI_API_KEY, go to their own addresses only.' : ''
    const hint = `Set ${keyVariable}.${others}`
    return new ModelError(`${url} requires an API key (${status})`, { status, fatal: true, hint })
  }
  const what = status === 403 ? `the key in ${keyVariable} access to ${model}` : `the key in ${keyVariable}`
  const message = `${url} refused ${what} (${status}): "${words}"`
  return new ModelError(message, { status, fatal: true, hint: `Check ${keyVariable}.` })
}

/** Characters of a server's message that a quotation is made of: an error page can have megabytes. */
const QUOTED_FROM = 20_000

/** @returns a server message on one line, without tags and secrets */
export const quote = (text: string, endpoint: Endpoint): string =>
  visibleLine(withoutSecrets(text.slice(0, QUOTED_FROM), endpoint).replace(/<[^>]{0,200}>/g, ' '), 200)

function fromRejection(rejection: Rejection, context: RequestContext): ModelError {
  const { status, retryAfterMs, allows } = rejection
  const words = quote(rejection.message, context.endpoint)
  const message = `${context.endpoint.url} ${whatCame(rejection)}: "${words}"`
  const fatal = (hint: string) => new ModelError(message, { status, fatal: true, hint })

  if (status >= 300 && status < 400) return redirected(rejection, context)
  if (status === 402) return fatal('The account has no credit left.')
  if (status === 407) return fatal(PROXY_HINT)
  if (isContextOverflow(rejection)) return overflow(message, status || 400, rejection.message, context.maxTokens)
  if (status === 0 && UNKNOWN_MODEL.test(words)) return new ModelError(message, { status: 404 })
  if (status === 0 || status === 408 || status === 409 || status === 429 || status >= 500) {
    return new ModelError(message, {
      ...(status !== 0 && { status }),
      retryable: true,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(allows !== undefined && { allows }),
    })
  }
  if (status === 403 && MODERATION.test(words)) return new ModelError(message, { status })
  if (status === 401 || status === 403) return refusedKey(status, words, context)
  if (NO_CHAT_TEMPLATE.test(words)) return fatal('A base model is asked by --api completions.')
  if (UNKNOWN_MODEL.test(words)) return fatal('Check the model’s name.')
  if (refusesParameter(rejection)) return fatal(omitHint(rejection.message, context))
  return new ModelError(message, { status })
}

/** Hint that names the refused field, if the server does. */
function omitHint(words: string, { omitFlag = '--omit', fields = [] }: RequestContext): string {
  const named = namesIn(words).find((name) => fields.includes(name))
  return `Change that setting, or leave it out with ${omitFlag} ${named ?? 'FIELD'}.`
}

const PROXY_HINT =
  'Write them into the proxy’s address, as in HTTPS_PROXY=http://USER:PASSWORD@proxy.example:3128, or list the host in NO_PROXY.'

/** Error texts of proxies. */
const OF_PROXIES = [403, 407, 502, 503, 504]

function whatCame({ status, httpStatus, proxy }: Rejection): string {
  const way = proxy !== undefined && OF_PROXIES.includes(httpStatus) ? `, through the proxy ${proxy}` : ''
  if (httpStatus >= 300) return `answered ${httpStatus}${way}`
  return `sent an error in place of a reply${status === 0 ? '' : ` (${status})`}`
}

/** A context overflow. It ends the run when the requested tokens alone exceed the context. */
function overflow(message: string, status: number, words: string, maxTokens = 0): ModelError {
  const fatal = maxTokens >= contextLimitIn(words)
  return new ModelError(message, { status, tooLong: true, fatal, hint: CONTEXT_HINT })
}

function redirected({ status, location = '' }: Rejection, { endpoint }: RequestContext): ModelError {
  const target = URL.canParse(location, endpoint.url) ? new URL(location, endpoint.url) : undefined
  const where = target === undefined ? 'elsewhere' : `to ${quote(`${target.origin}${target.pathname}`, endpoint)}`
  const hint = 'Give the base address behind the redirect; a key is never carried along.'
  return new ModelError(`${endpoint.url} redirects ${where} (${status})`, { status, fatal: true, hint })
}

/** vLLM: `default chat template is no longer allowed, so you must provide a chat template` */
const NO_CHAT_TEMPLATE = /chat template/i

/** OpenRouter: `Your chosen model requires moderation and your input was flagged for …` */
const MODERATION = /moderation|flagged/i

/**
 * Where it is no 404:
 * - LiteLLM    `Invalid model name passed in model=x`
 * - others     `The model 'x' does not exist`, `model x not found`, `Unknown model: x`
 */
const UNKNOWN_MODEL = /\b(invalid|unknown|unsupported) model\b|\bmodel\b.{0,100}\b(does not exist|not found)/i

const PARAMETER_CODES = ['unsupported_parameter', 'unsupported_value', 'unknown_parameter']

/**
 * - OpenAI   `Unrecognized request argument supplied: top_k`, `Unsupported value: 'temperature' does not support 0 …`
 * - Mistral  `Extra inputs are not permitted`
 * - others   `Unsupported parameter: …`, `Unknown field …`
 */
const PARAMETER =
  /(unrecognized|unsupported|unknown|unexpected|extra) (request )?(argument|parameter|field|input|value)/i
