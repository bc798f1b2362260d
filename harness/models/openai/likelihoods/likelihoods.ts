/**
 * Log-likelihoods of continuations from a completions API that echoes its prompt (vLLM, SGLang).
 *
 * Prompt and continuation are sent as one text. The values beyond the number that the prompt has on its own belong to the continuation;
 * blanks at the end of the prompt count as the start of the continuation.
 */

import { ModelError } from '../../../../results/errors.ts'
import type { Completion, Generation } from '../../../../results/schema/schema.ts'
import { measured, mergedOption } from '../../measured.ts'
import type { ModelRequest } from '../../model.ts'
import type { Endpoint } from '../endpoint.ts'
import type { AskCompletions } from './echo.ts'
import { type EchoManner, learnManner } from './preflight.ts'
import type { CountTokens } from './token-count.ts'

export interface EchoOptions {
  /** Sends a request with the settings of a run. */
  ask(generation: Generation): AskCompletions
  readonly count: CountTokens
  readonly endpoint: Endpoint
}

export interface EchoLikelihoods {
  /** @throws UsageError with the reason when the server gives none, or wrong ones */
  check(generation: Generation): Promise<EchoManner>
  measure(request: ModelRequest, continuations: readonly string[], signal?: AbortSignal): Promise<Completion>
}

export function echoLikelihoods({ ask, count, endpoint }: EchoOptions): EchoLikelihoods {
  const manners = new Map<string, Promise<EchoManner>>()

  function check(generation: Generation): Promise<EchoManner> {
    const key = JSON.stringify([generation.extraBody, generation.omit])
    const known = manners.get(key)
    if (known !== undefined) return known
    const learned = learnManner(ask(generation), count, endpoint)
    manners.set(key, learned)
    learned.catch(() => manners.delete(key)) // a server that was down is asked again
    return learned
  }

  return {
    check,
    async measure({ prompt, generation }, continuations, signal) {
      if (typeof prompt !== 'string') throw new TypeError('log-likelihoods require a text as prompt')
      const manner = await check(generation)
      const context = prompt.trimEnd()
      const send = ask(generation)
      const texts = continuations.map((continuation) => prompt + continuation)
      const { shift, generated } = manner
      const length = shift === undefined ? undefined : count(context, signal).then((tokens) => tokens && tokens + shift)
      const [counted, { echoes, ...facts }] = await Promise.all([
        length,
        manner.ask(send, shift === undefined ? [context, ...texts] : texts, signal),
      ])
      const values = echoes.map(({ logProbabilities = [] }) =>
        logProbabilities.slice(0, logProbabilities.length - generated),
      )
      const from = shift === undefined ? values.shift()?.length : counted
      if (from === undefined || values.length !== continuations.length) throw unreadable(endpoint)
      const likelihoods = continuations.map((text, at) => {
        const own = values[at]?.slice(from) ?? []
        if (own.length === 0) throw mergedOption(text)
        const sum = own.reduce((total: number, value) => total + (value ?? Number.NaN), 0)
        if (Number.isNaN(sum) || from === 0) throw unreadable(endpoint)
        return { text, logLikelihood: sum, tokens: own.length }
      })
      return { ...measured(likelihoods), ...facts }
    },
  }
}

const unreadable = ({ url }: Endpoint) =>
  new ModelError(`${url} sent a reply without a log-probability for each token of the prompt`, { retryable: true })
