/** What a server's refusal teaches about how it wants to be asked. */
import { isContextOverflow } from './context-overflow.ts'
import { namesIn, refusesParameter } from './failure.ts'
import { Rejection } from './rejection.ts'
import type { Dialect } from './request.ts'

/**
 * @param spoken how the request was asked that was refused
 * @returns how to ask it instead; undefined where nothing of evalkit's own accord is to blame
 */
export function learnedFrom(error: unknown, spoken: Dialect): Dialect | undefined {
  if (!(error instanceof Rejection) || ![400, 422].includes(error.status)) return undefined
  if (spoken.maxTokensField === 'max_tokens' && /\bmax_completion_tokens\b/.test(error.message)) {
    return { ...spoken, maxTokensField: 'max_completion_tokens' }
  }
  return withoutOwnField(error, spoken)
}

/**
 * Nobody asked for `stream_options` or `"stream": false`: evalkit adds them. Refusals that name the field are clear. Strict servers say
 * `Extra inputs are not permitted` and not which; of a stream, `stream_options` is the field that most of them do not know.
 */
function withoutOwnField(error: Rejection, spoken: Dialect): Dialect | undefined {
  const field = spoken.stream === true ? 'stream_options' : 'stream'
  if (spoken.silentOn?.includes(field) || isContextOverflow(error)) return undefined
  const isNamed = namesIn(error.message).includes(field)
  const isToBlame = field === 'stream_options' ? isNamed || refusesParameter(error) : isNamed && refusesParameter(error)
  return isToBlame ? { ...spoken, silentOn: [...(spoken.silentOn ?? []), field] } : undefined
}
