import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { painter } from '../../../results/report/layout.ts'
import { drawn, escapedJson, jsonText, visibleData } from '../../../results/words/drawn.ts'
import { HOSTILE_NAME, UNSEEN } from '../../helpers/hostile-text.ts'

describe('drawn', () => {
  it('keeps evalkit’s colors, and obeys no others', () => {
    const paint = painter(true)
    const text = drawn({ label: '\u001b[31mx' }, ({ label }) => `${paint('green', label)}\u001b[8m`)
    expect(text).toBe('\u001b[32m\ufffd[31mx\u001b[39m\ufffd[8m')
  })

  it('keeps the lines of replies, and of nothing else', () => {
    const data = { label: 'a\nb', turns: [{ text: 'c\nd' }], prompt: [{ content: 'e\nf' }] }
    expect(visibleData(data)).toEqual({ label: 'a↵b', turns: [{ text: 'c\nd' }], prompt: [{ content: 'e\nf' }] })
  })

  it('leaves no hidden character in any text or name', () => {
    const values = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(HOSTILE_NAME))
    const data = fc.dictionary(values, fc.oneof(values, fc.array(values), fc.dictionary(values, values)))
    fc.assert(
      fc.property(data, (data) => {
        const shown = visibleData(data)
        fc.pre(!/\p{Extended_Pictographic}|\p{Sm}|\p{Script=Han}/u.test(JSON.stringify(shown)))
        expect(JSON.stringify(shown)).not.toMatch(UNSEEN)
      }),
    )
  })

  it('keeps what is one object one, and what is no data as it is', () => {
    const run = { label: 'a\nb' }
    const map = new Map([['x', 1]])
    const { runs, best, facts } = visibleData({ runs: [run], best: run, facts: map })
    expect(best).toBe(runs[0])
    expect(facts).toBe(map)
    expect(run.label).toBe('a\nb')
  })

  it('takes no name for a prototype', () => {
    const data = JSON.parse('{"__proto__": {"isAdmin": "yes"}}')
    expect(Object.getPrototypeOf(visibleData(data))).toBe(Object.prototype)
  })
})

describe('JSON', () => {
  it('hides nothing, and parses to the same', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = jsonText({ text: text + HOSTILE_NAME })
        expect(JSON.parse(written)).toEqual({ text: text + HOSTILE_NAME })
      }),
    ))

  it('holds no command that a CI system reads, and parses to the same', () => {
    const text = '##[set-output name=x]1 ###vso[task.complete] ## Heading [1]'
    expect(jsonText({ text })).not.toMatch(/##\w*\[/)
    expect(JSON.parse(jsonText({ text }))).toEqual({ text })
    expect(jsonText({ text: '## Heading [1]' })).toBe('{"text":"## Heading [1]"}')
  })

  it('is left as it is without hidden characters', () =>
    expect(escapedJson('{"a": "é 👩‍👩‍👧"}')).toBe('{"a": "é 👩‍👩‍👧"}'))
})
