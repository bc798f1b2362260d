/** Recognizes context overflows by the error codes and messages of servers. */
import { OVERFLOW_WORDINGS } from './overflow-wordings.ts'
import type { ServerError } from './server-error.ts'

/** Codes and types that always mean an overflow. */
const CODES =
  /^(?:(?:model_?|max_?)*context_?(?:length|window|size|limit)?_?(?:exceeded|overflow|too_?long)|exceed_?context_?size|(?:prompt|input|messages?)_?too_?long|token_?limit_?exceeded|string_?above_?max_?length|40303)(?:_?(?:error|exception))?$/i

/** Typical wording of servers that are not in the table. */
const ANY_CONTEXT = /\bcontext[ _-]?(?:length|size|window|limit)\b/i

/**
 * - llama.cpp  `context shift is disabled`: of a reply that has begun, whose prompt did fit; "or enable context shift" is advice
 * - OpenAI     `max_tokens is too large: 32000. This model supports at most 16384 completion tokens`: whatever the prompt
 * - gateways   `too many input tokens per minute`: a rate
 */
const NOT_THE_PROMPT =
  /(?<!enable )context[ -]shift|supports at most \d+ (?:completion|output) tokens|tokens? (?:per|a|\/) ?(?:minute|min|day|hour)\b/i

/** All patterns in one, for speed. */
const OVERFLOW = new RegExp(OVERFLOW_WORDINGS.map(({ pattern }) => `(?:${pattern.source})`).join('|'), 'i')

/** Length of the message that is searched: a server may append the whole prompt. */
const LONGEST_WORDS = 4_000

/**
 * @param status absent or 0: an error of unknown status inside a success
 * @returns whether a server's message or code means that the prompt does not fit
 */
export function isContextOverflow({ message, code, status }: ServerError): boolean {
  if (code !== undefined && CODES.test(code.replaceAll('-', '_'))) return true
  const words = message.slice(0, LONGEST_WORDS)
  if (status === 429 || NOT_THE_PROMPT.test(words)) return false
  return OVERFLOW.test(words) || ([0, 400, 413, 422].includes(status ?? 0) && ANY_CONTEXT.test(words))
}

/**
 * `… maximum context length is 4096 tokens`, `… context length (131,072 tokens)`, `… maximum model length of 4096`; but not the excess
 * of `exceeds the context length by 12`, nor the request's own size in `context length exceeded: 5012 > 4096`
 */
const CONTEXT_LIMIT =
  /(?:context (?:length|size|window)|maximum model length)(?!\D{0,20}(?:\bby\b|exceed|limit|n_keep))\D{0,20}(\d{1,3}(?:,\d{3})+|\d+)(?![\d,]* ?(?:k\b|>))/i

/** @returns the context size in tokens; Infinity when the message does not state it */
export const contextLimitIn = (words: string): number =>
  Number(CONTEXT_LIMIT.exec(words)?.[1]?.replaceAll(',', '') ?? Infinity)

export const CONTEXT_HINT = 'Serve the model with a longer context, or ask for fewer tokens by --max-tokens.'
