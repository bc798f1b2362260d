import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runOnOf } from '../../../scorers/extract/run-on.ts'

describe('a reply ends', () => {
  it.each([
    ['#### 18\n\nQuestion: Bo has 4 kites. How many?', 'Question:', false, true],
    ['The answer is 18.\n\nQ: Bo has 4 kites.', 'Q:', false, true],
    ['9 + 9 = 18\n\n**Problem 2:** Bo has 4 kites.', '**Problem 2:', false, true],
    ['Answer: B\n\n### Instruction:\nAdd 3.', '### Instruction:', false, true],
    ['B\n\nHuman: thanks', 'Human:', false, true],
    ['答案是18。\n\n问题：小明有4个', '问题：', false, true],
    ['Answer: B<|im_end|>', '<|im_end|>', true, false],
    ['Answer: B<|reserved_special_token_12|>', '<|reserved_special_token_12|>', true, false],
    ['Answer: B<reserved_106>', '<reserved_106>', true, false],
    ['Answer: B<eoa>', '<eoa>', true, false],
    ['Answer: B<EOS_TOKEN>', '<EOS_TOKEN>', true, false],
    ['Answer: B</s>', '</s>', true, false],
    ['18<|eot_id|><|start_header_id|>user<|end_header_id|>More?', '<|eot_id|>', true, true],
    ['18<end_of_turn>\n<start_of_turn>user\nMore?', '<end_of_turn>', true, true],
    ['18<｜end▁of▁sentence｜>', '<｜end▁of▁sentence｜>', true, false],
    ['18 [/INST] More', '[/INST]', true, true],
    ['<s> 18</s>', '</s>', true, false],
    ['<|im_start|>assistant\n18<|im_end|>\n', '<|im_end|>', true, false],
    ['Question: How many?\nAnswer: 18\n\nQuestion: Bo has 4', 'Question:', false, true],
  ])('in %j at %s', (text, mark, leaked, ranOn) => {
    const found = runOnOf(text)
    expect(found).toMatchObject({ mark, leaked, ranOn })
    expect(text.slice(found?.at).trimStart().startsWith(mark)).toBe(true)
    expect(found?.at).toBeGreaterThan(0)
  })

  it.each([
    ['Question: How many?\nAnswer: 18', 'the question as its first words'],
    ['Let me restate it.\n\nQuestion: How many?\nAnswer: 18', 'the question restated'],
    ['First, the question itself:\n\n**Question:** How many?\nAnswer: 18', 'the question restated after a colon'],
    ['<s>20</s> 18', 'what HTML strikes out'],
    ['The model stops at `</s>` or "<|im_end|>".', 'tokens that are mentioned'],
    ['<|im_start|>assistant\n18', 'a token at the start'],
    ['The question is: how many? 18.', 'a question in a sentence'],
    ['x < y | z > 3', 'a comparison'],
    ['', 'nothing'],
  ])('where it ends, in %j, for it holds %s', (text) => expect(runOnOf(text)).toBeNull())

  it('at tokens only where a question may be part of it', () => {
    expect(runOnOf('The answer is 18.\n\nUser: thanks', 'tokens')).toBeNull()
    expect(runOnOf('The answer is 18.\n\nUser: thanks<|im_end|>', 'tokens')?.mark).toBe('<|im_end|>')
  })
})

describe('on any text', () => {
  const pieces = ['Question:', 'Q:', '\n', '<|im_end|>', '<s>', '</s>', 'answer', '18', ' ', '"', '####', '<|', '|>']

  it('throws nothing, and finds nothing more in what it leaves', () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 40 }), (parts) => {
        const text = parts.join('')
        const found = runOnOf(text)
        if (found !== null) expect(runOnOf(text.slice(0, found.at))).toBeNull()
      }),
    ))

  // The time limit is generous: quadratic work on these would take hours, not seconds.
  it.each([...pieces, '*', ' \n', 'Answer:\nQ:\n'])(
    '300,000 characters of %j end',
    (piece) => {
      runOnOf(`x${piece.repeat(Math.ceil(300_000 / piece.length))}`)
    },
    60_000,
  )
})
