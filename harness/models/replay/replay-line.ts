/** Parses one line of a replay file. */
import { asObject } from '../../lib/json.ts'

export interface ReplayLine {
  readonly id: string
  /** 1-based. */
  readonly repeat: number
  /** One reply per turn. */
  readonly replies: readonly [string, ...string[]]
  /** Finish reason of the last reply, as in OpenAI's API. */
  readonly finishReason: 'stop' | 'length'
  /** Order of the options of a multiple-choice question. */
  readonly order?: readonly number[]
  /** Log-likelihood of each option, in the order in which they were asked about; then `replies` is one empty text. */
  readonly logLikelihoods?: readonly number[]
}

/**
 * Reads `{"id": "gsm8k/0", "completion": "…"}`, or `"completions": ["…", "…"]` for a sample with several turns, or
 * `"log_likelihoods": [-1.5, -3]` where options are measured; optionally `repeat`, `finish_reason` and `order`. Other fields are ignored.
 *
 * @throws Error with the problem; the caller adds file and line
 */
export function parseReplayLine(text: string): ReplayLine {
  const object = parseObject(text)
  const { id, repeat = 1, order, completion, completions, finish_reason: finishReason = 'stop' } = object
  const { log_likelihoods: logLikelihoods } = object
  if (typeof id !== 'string' || id === '') throw new Error('"id" is not a sample id')
  if (!isIndex(repeat) || repeat < 1) throw new Error('"repeat" is not a whole number from 1')
  if (finishReason !== 'stop' && finishReason !== 'length')
    throw new Error('"finish_reason" is neither "stop" nor "length"')
  if (order !== undefined && !(Array.isArray(order) && order.every(isIndex))) {
    throw new Error('"order" is not a list of whole numbers from 0')
  }
  if (logLikelihoods !== undefined) {
    if (completion !== undefined || completions !== undefined) throw new Error('"log_likelihoods" beside a reply')
    if (!isLikelihoods(logLikelihoods)) throw new Error('"log_likelihoods" is not a list of numbers of at most 0')
    return { id, repeat, replies: [''], finishReason, logLikelihoods, ...(order !== undefined && { order }) }
  }
  const replies = readReplies(completion, completions)
  return { id, repeat, replies, finishReason, ...(order !== undefined && { order }) }
}

function parseObject(text: string) {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error('truncated or malformed: not JSON')
  }
  const object = asObject(value)
  if (object === undefined) throw new Error('not a JSON object')
  return object
}

function readReplies(completion: unknown, completions: unknown): ReplayLine['replies'] {
  if ((completion === undefined) === (completions === undefined))
    throw new Error('exactly one of "completion" and "completions" is required')
  const replies: unknown = completions ?? [completion]
  if (Array.isArray(replies) && replies.length > 0 && replies.every((reply) => typeof reply === 'string')) {
    return replies as [string, ...string[]]
  }
  throw new Error(completions === undefined ? '"completion" is not a string' : '"completions" is not a list of strings')
}

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const isLikelihoods = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 1 && value.every((one) => typeof one === 'number' && one <= 0)
