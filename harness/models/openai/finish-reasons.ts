/**
 * Finish reasons of servers, and what each means for the score.
 *
 * A reply is scored only if its server reports it as complete, or as cut off at a token limit. An unknown finish reason counts as
 * `broken`: a retry costs less than a wrong score.
 */
import { asObject, type Json, nonEmpty } from '../../lib/json.ts'
import { type EndingFamily, FINISH_WORDS } from './finish-words.ts'

export interface Ending {
  readonly family: EndingFamily
  /** Finish reason of the server; absent for `none`. */
  readonly word?: string
  /** Message of the server, such as SGLang's for `abort`. */
  readonly detail?: string
}

/** Normalizes `FINISH_REASON_MAX_TOKENS` to `maxtokens`. */
const squeezed = (word: string) =>
  word
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(finish|stop)?reason(?=.)/, '')

const FAMILIES: ReadonlyMap<string, EndingFamily> = new Map(
  Object.entries(FINISH_WORDS).flatMap(([family, words]) =>
    words.map((word) => [squeezed(word), family as EndingFamily] as const),
  ),
)

/** Matches end tokens, which some servers give as the reason: `</s>`, `<|im_end|>`, `<|endoftext|>` */
const END_TOKEN = /^<(\/s|\|[\w▁]{1,40}\||[|｜][\w▁]{1,40}[|｜]|end_of_turn|eos)>$/i

/** Matches the reason of a chunk that has none yet: an empty string, or (DashScope) the string `null`. */
const NOTHING = /^(null|none|nil|undefined)?$/i

/** Reads the finish reason of a choice in a response or stream event. */
export function endingOf(choice: Json): Ending {
  const first = ending(choice.finish_reason ?? choice.finishReason ?? choice.finish_details ?? choice.done_reason)
  if (first.family !== 'none' || choice.stop_reason == null) return first
  // vLLM gives the stop sequence here, Anthropic the reason: unknown text is ignored.
  const word = nonEmpty(choice.stop_reason)
  const family = word === undefined ? undefined : FAMILIES.get(squeezed(word))
  return word === undefined || family === undefined ? NONE : { family, word }
}

/** Reads a string, or an object such as SGLang's `{"type": "abort", "message": "…"}` and `{"type": "length", "length": 128}`. */
function ending(reason: unknown): Ending {
  if (reason === null || reason === undefined || reason === false) return NONE
  const object = asObject(reason)
  if (object !== undefined) {
    const inner = ending(object.type ?? object.reason ?? object.name ?? '')
    const detail = nonEmpty(object.message) ?? nonEmpty(object.detail)
    return { ...inner, ...(detail !== undefined && { detail }) }
  }
  const word = typeof reason === 'string' ? reason.trim() : JSON.stringify(reason)
  if (NOTHING.test(word)) return NONE
  return { family: FAMILIES.get(squeezed(word)) ?? (END_TOKEN.test(word) ? 'stop' : 'broken'), word }
}

const NONE: Ending = { family: 'none' }

/** Least severe first. */
const SEVERITY: readonly EndingFamily[] = ['none', 'stop', 'tool', 'length', 'filter', 'broken']

/** Returns the more severe of two finish reasons: the last event of a stream may say `stop` for a truncated reply. */
export const moreSevere = (one: Ending, other: Ending): Ending =>
  SEVERITY.indexOf(other.family) > SEVERITY.indexOf(one.family) ? other : one
