/** Adapts requests to a server by what its refusals say. */
import { isContextOverflow } from './context-overflow.ts'
import { namesIn, refusesParameter } from './failure.ts'
import { Rejection } from './rejection.ts'
import type { Dialect } from './request.ts'

/**
 * @param spoken dialect of the refused request
 * @returns dialect to use instead; undefined when no field added by evalkit caused the refusal
 */
export function learnedFrom(error: unknown, spoken: Dialect): Dialect | undefined {
  if (!(error instanceof Rejection) || ![400, 422].includes(error.status)) return undefined
  if (spoken.maxTokensField === 'max_tokens' && /\bmax_completion_tokens\b/.test(error.message)) {
    return { ...spoken, maxTokensField: 'max_completion_tokens' }
  }
  // Behind a gateway, models of different providers can differ.
  if (spoken.isTaught && namesIn(error.message).includes('max_completion_tokens') && refusesParameter(error)) {
    return { ...spoken, maxTokensField: 'max_tokens', isTaught: false }
  }
  return withoutOwnField(error, spoken)
}

/**
 * evalkit adds `stream_options` and `"stream": false` itself. Most refusals name the field. Strict servers only say
 * `Extra inputs are not permitted`; for a stream, `stream_options` is the likeliest field.
 */
function withoutOwnField(error: Rejection, spoken: Dialect): Dialect | undefined {
  const field = spoken.stream === true ? 'stream_options' : 'stream'
  if (spoken.silentOn?.includes(field) || isContextOverflow(error)) return undefined
  const isNamed = namesIn(error.message).includes(field)
  const isToBlame = field === 'stream_options' ? isNamed || refusesParameter(error) : isNamed && refusesParameter(error)
  return isToBlame ? { ...spoken, silentOn: [...(spoken.silentOn ?? []), field] } : undefined
}
