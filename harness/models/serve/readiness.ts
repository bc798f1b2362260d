/** Waits until a server that was just started answers: its health, then its list of models, then one token. */
import { setTimeout } from 'node:timers/promises'
import { asObject, nonEmpty, parseLooseJson } from '../../lib/json.ts'
import { ask } from './local-request.ts'

export interface Probed {
  /** Without `/v1`. */
  readonly origin: string
  /** Name of the model; absent: whatever the server lists. */
  readonly name?: string
  readonly api: 'chat' | 'completions'
  /** Hears what is waited for next. */
  readonly onStage?: (stage: ReadinessStage) => void
}

export type ReadinessStage = 'health' | 'list' | 'token'

export type Readiness =
  /** `name`: the model's name at the server. */
  | { readonly kind: 'ready'; readonly name: string }
  /** It answers, but with an error or with something else than a completion, and waiting does not help. */
  | { readonly kind: 'refused'; readonly status: number; readonly reply: string }
  | { readonly kind: 'unlisted'; readonly names: readonly string[] }

/** A server that is not there yet refuses the connection at once, so that asking costs next to nothing. */
const POLL_MS = 100
const HEALTH_MS = 5_000
/** The first token may have to compile kernels. */
const TOKEN_MS = 300_000
/** Replies with a server error before the probe is given up. */
const MOST_ERRORS = 5

/**
 * @param signal aborted when the server has ended, the time is up, or the command stops
 * @throws the reason of `signal`
 */
export async function untilReady({ origin, name, api, onStage }: Probed, signal: AbortSignal): Promise<Readiness> {
  await until(signal, async () => {
    const { status } = await ask(`${origin}/health`, HEALTH_MS, signal)
    // A server without such a path is up all the same.
    return (status >= 200 && status < 300) || status === 404 || status === 405 || undefined
  })
  onStage?.('list')
  let listed: readonly string[] | undefined
  let looks = 0
  const found = await until(signal, async () => {
    const { status, text } = await ask(`${origin}/v1/models`, HEALTH_MS, signal)
    if (status >= 500 || status === 429 || status === 0) return undefined
    listed = status === 200 ? namesIn(text) : []
    // Without a name in its command line, a server calls the model as it likes.
    if (listed.length === 0 || name === undefined) return { name: name ?? listed[0] ?? 'model' }
    if (listed.includes(name)) return { name }
    return ++looks > MOST_ERRORS ? 'unlisted' : undefined
  })
  if (found === 'unlisted') return { kind: 'unlisted', names: listed ?? [] }
  onStage?.('token')
  let errors = 0
  return until(signal, async (): Promise<Readiness | undefined> => {
    const { status, text } = await ask(tokenUrl(origin, api), TOKEN_MS, signal, tokenBody(found.name, api))
    if (status >= 200 && status < 300 && isCompletion(text)) return { kind: 'ready', name: found.name }
    const mayPass = status === 0 || status === 429 || status === 503
    if (mayPass || (status >= 500 && ++errors < MOST_ERRORS)) return undefined
    return { kind: 'refused', status, reply: text }
  })
}

const tokenUrl = (origin: string, api: Probed['api']) => `${origin}/v1/${api === 'chat' ? 'chat/' : ''}completions`

const tokenBody = (model: string, api: Probed['api']) => ({
  model,
  ...(api === 'chat' ? { messages: [{ role: 'user', content: 'Hello' }] } : { prompt: 'Hello' }),
  max_tokens: 1,
  temperature: 0,
})

/** A gateway's page and an error come with status 200 as well. Events: some servers always stream. */
const isCompletion = (text: string): boolean =>
  text.startsWith('data:') || Array.isArray(asObject(parseLooseJson(text))?.choices)

/** Repeats a look until it finds something. */
async function until<Found>(signal: AbortSignal, look: () => Promise<Found | undefined>): Promise<Found> {
  for (;;) {
    signal.throwIfAborted()
    const found = await look()
    if (found !== undefined) return found
    await setTimeout(POLL_MS, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

function namesIn(text: string): string[] {
  const body = parseLooseJson(text)
  const models = Array.isArray(body) ? body : asObject(body)?.data
  return (Array.isArray(models) ? models : []).flatMap((model) => nonEmpty(asObject(model)?.id) ?? [])
}
