import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endingOf, moreSevere } from '../../../../harness/models/openai/finish-reasons.ts'

const family = (finish_reason: unknown, more: object = {}) => endingOf({ finish_reason, ...more }).family

describe('a finish reason', () => {
  it.each([
    [
      'stop',
      [
        'stop',
        'STOP',
        'eos',
        'eos_token',
        'stop_sequence',
        'STOP_SEQUENCE',
        'end_turn',
        'COMPLETE',
        'endoftext',
        'end_of_text',
        'FINISH_REASON_STOP',
        'eosFound',
        'stopped_eos',
        'stop_token_id',
        'eot_token',
        'succeeded',
        'stopStringFound',
        '</s>',
        '<|im_end|>',
        '<|endoftext|>',
        '<end_of_turn>',
        ' stop ',
        { type: 'stop', matched: 151645 },
      ],
    ],
    ['tool', ['tool_calls', 'function_call', 'tool_use', 'TOOL_CALL', 'toolCalls']],
    [
      'length',
      [
        'length',
        'max_tokens',
        'MAX_TOKENS',
        'model_length',
        'stopped_limit',
        'max_total_tokens',
        'max_sequence_length',
        'out_of_tokens',
        'context_full',
        'max_output_tokens',
        'max_completion_tokens',
        'maxPredictedTokensReached',
        'contextLengthReached',
        'model_context_window_exceeded',
        'token limit',
        'token_limit',
        'limit',
        'FINISH_REASON_MAX_TOKENS',
        'REASON_MAX_LEN',
        'LENGTH',
        'ERROR_LIMIT',
        { type: 'length', length: 128 },
        { type: 'max_tokens' },
      ],
    ],
    [
      'filter',
      [
        'IMAGE_RECITATION',
        'MODEL_ARMOR',
        'content_policy_violation',
        'CONTENT_BLOCKED',
        'unsafe',
        'content_filter',
        'content_filtered',
        'SAFETY',
        'RECITATION',
        'PROHIBITED_CONTENT',
        'ERROR_TOXIC',
        'refusal',
        'sensitive',
        'guardrail_intervened',
        'content-filter',
      ],
    ],
    [
      'broken',
      [
        'abort',
        'error',
        'ERROR',
        'cancelled',
        'canceled',
        'USER_CANCEL',
        'timeout',
        'insufficient_system_resource',
        'network_error',
        'incomplete',
        'not_finished',
        'OTHER',
        'MALFORMED_FUNCTION_CALL',
        'a word of tomorrow',
        3,
        true,
        {}.constructor.name,
        'constructor',
        { type: 'abort', message: 'evicted' },
      ],
    ],
    ['none', [null, undefined, '', 'null', 'None', false, {}, { type: null }]],
  ] as const)('of the family "%s" is known by each of its words', (expected, words) => {
    for (const word of words) expect([word, family(word)]).toEqual([word, expected])
  })

  it('may stand under another name', () => {
    expect(family(undefined, { finish_details: { type: 'max_tokens' } })).toBe('length')
    expect(family(undefined, { finishReason: 'MAX_TOKENS' })).toBe('length')
    expect(family(null, { stop_reason: 'end_turn' })).toBe('stop')
    expect(family(undefined, { done_reason: 'stop' })).toBe('stop')
  })

  it('is not the stop sequence that vLLM names beside it', () => {
    expect(family(null, { stop_reason: '\n\n' })).toBe('none')
    expect(family(null, { stop_reason: 151645 })).toBe('none')
    expect(family('stop', { stop_reason: 'error' })).toBe('stop')
  })

  it('keeps the server’s word, and what it adds', () => {
    expect(endingOf({ finish_reason: { type: 'abort', message: 'evicted' } })).toEqual({
      family: 'broken',
      word: 'abort',
      detail: 'evicted',
    })
  })

  it('holds less than a more severe one, in either order', () => {
    const [stop, cut, broken] = ['stop', 'length', 'abort'].map((finish_reason) => endingOf({ finish_reason }))
    for (const [one, other, expected] of [
      [stop, cut, cut],
      [cut, stop, cut],
      [stop, broken, broken],
      [broken, cut, broken],
    ]) {
      expect(moreSevere(one as never, other as never)).toBe(expected)
    }
  })

  it('never throws, and an unknown word is never a reply that is whole', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (reason) => {
        const { family, word } = endingOf({ finish_reason: reason })
        if (family !== 'none') expect(word).toBeTypeOf('string')
      }),
    )
    fc.assert(fc.property(fc.stringMatching(/^x[a-z]{3,9}$/), (word) => family(word) === 'broken'))
  })
})
