import { describe, expect, it } from 'vitest'
import { contextLimitIn, isContextOverflow } from '../../../../harness/models/openai/context-overflow.ts'
import { OVERFLOW_WORDINGS } from '../../../../harness/models/openai/overflow-wordings.ts'

describe('a prompt that does not fit', () => {
  it.each(OVERFLOW_WORDINGS)('is known by the words of $server', ({ example, pattern }) => {
    expect(example).toMatch(pattern)
    expect(isContextOverflow({ message: example })).toBe(true)
    expect(isContextOverflow({ message: `litellm.BadRequestError: ${example}`, status: 500 })).toBe(true)
  })

  it.each([
    'context-length-exceeded',
    'contextLengthExceeded',
    'model_context_window_exceeded',
    'PROMPT_TOO_LONG',
    'context_overflow',
    'context_length_exceeded',
    'exceed_context_size_error',
    '40303',
    'ContextWindowExceededError',
  ])('is known by the code %s alone', (code) => {
    expect(isContextOverflow({ message: 'Your input exceeds the limit of this model.', code })).toBe(true)
  })

  it.each([
    'the request exceeds the available context size. try increasing the context size or enable context shift',
    'Input token length: 5012 exceeds session_len 4096',
    'Prompt length 5012 plus max_tokens exceeds max_seq_len 4096',
    'tokens in request more than max tokens allowed',
    'Input too long. Input length: 5012, max length: 4096',
    'Validation error: prompt must be at most 4096 tokens, got 5012',
    'This model has a maximum context of 4096 tokens',
    '输入长度超过模型最大长度',
  ])('is known by "%s"', (message) => expect(isContextOverflow({ message, status: 400 })).toBe(true))

  it('is known where a request is refused by any mention of the context’s size', () => {
    const message = 'the context window of this deployment is 2k'
    expect(isContextOverflow({ message, status: 400 })).toBe(true)
    expect(isContextOverflow({ message, status: 503 })).toBe(false)
    expect(isContextOverflow({ message, status: 429 })).toBe(false)
    expect(isContextOverflow({ message })).toBe(true)
    expect(isContextOverflow({ message, status: 401 })).toBe(false)
  })

  it.each([
    'context shift is disabled',
    'Rate limit: too many input tokens per minute',
    'max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.',
    'Rate limit reached for tokens per minute: limit 6000, used 5900',
    'max_tokens must be at most 8192',
    'Invalid value for max_tokens: -1',
    'CUDA out of memory',
    'The model is overloaded.',
    'Your prompt was flagged by our content policy',
    'Too many requests',
    'the request timed out',
    'model not found',
  ])('is not what "%s" means', (message) => expect(isContextOverflow({ message, status: 400 })).toBe(false))

  it.each([
    ['This model’s maximum context length is 4096 tokens.', 4096],
    ['longer than the model’s context length (8192 tokens)', 8192],
    ['longer than the maximum model length of 2048', 2048],
    ['maximum context length is 131,072 tokens', 131_072],
    ['maximum context length is 128k tokens', Infinity],
    ['Input length exceeds the context length by 12 tokens', Infinity],
    ['context window exceeds limit (2013)', Infinity],
    ['context length exceeded: 5012 > 4096', Infinity],
    ['it does not fit', Infinity],
  ])('names the limit: %s', (words, limit) => expect(contextLimitIn(words)).toBe(limit))
})
