/** Checks a server before the first request: reachable, key accepted, model known. */
import { ModelError } from '../../../results/errors.ts'
import { nearest } from '../../../results/names.ts'
import { visibleLine } from '../../../results/visible.ts'
import { asObject, nonEmpty, parseJson, parseLooseJson } from '../../lib/json.ts'
import { connect, rawReply } from './client.ts'
import type { Endpoint } from './endpoint.ts'
import { quote, type RequestContext, refusedKey, toModelError } from './failure.ts'
import type { HttpReply } from './http-exchange.ts'
import { Rejection, rejectionIn } from './rejection.ts'
import { withoutSecrets } from './secrets.ts'
import { TransportError } from './transport-error.ts'

/** Time limit for the list of models; a slower server counts as reachable. */
const PATIENCE_MS = 5_000

/** A server that can be used. */
export interface CheckedServer {
  /** Base URL of the API: as given, or with `/v1` added where only that has a list of models. */
  readonly url: string
  /** For the user: the list of models lacks this one, or the URL is another. */
  readonly notice?: string
}

/**
 * Servers without a list of models, and slow ones, pass. So do servers whose list lacks the model, since gateways accept names
 * that they do not list.
 *
 * @param patienceMs time limit for the list
 * @throws ModelError when the server is unreachable (exit 3), or the key is refused (exit 2)
 */
export async function checkServer(context: RequestContext, patienceMs = PATIENCE_MS): Promise<CheckedServer> {
  const { endpoint, model } = context
  const { url } = endpoint
  const reply = await getModels(context, patienceMs).catch((error) => refuse(error, context))
  if (reply === undefined) return { url }
  const rejection = rejectionIn(parseJson(reply.text))
  if (rejection?.status === 401) refuse(rejection, context)
  const models = listedModels(reply)
  if (models === undefined) {
    const longer = await longerUrl(endpoint, patienceMs)
    if (longer !== undefined) return checkLonger(context, longer, patienceMs)
    if (/^text\/html/i.test(reply.headers['content-type'] ?? '')) throw webPage(context)
  }
  if (models === undefined || endpoint.listsSome) return { url }
  const isKnown = answersToAny(models) || isListed(model, namesOf(models))
  return isKnown ? { url } : { url, notice: notListed(context, namesOf(models)) }
}

/** Checks the API below `/v1`, and tells the user about the URL. */
async function checkLonger(context: RequestContext, url: string, patienceMs: number): Promise<CheckedServer> {
  const { notice } = await checkServer({ ...context, endpoint: { ...context.endpoint, url } }, patienceMs)
  return {
    url,
    notice: [`The API of ${context.endpoint.url} is at ${url}, which is used.`, notice ?? []].flat().join(' '),
  }
}

/**
 * @returns no list when the path does not exist; undefined for other failures to list models, which are ignored
 * @throws ModelError for a failure that every request would have
 */
function refuse(error: unknown, context: RequestContext): HttpReply | undefined {
  if (error instanceof TransportError) {
    if (error.failure === 'unreachable') throw unreachable(context, error)
    if (error.failure === 'proxy') throw toModelError(error, context)
    return undefined
  }
  if (!(error instanceof Rejection)) throw error
  const status = error.httpStatus < 300 ? error.status : error.httpStatus
  if (status === 407) throw toModelError(error, context)
  const words = quote(error.message, context.endpoint)
  // Keys may lack the permission to list models: `You have insufficient permissions for this operation. Missing scopes: model.read`
  const mayNotList = status === 403 && /scope|permission/i.test(words)
  if (status === 401 || (status === 403 && !mayNotList)) throw refusedKey(status, words, context)
  return status === 404 || status === 405 ? NO_LIST : undefined
}

const NO_LIST: HttpReply = { status: 404, headers: {}, text: '' }

/** @returns names of the listed models, none without a list; undefined after the time limit */
export async function servedModels(endpoint: Endpoint, patienceMs: number): Promise<readonly string[] | undefined> {
  return getModels({ endpoint }, patienceMs).then(modelNames, (error) => {
    if (error instanceof TransportError) return undefined
    if (error instanceof Rejection) return []
    throw error
  })
}

/** Explains a 404: the model or the whole API may be missing. */
export async function explainNotFound(failure: ModelError, context: RequestContext): Promise<ModelError> {
  const names = await getModels(context).then(modelNames, () => [])
  if (names.length > 0 && !isListed(context.model, names)) return unknownModel(context, names)
  const { api } = context
  const other = api === 'chat' ? 'completions' : 'chat'
  return new ModelError(failure.message, {
    status: failure.status ?? 404,
    fatal: true,
    hint: `${await longerAddress(context)}Check the model’s name, or use --api ${other} if this server has no ${api} API.`,
  })
}

async function longerAddress({ endpoint }: RequestContext): Promise<string> {
  if (endpoint.url.endsWith('/v1')) return ''
  const longer = await longerUrl(endpoint)
  return longer === undefined
    ? 'Base addresses usually end in /v1. '
    : `The API is at ${longer}: add /v1 to the address. `
}

/** The URL with `/v1`, below which most servers have their API; undefined when no models are listed there, or it is there already. */
async function longerUrl(endpoint: Endpoint, patienceMs = PATIENCE_MS): Promise<string | undefined> {
  if (endpoint.url.endsWith('/v1')) return undefined
  const url = `${endpoint.url}/v1`
  const names = await getModels({ endpoint: { ...endpoint, url } }, patienceMs).then(modelNames, () => [])
  return names.length > 0 ? url : undefined
}

/** @throws Rejection, TransportError */
async function getModels({ endpoint }: Pick<RequestContext, 'endpoint'>, patienceMs = PATIENCE_MS): Promise<HttpReply> {
  const timeouts = { connectMs: patienceMs, firstByteMs: patienceMs, totalMs: patienceMs }
  const { client, close } = connect(endpoint, { timeouts })
  try {
    return await rawReply(client.models.list())
  } finally {
    close()
  }
}

/** @returns undefined for a missing or unreadable list */
function listedModels({ text }: HttpReply): readonly unknown[] | undefined {
  const body = parseLooseJson(text)
  const models = Array.isArray(body) ? body : asObject(body)?.data
  return Array.isArray(models) ? models : undefined
}

const namesOf = (models: readonly unknown[] = []) =>
  models.flatMap((model) => nonEmpty(asObject(model)?.id) ?? nonEmpty(model) ?? [])

const modelNames = (reply: HttpReply) => namesOf(listedModels(reply))

/** Whether the server is llama-server, which has one model and accepts any name. */
const answersToAny = (models: readonly unknown[]) =>
  models.length === 0 || models.every((model) => asObject(model)?.owned_by === 'llamacpp')

/**
 * - Ollama lists `llama3:latest` and answers to `llama3`
 * - LiteLLM lists patterns, such as `openai/*`
 * - gateways take suffixes: `name:free`, `name@v2`
 * - servers of one file list its path: `/models/name.gguf`, `org/name`
 */
function isListed(model: string, names: readonly string[]): boolean {
  const forms = new Set([model, `${model}:latest`, model.replace(/(?<=.)[:@][^/]*$/, ''), fileName(model)])
  return names.some((name) => forms.has(name) || forms.has(fileName(name)) || matches(name, model))
}

/** Last part of a name: `/models/name.gguf` and `org/name` → `name`. */
const fileName = (name: string) => name.replace(/^.*[/\\]/, '').replace(/\.(gguf|bin|safetensors)$/i, '')

function matches(pattern: string, model: string): boolean {
  if (!pattern.includes('*')) return false
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(model)
}

function notListed(context: RequestContext, names: readonly string[]): string {
  const { message, hint } = unknownModel(context, names)
  const said = message.replace(' has no model ', ' lists no model ')
  return `${said}; requests are sent anyway. ${hint?.replace('Models: ', 'Listed: ')}`
}

function unknownModel({ endpoint, model }: RequestContext, names: readonly string[]): ModelError {
  const some = names.slice(0, 5).map((name) => visibleLine(withoutSecrets(name, endpoint), 80))
  const more = names.length > some.length ? `, … (${names.length} in all)` : ''
  return new ModelError(`${endpoint.url} has no model "${model}"`, {
    status: 404,
    fatal: true,
    hint: `${nearest(model, names)}Models: ${some.join(', ')}${more}`,
  })
}

function unreachable({ endpoint }: RequestContext, error: TransportError): ModelError {
  return new ModelError(`${endpoint.url} cannot be reached: ${error.message}`, {
    retryable: true,
    hint:
      error.proxy === undefined
        ? 'Is the server up, and is this its address? evalkit asked it for /models.'
        : 'Is the proxy right? NO_PROXY lists hosts that are asked directly.',
  })
}

function webPage({ endpoint }: RequestContext): ModelError {
  return new ModelError(`${endpoint.url}/models is a web page, not an API`, {
    fatal: true,
    hint: 'Check host, port and path; the base URL of an API usually ends in /v1.',
  })
}
