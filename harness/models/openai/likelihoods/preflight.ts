/**
 * Learns how a server gives the log-probabilities of a prompt, or that it gives none that are right.
 *
 * Servers accept `echo` with `logprobs` and then return generated tokens only (llama-server), or values that belong to the next token
 * (llama-cpp-python, for models without BOS). Scored by them, every benchmark comes out near chance. So the model first generates a few
 * tokens, whose log-probabilities are right; then the same text is sent as a prompt, and has to get the same values.
 */
import { UsageError } from '../../../../results/errors.ts'
import type { Endpoint } from '../endpoint.ts'
import { quote } from '../failure.ts'
import { Rejection } from '../rejection.ts'
import { type AskCompletions, type Echo, type Echoes, echoEach, echoTogether, readEchoes } from './echo.ts'
import type { CountTokens } from './token-count.ts'

/** How a server gives the log-probabilities of prompts. */
export interface EchoManner {
  /** Asks about several prompts: with one request, or one after another. */
  readonly ask: typeof echoEach
  /** Values at the end that belong to the token generated after the prompt. */
  readonly generated: 0 | 1
  /** Values of a prompt minus its tokens by `/tokenize`. Absent: the server does not count tokens, or not as it echoes them. */
  readonly shift?: number
}

/** Starts of texts, invented; each model goes on with at least one of them. */
const PROBES = [
  'Three cats sat on the wall. One of them jumped down, and then there were',
  'Monday is the first day of the week, Tuesday is',
  'Question: Ann has 3 apples and buys 4 more. How many has she?\nAnswer:',
]

const PROBE_TOKENS = 8

/** Largest difference between a token's value in a prompt and when generated: half-precision kernels differ by up to 0.1. */
const TOLERANCE = 0.3

/** How much likelier, for each token, a model's own words are than the same letters backwards. */
const LIKELIER = 0.1

/**
 * @throws UsageError with the reason when the server gives no log-probabilities of prompts, or wrong ones; TransportError, or
 *   Rejection for a failure that has nothing to do with them
 */
export async function learnManner(ask: AskCompletions, count: CountTokens, endpoint: Endpoint): Promise<EchoManner> {
  let reason = 'the model generates no text, by which they could be checked'
  for (const probe of PROBES) {
    const found = await tryProbe(ask, count, endpoint, probe)
    if (typeof found !== 'string') return found
    reason = found
  }
  throw new UsageError(`${endpoint.url} gives no log-likelihoods of options: ${reason}`, {
    hint: 'vLLM and SGLang give them, and GGUF files in this process: --model gguf/PATH. Or choose a protocol that reads replies: evalkit list protocols',
  })
}

/** @returns the manner, or what is wrong */
async function tryProbe(
  ask: AskCompletions,
  count: CountTokens,
  endpoint: Endpoint,
  probe: string,
): Promise<EchoManner | string> {
  const reply = await refusable(ask(probe, { maxTokens: PROBE_TOKENS }))
  if (reply instanceof Rejection) return refusal('"logprobs"', reply, endpoint)
  const { text = '', logProbabilities: own } = readEchoes(reply).echoes[0] ?? {}
  const backwards = [...text].reverse().join('')
  if (text.trim() === '' || backwards === text) return 'the model generates no text, by which they could be checked'
  if (own === undefined) return 'its replies have no "logprobs.token_logprobs"'
  const found = await echoesOf(ask, endpoint, [probe, probe + text, probe + backwards])
  if (typeof found === 'string') return found
  const [alone, whole, scrambled] = found.values
  let reason = ''
  for (const generated of [1, 0] as const) {
    const from = alone.length - generated
    const inPrompt = whole.slice(from, whole.length - generated)
    const doubt = doubtOf(inPrompt, own) ?? unlikely(inPrompt, scrambled.slice(from, scrambled.length - generated))
    reason ||= doubt ?? ''
    if (doubt !== undefined) continue
    const shift = await shiftOf(count, [probe, from], [probe + text, from + inPrompt.length])
    return { ask: found.ask, generated, ...(shift !== undefined && { shift }) }
  }
  return reason
}

type Values = readonly (number | null)[]

/** @returns what is wrong, for a server that gives no values of the prompt */
async function echoesOf(ask: AskCompletions, endpoint: Endpoint, prompts: readonly [string, string, string]) {
  const together = await refusable(echoTogether(ask, prompts))
  if (!(together instanceof Rejection) && valuesOf(together, prompts.length) !== undefined) {
    return { ask: echoTogether, values: valuesOf(together, prompts.length) as [Values, Values, Values] }
  }
  const each = await refusable(echoEach(ask, prompts))
  if (each instanceof Rejection) return refusal('"echo" with "logprobs"', each, endpoint)
  const values = valuesOf(each, prompts.length)
  if (values !== undefined) return { ask: echoEach, values: values as [Values, Values, Values] }
  return each.echoes.some(({ logProbabilities }) => logProbabilities !== undefined)
    ? 'it returns those of generated tokens only'
    : 'its replies have no "logprobs.token_logprobs"'
}

/** @returns undefined where a prompt has no values, or no more than for the token generated after it */
function valuesOf({ echoes }: Echoes, prompts: number): Values[] | undefined {
  const values = echoes.map(({ logProbabilities = [] }: Echo) => logProbabilities)
  return values.length === prompts && values.every(({ length }) => length > 2) ? values : undefined
}

/** What is wrong with the values of tokens in a prompt, next to those of the same tokens when they were generated. */
function doubtOf(inPrompt: Values, generated: Values): string | undefined {
  // The token that ends a text may have a value of its own when generated.
  const isSame = inPrompt.length > 0 && [0, 1].includes(generated.length - inPrompt.length)
  if (!isSame) {
    return `a text of ${generated.length} generated tokens has ${Math.max(0, inPrompt.length)} values in a prompt`
  }
  const at = inPrompt.findIndex((value, index) => !isClose(value, generated[index]))
  if (at === -1) return undefined
  return `a token that has ${shown(generated[at])} when it is generated has ${shown(inPrompt[at])} in a prompt`
}

const isClose = (value: number | null, other: number | null | undefined) =>
  value !== null && typeof other === 'number' && value <= 1e-3 && Math.abs(value - other) <= TOLERANCE

const shown = (value: number | null | undefined) => (typeof value === 'number' ? value.toFixed(2) : 'no value')

function unlikely(own: Values, scrambled: Values): string | undefined {
  const mean = (values: Values) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / values.length
  if (mean(own) > mean(scrambled) + LIKELIER) return undefined
  return 'the model’s own words are no likelier than the same letters backwards'
}

type Counted = readonly [text: string, values: number]

async function shiftOf(count: CountTokens, ...texts: readonly [Counted, Counted]): Promise<number | undefined> {
  const shifts = await refusable(
    Promise.all(texts.map(async ([text, values]) => values - ((await count(text)) ?? Number.NaN))),
  )
  if (shifts instanceof Rejection) return undefined
  const [first, second] = shifts
  return first === second ? first : undefined
}

/** @returns a rejection as a value */
const refusable = <Reply>(reply: Promise<Reply>): Promise<Reply | Rejection> =>
  reply.catch((error: unknown) => {
    if (error instanceof Rejection) return error
    throw error
  })

/** @throws Rejection for a failure that has nothing to do with these fields: a busy server, a refused key, an unknown model */
function refusal(fields: string, rejection: Rejection, endpoint: Endpoint): string {
  const { status, message } = rejection
  if (![400, 422].includes(status)) throw rejection
  return `it refuses ${fields} (${status}): "${quote(message, endpoint)}"`
}
