import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Completion } from '../../../results/schema/schema.ts'
import { cutAtStop } from '../../../scorers/extract/stops.ts'

const reply = (text: string, more: Partial<Completion> = {}): Completion => ({ text, finishReason: 'stop', ...more })
const FIVE = ['\nclass', '\ndef', '\n#', '\nif', '\nprint']

describe('cutAtStop', () => {
  it.each([
    ['    return 1\n\nprint(f(2))\n', '    return 1\n', '\nprint'],
    ['    return 1\ndef g():\n    pass\nclass A:', '    return 1', '\ndef'],
    ['\n# next', '', '\n#'],
  ])('cuts %j at the first stop, whichever it is', (text, kept, stop) => {
    const cut = cutAtStop(reply(text), FIVE)
    expect([cut.text, cut.cut?.stop]).toEqual([kept, stop])
  })

  it('keeps what it cut off', () => {
    const text = 'a\nprint(1)\nprint(2)'
    expect(cutAtStop(reply(text), FIVE)).toEqual({
      text: 'a',
      finishReason: 'stop',
      cut: { stop: '\nprint', rest: '\nprint(1)\nprint(2)', finishReason: 'stop' },
    })
  })

  it('names the longest of several stops at one place', () => {
    expect(cutAtStop(reply('4\nQuestion: 5?'), ['\nQ', '\nQuestion:']).cut?.stop).toBe('\nQuestion:')
  })

  it.each(['length', 'timeout'] as const)('makes a reply whole that was cut by %s after its stop', (finishReason) => {
    const cut = cutAtStop(reply('#### 4\nQuestion: and', { finishReason }), ['Question:'])
    expect(cut).toMatchObject({ text: '#### 4\n', finishReason: 'stop', cut: { finishReason } })
  })

  it('leaves a filtered reply filtered', () => {
    expect(cutAtStop(reply('a Question:', { finishReason: 'content-filter' }), ['Question:']).finishReason).toBe(
      'content-filter',
    )
  })

  it.each([
    ['<think>Question: what is asked?</think>#### 4', undefined],
    ['<think>Question: cut off', undefined],
    ['thinking, Question: and more</think>#### 4\nQuestion: 5?', 'thinking, Question: and more</think>#### 4\n'],
  ])('does not look for stops in reasoning: %j', (text, kept) => {
    expect(cutAtStop(reply(text), ['Question:']).text).toBe(kept ?? text)
  })

  it.each([[undefined], [[]], [['zzz']], [['']]])(
    'returns the reply itself where nothing is to be cut: %j',
    (stops) => {
      const whole = reply('#### 4')
      expect(cutAtStop(whole, stops)).toBe(whole)
    },
  )

  it('leaves no stop in the text, loses nothing, and changes nothing when applied again', () => {
    const piece = fc.constantFrom('a', '\n', 'Q:', '\n\n', 'def', '#', 'é', '🙂')
    const texts = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
    const stops = fc.array(fc.constantFrom('\n\n', 'Q:', '\ndef', 'a#', '🙂'), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(texts, stops, (text, sequences) => {
        const once = cutAtStop(reply(text), sequences)
        expect(sequences.some((stop) => once.text.includes(stop))).toBe(false)
        expect(once.text + (once.cut?.rest ?? '')).toBe(text)
        expect(cutAtStop(once, sequences)).toBe(once)
      }),
    )
  })
})
