import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { visible, visibleLine } from '../../results/visible.ts'

const anyText = fc.string({ unit: 'binary' })

describe('visible', () => {
  it.each([
    ['\u001b[2Jgone', '\ufffd[2Jgone'],
    ['a\u0007b\u0000c\u009bd', 'a\ufffdb\ufffdc\ufffdd'],
    ['safe\u202eevil\u2066', 'safe\ufffdevil\ufffd'],
    ['over\rwritten', 'over\ufffdwritten'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['👩‍👩‍👧 नमस्ते', '👩‍👩‍👧 नमस्ते'],
  ])('shows %j as %j', (text, shown) => expect(visible(text)).toBe(shown))

  it('keeps the place of every character', () =>
    fc.assert(fc.property(anyText, (text) => visible(text).length === text.length)))
})

describe('visibleLine', () => {
  it.each([
    ['  one\r\n  two\u2028three ', Infinity, 'one two three'],
    ['\u001b[31mred', Infinity, '\ufffd[31mred'],
    ['Provider is down', 8, 'Provider…'],
    ['Provider is down', 9, 'Provider…'],
    ['Provider', 8, 'Provider'],
    ['ab👍', 3, 'ab…'],
    ['half \ud83d', Infinity, 'half \ufffd'],
  ])('shows %j, of at most %d characters, as %j', (text, length, line) => expect(visibleLine(text, length)).toBe(line))

  it('is one line of text that nothing obeys, and not longer than asked', () =>
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, length) => {
        const line = visibleLine(text, length)
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
        expect(line.isWellFormed()).toBe(true)
        expect(line.length).toBeLessThanOrEqual(length + 1)
      }),
    ))
})
