/**
 * Finish reasons of servers, and what each means for the score.
 *
 * A reply is scored only if its server reports it as complete, or as cut off at a token limit. An unknown finish reason counts as
 * `broken`: a retry costs less than a wrong score.
 */
import { asObject, type Json, nonEmpty } from '../../lib/json.ts'

export type EndingFamily =
  | 'stop' // the model ended its reply: scored
  | 'tool' // ended by calling a tool that was not offered: scored as it is
  | 'length' // cut off at a token limit: scored as truncated
  | 'filter' // cut off by the provider's content filter: not scored, not retried
  | 'broken' // broken off by the server: retried, then not scored
  | 'none' // the server gave no reason

export interface Ending {
  readonly family: EndingFamily
  /** Finish reason of the server; absent for `none`. */
  readonly word?: string
  /** Message of the server, such as SGLang's for `abort`. */
  readonly detail?: string
}

/** Finish reasons by family. Case and separators are ignored, so that `MAX_TOKENS`, `max-tokens` and `maxTokens` are equal. */
const WORDS: Readonly<Record<Exclude<EndingFamily, 'none'>, readonly string[]>> = {
  stop: [
    'stop', // OpenAI, vLLM, SGLang, llama.cpp, Ollama, Gemini
    'eos',
    'eos_token',
    'stop_sequence',
    'stop_token', // TGI, Together, watsonx, Anthropic
    'end_turn', // Anthropic, Bedrock
    'end_of_text',
    'endoftext',
    'end_of_turn',
    'end_of_sequence',
    'eot',
    'end', // Aleph Alpha, AI21
    'end_id',
    'stop_words',
    'stop_word',
    'stop_string',
    'word', // TensorRT-LLM, llama.cpp
    'stop_sequence_reached',
    'eos_found',
    'stop_string_found', // Aleph Alpha, LM Studio
    'stopped_eos',
    'stopped_word',
    'eot_token',
    'eod',
    'stop_token_id',
    'stop_str', // llama.cpp's own API, gateways
    'normal',
    'success',
    'succeeded',
    'complete',
    'completed',
    'finish',
    'finished',
    'done', // Cohere, OpenAI's responses, Titan
  ],
  tool: ['tool_calls', 'tool_call', 'tool_use', 'function_call', 'function_calls'],
  length: [
    'length', // OpenAI and most others
    'max_tokens',
    'max_output_tokens',
    'max_completion_tokens',
    'max_new_tokens',
    'max_length',
    'max_len',
    'max_output',
    'model_length',
    'max_model_len',
    'model_max_length', // Mistral
    'model_context_window_exceeded',
    'context_window_exceeded', // Anthropic, Zhipu
    'context_length',
    'context_length_exceeded',
    'context_length_reached',
    'max_context',
    'max_context_length', // LM Studio, xAI
    'max_predicted_tokens_reached',
    'maximum_tokens',
    'max_tokens_reached',
    'maximum_length', // LM Studio, Aleph Alpha
    'token_limit',
    'token_limit_reached',
    'length_limit',
    'limit',
    'error_limit', // watsonx, llama.cpp, Cohere
    'truncated',
    'length_capped',
    'length_exceeded',
    'stopped_limit',
    'stop_limit',
    'output_limit',
    'generation_limit',
    'num_predict',
    'out_of_tokens', // llama.cpp's own API, Ollama, gateways
    'max_seq_len',
    'max_sequence_length',
    'max_total_tokens',
    'max_context_tokens',
    'context_full',
    'context_overflow', // engines that name their own limit
    'repetition_detected',
    'repetition', // vLLM: endless repetition
  ],
  filter: [
    'content_filter',
    'content_filtered',
    'content_filtering',
    'filter',
    'filtered', // OpenAI, Azure, Bedrock
    'safety',
    'recitation',
    'blocklist',
    'prohibited_content',
    'spii',
    'image_safety',
    'image_recitation',
    'image_prohibited_content',
    'model_armor',
    'language', // Gemini
    'guardrail',
    'guardrails',
    'guardrail_intervened', // Bedrock
    'error_toxic',
    'refusal',
    'sensitive',
    'risk_control',
    'moderation',
    'moderated',
    'blocked',
    'content_blocked',
    'content_policy',
    'content_policy_violation',
    'safety_filter',
    'unsafe',
    'censored',
    'flagged',
    'policy_violation', // Cohere, Anthropic, Zhipu
  ],
  broken: [
    'abort',
    'aborted',
    'error',
    'failed',
    'failure', // vLLM, SGLang, gateways
    'cancel',
    'canceled',
    'cancelled',
    'user_cancel',
    'user_stopped', // TensorRT-LLM, Cohere, LM Studio
    'timeout',
    'timed_out',
    'time_limit', // a time limit of the server
    'insufficient_system_resource',
    'network_error',
    'internal_error',
    'server_error', // DeepSeek, Zhipu
    'incomplete',
    'not_finished',
    'in_progress',
    'unfinished',
    'running', // watsonx, TensorRT-LLM
    'model_unloaded',
    'unload',
    'load', // LM Studio, Ollama
    'malformed_function_call',
    'malformed_model_output',
    'malformed_tool_use',
    'unexpected_tool_call', // Gemini, Bedrock
    'pause_turn',
    'other',
    'unknown',
    'unspecified',
    'shutdown',
    'preempted',
    'evicted',
    'disconnect',
    'disconnected',
  ],
}

/** Normalizes `FINISH_REASON_MAX_TOKENS` to `maxtokens`. */
const squeezed = (word: string) =>
  word
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(finish|stop)?reason(?=.)/, '')

const FAMILIES: ReadonlyMap<string, EndingFamily> = new Map(
  Object.entries(WORDS).flatMap(([family, words]) =>
    words.map((word) => [squeezed(word), family as EndingFamily] as const),
  ),
)

/** Matches end tokens, which some servers give as the reason: `</s>`, `<|im_end|>`, `<|endoftext|>` */
const END_TOKEN = /^<(\/s|\|[\w▁]{1,40}\||[|｜][\w▁]{1,40}[|｜]|end_of_turn|eos)>$/i

/** Whether a chunk has no finish reason yet: `null`, an empty string, or (DashScope) the string `null`. */
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

/** Returns the more severe of two finish reasons: the last event of a stream may say `stop` for a truncated reply. */
const SEVERITY: readonly EndingFamily[] = ['none', 'stop', 'tool', 'length', 'filter', 'broken']

export const moreSevere = (one: Ending, other: Ending): Ending =>
  SEVERITY.indexOf(other.family) > SEVERITY.indexOf(one.family) ? other : one
