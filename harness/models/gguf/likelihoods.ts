/**
 * Log-likelihoods of continuations, from the logits of a model: log p(token) = logit − largest logit − ln Σ exp(logit − largest logit).
 *
 * A context and its continuation are tokenized as one text, as lm-evaluation-harness does. Tokens beyond the number that the context
 * has on its own belong to the continuation; blanks at the end of the context count as the start of the continuation.
 */
import type { ControlledEvaluateInputItem, LlamaContextSequence, Token } from 'node-llama-cpp'
import { ModelError } from '../../../results/errors.ts'
import { mergedOption } from '../measured.ts'

/** A text as tokens, split where the continuation begins. */
export interface SplitTokens {
  readonly context: readonly Token[]
  /** Not empty. */
  readonly continuation: readonly Token[]
}

/** Likelihoods of −∞ are this, as in vLLM and SGLang: JSON has no infinity. */
const LEAST = -9999

/**
 * @param encode tokenizes a text, with the tokens that the model wants at the start
 * @param start stands before a context that has no tokens
 * @throws ModelError for a continuation without tokens of its own
 */
export function splitTokens(
  encode: (text: string) => readonly Token[],
  context: string,
  continuation: string,
  start: Token | null,
): SplitTokens {
  const whole = encode(context + continuation)
  const length = encode(context.trimEnd()).length
  const rest = whole.slice(length)
  if (rest.length === 0) throw mergedOption(continuation)
  if (length > 0) return { context: whole.slice(0, length), continuation: rest }
  if (start === null) throw new ModelError('the prompt is empty, and the model has no token to start a text with')
  return { context: [start], continuation: rest }
}

/**
 * Evaluates each context once, and each continuation after it.
 *
 * @param sequence used by nobody else; its history is cleared
 * @returns the log-likelihood of each continuation, in their order
 */
export async function logLikelihoods(sequence: LlamaContextSequence, texts: readonly SplitTokens[]): Promise<number[]> {
  const sums = new Map<SplitTokens, number>()
  for (const group of Map.groupBy(texts, ({ context }) => context.join()).values()) {
    const context = group[0]?.context ?? []
    await sequence.clearHistory()
    const first = group.map(({ continuation }) => continuation[0] as Token)
    const [atEnd] = await evaluate(sequence, context, [first])
    for (const text of group) {
      const [head, ...tail] = text.continuation as [Token, ...Token[]]
      const after = tail.length === 0 ? [] : await evaluateAfter(sequence, context, text.continuation)
      sums.set(text, [atEnd?.get(head), ...tail.map((token, at) => after[at]?.get(token))].reduce(add, 0))
    }
  }
  return texts.map((text) => sums.get(text) as number)
}

const add = (sum: number, next: number | undefined) => {
  if (next === undefined || Number.isNaN(next)) throw new ModelError('llama.cpp gave no logits')
  return sum + Math.max(next, LEAST)
}

/** Evaluates a continuation but for its last token, after a context that is still in the sequence or is evaluated again. */
async function evaluateAfter(sequence: LlamaContextSequence, context: readonly Token[], tokens: readonly Token[]) {
  await sequence.eraseContextTokenRanges([{ start: context.length, end: sequence.nextTokenIndex }])
  // Recurrent models, and sliding windows, cannot forget a part.
  if (sequence.nextTokenIndex !== context.length) {
    await sequence.clearHistory()
    await sequence.controlledEvaluate([...context])
  }
  const next = tokens.slice(1).map((token) => [token])
  return evaluate(sequence, tokens.slice(0, -1), next)
}

type LogProbabilities = ReadonlyMap<Token, number>

/**
 * Evaluates tokens.
 *
 * @param next tokens whose probability is wanted after each of the last tokens
 * @returns log-probabilities, as many maps as `next` has lists
 */
async function evaluate(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  next: readonly (readonly Token[])[],
): Promise<LogProbabilities[]> {
  const from = tokens.length - next.length
  const input = tokens.map((token, at): ControlledEvaluateInputItem => {
    const wanted = next[at - from]
    return wanted === undefined ? token : [token, { generateNext: logitsOf(wanted) }]
  })
  const output = await sequence.controlledEvaluate(input)
  return next.map((wanted, at) => {
    const { logits, totalLogitWeight } = output[from + at]?.next ?? {}
    const largest = logits?.values().next().value
    if (logits === undefined || largest === undefined || totalLogitWeight === undefined) return new Map()
    const logTotal = Math.log(totalLogitWeight)
    return new Map(wanted.map((token) => [token, (logits.get(token) ?? Number.NaN) - largest - logTotal]))
  })
}

/** The largest logit comes first. It is asked for as the top one: `includeMax` of this version of node-llama-cpp does not give it. */
const logitsOf = (tokens: readonly Token[]) => ({
  logits: { filter: { tokens: [...new Set(tokens)], includeTop: 1 } },
  totalLogitWeight: true,
  options: { temperature: 1, topK: 0, topP: 1, minP: 0 },
})
