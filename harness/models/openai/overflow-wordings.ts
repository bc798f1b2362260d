/** What servers say when a prompt does not fit into their context. A new server is a new row. */

interface Wording {
  readonly server: string
  /** A message that the pattern matches. */
  readonly example: string
  readonly pattern: RegExp
}

export const OVERFLOW_WORDINGS: readonly Wording[] = [
  {
    server: 'OpenAI, Azure OpenAI, vLLM, LiteLLM, FastChat',
    example: "This model's maximum context length is 4096 tokens. However, your messages resulted in 5012 tokens.",
    pattern: /maximum context length/i,
  },
  {
    server: 'OpenAI, newer models',
    example: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
    pattern: /exceed\w* (?:the |its |this )?(?:model.{0,5} |available |maximum |max )*(?:context|input limit)/i,
  },
  {
    server: 'vLLM',
    example: 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.',
    pattern: /(?:longer than|exceeds?) the maximum model length/i,
  },
  {
    server: 'vLLM, token limit',
    example:
      "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 4096 tokens and your request has 17 input tokens",
    pattern: /max(?:_completion)?_tokens\D{0,40} is too large/i,
  },
  {
    server: 'SGLang',
    example: "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
    pattern: /(?:longer than|exceeds?) the model.{0,3} (?:maximum )?context length|maximum context of \d/i,
  },
  {
    server: 'SGLang, token sum',
    example:
      "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5100 tokens",
    pattern: /requested token count exceeds/i,
  },
  {
    server: 'llama.cpp',
    example: 'the request exceeds the available context size, try increasing it',
    pattern: /exceeds? the available context size/i,
  },
  {
    server: 'llama.cpp, with counts',
    example: 'request (5012 tokens) exceeds the available context size (4096 tokens), try increasing it',
    pattern: /request \(\d+ tokens\) exceeds/i,
  },
  {
    server: 'llama.cpp, batch size',
    example: 'input is too large to process. increase the physical batch size',
    pattern: /input (?:\(\d+ tokens\) )?is too large to process/i,
  },
  {
    server: 'llama-cpp-python',
    example: 'Requested tokens (5012) exceed context window of 4096',
    pattern: /requested tokens \(\d+\) exceed/i,
  },
  {
    server: 'Ollama',
    example: 'input length exceeds the context length',
    pattern: /(?:input|prompt)(?: length)? (?:exceeds|is longer than) (?:the |maximum )*context/i,
  },
  {
    server: 'LM Studio',
    example:
      'Trying to keep the first 5012 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    pattern: /context the overflows|loaded with context length of only/i,
  },
  {
    server: 'LM Studio, newer',
    example: 'The number of tokens to keep from the initial prompt is greater than the context length.',
    pattern: /tokens to keep from the initial prompt|reached context length of/i,
  },
  {
    server: 'TGI',
    example:
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5012 `inputs` tokens and 1024 `max_new_tokens`',
    pattern: /inputs` (?:tokens \+ `max_new_tokens` )?must (?:be <=|have less than)/i,
  },
  {
    server: 'TGI, input alone',
    example: 'Input validation error: `inputs` must have less than 4095 tokens. Given: 5012',
    pattern: /must have less than \d+ (?:input )?tokens/i,
  },
  {
    server: 'LMDeploy',
    example: 'internal error happened, status code ResponseType.INPUT_LENGTH_ERROR',
    pattern: /INPUT_LENGTH_ERROR|input (?:token )?length .{0,40}(?:exceed|greater|larger|longer)/i,
  },
  {
    server: 'TensorRT-LLM',
    example:
      'Prompt length (5012) exceeds maximum input length (4096). Set log level to info and check TRTGptModel logs',
    pattern: /(?:prompt|input) length \(\d+\) exceeds/i,
  },
  {
    server: 'TensorRT-LLM, newer',
    example: 'The sum of prompt length (5012.0), query length (0) should not exceed max_num_tokens (4096)',
    pattern: /sum of (?:the )?prompt length|should not exceed max_(?:num_tokens|seq_len|input_len)/i,
  },
  {
    server: 'Mistral',
    example: 'Prompt contains 40012 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    pattern: /prompt contains \d+ tokens.{0,60}too large/i,
  },
  {
    server: 'Groq',
    example: 'Please reduce the length of the messages or completion.',
    pattern: /(?:reduce|shorten) (?:the |your )?(?:length of )?(?:the |your )?(?:messages|prompt|input)\b/i,
  },
  {
    server: 'DashScope',
    example: 'Range of input length should be [1, 30720]',
    pattern: /range of input length should be/i,
  },
  {
    server: 'Gemini, Vertex',
    example: 'The input token count (1200012) exceeds the maximum number of tokens allowed (1048576).',
    pattern: /input token count.{0,20}exceeds/i,
  },
  {
    server: 'Bedrock',
    example: 'Input is too long for requested model.',
    pattern: /\b(?:input|prompt|request|message)s? (?:is|are|was|were) too long\b/i,
  },
  {
    server: 'Bedrock, Titan and Nova',
    example: 'Too many input tokens. Max input tokens: 8192, request input token count: 9012',
    pattern: /too many input tokens/i,
  },
  {
    server: 'Anthropic',
    example: 'prompt is too long: 205012 tokens > 200000 maximum',
    pattern: /tokens? > \d+ maximum/i,
  },
  {
    server: 'Anthropic, with max_tokens',
    example: 'input length and `max_tokens` exceed context limit: 195012 + 8192 > 200000, decrease input length',
    pattern: /exceeds? (?:the )?context (?:limit|length|size|window)/i,
  },
  {
    server: 'LiteLLM',
    example: 'litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError',
    pattern: /ContextWindowExceeded/i,
  },
  {
    server: 'Cohere',
    example: 'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5012',
    pattern: /number of tokens in the (?:prompt|input) (?:cannot|must not|may not) exceed/i,
  },
  {
    server: 'Together',
    example: '`inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9012 `inputs` tokens and 512 `max_new_tokens`',
    pattern: /tokens \+ `?max_(?:new_)?tokens`? must be/i,
  },
  {
    server: 'Fireworks',
    example: 'The prompt is too long: 140012, model maximum context length: 131071',
    pattern: /prompt is too long/i,
  },
  {
    server: 'xAI',
    example: "This model's maximum prompt length is 131072 but the request contains 140012 tokens.",
    pattern: /maximum prompt length/i,
  },
  {
    server: 'Hugging Face endpoints',
    example: 'The input is longer than the maximum sequence length of 4096 tokens.',
    pattern: /maximum (?:input|prompt|sequence) (?:token )?(?:length|count)/i,
  },
  {
    server: 'MiniMax',
    example: 'invalid params, context window exceeds limit (2013)',
    pattern: /context (?:window|length|size)\b.{0,20}\bexceed/i,
  },
  {
    server: 'Zhipu',
    example: 'Prompt exceeds max length',
    pattern:
      /\b(?:prompt|input|request|messages?) exceeds? (?:the )?(?:max(?:imum)?|allowed) (?:input |prompt |token )?(?:length|tokens|size|limit)/i,
  },
  {
    server: 'Moonshot',
    example: 'Invalid request: Your request exceeded model token limit: 8192',
    pattern: /exceed\w* (?:the )?(?:model.{0,3} )?(?:max(?:imum)? )?(?:token|context) limit/i,
  },
  {
    server: 'Baidu',
    example: 'the max input characters is 20000',
    pattern: /max(?:imum)? input (?:characters|tokens|length)/i,
  },
  {
    server: 'KoboldCpp, text-generation-webui, others',
    example: 'This request needs a context size of 5012, but the model has a context length of 4096',
    pattern:
      /\bcontext (?:length|size) (?:of|is) (?:only )?\d+|context overflow|does(?: not|n.t) fit (?:in|into|within)? ?(?:the |its )?context/i,
  },
  {
    server: 'vLLM, SGLang, input alone',
    example: 'Input prompt (5012 tokens) is too long and exceeds limit of 4096',
    pattern:
      /\b(?:prompt|input|conversation|messages?) (?:\(\d+ tokens\) )?(?:is |are )?too long\b|提示词过长|输入(?:长度)?(?:过长|超)/i,
  },
  {
    server: 'LMDeploy, with its session length',
    example: 'The input token ids length 5012 exceeds the session_len 4096',
    pattern: /(?:exceeds?|over|than|beyond) (?:the )?(?:max_)?(?:session|seq|model|sequence)_len\b/i,
  },
  {
    server: 'TensorRT-LLM, no room left',
    example:
      'default_max_tokens (-858) should be greater than 0, default_max_tokens (-858) = max_seq_len (4096) - splited_prompt_len (4954)',
    pattern: /max_tokens \(-\d+\) should be greater than 0/i,
  },
  {
    server: 'llama.cpp, older',
    example: 'input is larger than the max context size. skipped',
    pattern: /(?:larger|longer|greater) than the (?:max(?:imum)? )?context/i,
  },
  {
    server: 'OpenAI, configured limit',
    example: 'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300012 tokens.',
    pattern:
      /(?:input|prompt|message)(?: tokens?)?(?: \(\d+\))?(?: length)? exceeds? (?:the |its )?(?:configured |model.{0,3} |length )*(?:limit|max position)/i,
  },
  {
    server: 'Bedrock, Llama and Titan',
    example: 'expected maxLength: 65536, actual: 70112, please reformat your input and try again.',
    pattern: /expected maxLength: \d+, actual: \d+/i,
  },
  {
    server: 'Cohere, size limit',
    example: 'too many tokens: size limit exceeded by 1024 tokens. Try using shorter or fewer inputs.',
    pattern: /too many tokens: size limit exceeded/i,
  },
  {
    server: 'MiniMax, Zhipu and Qianfan, in other words',
    example: 'Total message token length exceed model limit',
    pattern:
      /tokens? (?:length|of .{1,30}?) exceeds? (?:the )?(?:model|max)|tokens in request more than max tokens|token limit exceeded: \d+ > \d+/i,
  },
  {
    server: 'gateways',
    example: 'request has 5012 input tokens; the model supports at most 4096',
    pattern: /\d+ input tokens\b.{0,20}\bmodel supports at most|(?:prompt|input|messages?) must be at most \d+ tokens/i,
  },
]
