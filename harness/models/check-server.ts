/** One look at a server before anything is spent: is it there, does it take the key, does it know the model? */
import { ModelError } from '../../results/errors.ts'
import { nearest } from '../../results/nearest.ts'
import { clip } from './clip.ts'
import { requestHeaders } from './endpoint.ts'
import type { HttpReply } from './http-exchange.ts'
import { openTransport } from './http-transport.ts'
import { asObject, nonEmpty, parseJson } from './json.ts'
import { type Asked, quote, refusedKey } from './openai-failure.ts'
import { rejectionIn } from './rejection.ts'
import { withoutSecrets } from './secrets.ts'
import { serverWords } from './server-error.ts'
import { TransportError } from './transport-error.ts'

/** A server that needs longer than this to list its models is there, and that is enough. */
const PATIENCE_MS = 5_000

/**
 * Servers without a list of models, and slow ones, pass: the first request will tell.
 *
 * @throws ModelError when nobody is there (exit 3), the key is refused or the model unknown (exit 2)
 */
export async function checkServer(asked: Asked): Promise<void> {
  const { endpoint, model } = asked
  const reply = await getModels(asked).catch((error) => {
    if (!(error instanceof TransportError)) throw error
    if (error.failure === 'unreachable') throw unreachable(asked, error)
    return undefined
  })
  if (reply === undefined) return
  const words = quote(serverWords(reply.text), endpoint)
  // Keys can be limited to asking: `You have insufficient permissions for this operation. Missing scopes: model.read`
  const mayNotList = reply.status === 403 && /scope|permission/i.test(words)
  const rejection = reply.status === 200 ? rejectionIn(parseJson(reply.text)) : undefined
  if (rejection?.status === 401) throw refusedKey(401, words, asked)
  if (reply.status === 401 || (reply.status === 403 && !mayNotList)) throw refusedKey(reply.status, words, asked)
  if (reply.status === 200 && reply.headers['content-type']?.startsWith('text/html')) throw webPage(asked)
  const names = modelNames(reply)
  if (names.length > 0 && !endpoint.listsSome && !isListed(model, names)) throw unknownModel(asked, names)
}

/** What a 404 in place of a reply means: the model or the whole API may be missing. */
export async function explainNotFound(failure: ModelError, asked: Asked): Promise<ModelError> {
  const names = await getModels(asked).then(modelNames, () => [])
  if (names.length > 0 && !isListed(asked.model, names)) return unknownModel(asked, names)
  const { api } = asked
  const other = api === 'chat' ? 'completions' : 'chat'
  return new ModelError(failure.message, {
    status: failure.status ?? 404,
    fatal: true,
    hint: `${await longerAddress(asked)}Check the model’s name, or ask by --api ${other} if this server has no ${api} API.`,
  })
}

/** Most servers have their API below `/v1`, and people leave that away. */
async function longerAddress(asked: Asked): Promise<string> {
  const { url } = asked.endpoint
  if (url.endsWith('/v1')) return ''
  const endpoint = { ...asked.endpoint, url: `${url}/v1` }
  const names = await getModels({ ...asked, endpoint }).then(modelNames, () => [])
  return names.length > 0
    ? `The API is at ${endpoint.url}: add /v1 to the address. `
    : 'Base addresses usually end in /v1. '
}

async function getModels({ endpoint }: Asked): Promise<HttpReply> {
  const timeouts = { connectMs: PATIENCE_MS, firstByteMs: PATIENCE_MS, totalMs: PATIENCE_MS }
  const transport = openTransport({ headers: requestHeaders(endpoint), timeouts })
  try {
    return await transport.send(`${endpoint.url}/models`)
  } finally {
    transport.close()
  }
}

/** @returns nothing where there is no list, or none that can be read */
function modelNames({ status, text }: HttpReply): string[] {
  const body = status === 200 ? parseJson(text) : undefined
  const models = Array.isArray(body) ? body : asObject(body)?.data
  return Array.isArray(models) ? models.flatMap((model) => nonEmpty(asObject(model)?.id) ?? []) : []
}

/** Ollama lists `llama3:latest` and answers to `llama3`. */
const isListed = (model: string, names: readonly string[]) => names.includes(model) || names.includes(`${model}:latest`)

function unknownModel({ endpoint, model }: Asked, names: readonly string[]): ModelError {
  const some = names.slice(0, 5).map((name) => clip(withoutSecrets(name, endpoint), 80))
  const more = names.length > some.length ? `, … (${names.length} in all)` : ''
  return new ModelError(`${endpoint.url} has no model "${model}"`, {
    status: 404,
    fatal: true,
    hint: `${nearest(model, names)}It has: ${some.join(', ')}${more}`,
  })
}

function unreachable({ endpoint }: Asked, error: TransportError): ModelError {
  return new ModelError(`${endpoint.url} cannot be reached: ${error.message}`, {
    retryable: true,
    hint: 'Is the server up, and is this its address? evalkit asked it for /models.',
  })
}

function webPage({ endpoint }: Asked): ModelError {
  return new ModelError(`${endpoint.url}/models is a web page, not an API`, {
    fatal: true,
    hint: 'Check host, port and path; the base address of an API usually ends in /v1.',
  })
}
