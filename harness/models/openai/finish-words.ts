/** The finish reasons of servers, by what they mean for the score. */

export type EndingFamily =
  | 'stop' // the model ended its reply: scored
  | 'tool' // ended by calling a tool that was not offered: scored as it is
  | 'length' // cut off at a token limit: scored as truncated
  | 'filter' // cut off by the provider's content filter: not scored, not retried
  | 'broken' // broken off by the server: retried, then not scored
  | 'none' // the server gave no reason

/** Finish reasons by family. Case and separators are ignored, so that `MAX_TOKENS`, `max-tokens` and `maxTokens` are equal. */
export const FINISH_WORDS: Readonly<Record<Exclude<EndingFamily, 'none'>, readonly string[]>> = {
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
