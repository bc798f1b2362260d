import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { line, visible, visibleField, visibleLine, visibleLines } from '../../results/visible.ts'
import { HOSTILE_PARTS, UNSEEN } from '../helpers/hostile-text.ts'

const anyText = fc.string({ unit: 'binary' })

describe('visible', () => {
  it.each([
    ['\u001b[2Jgone', '\ufffd[2Jgone'],
    ['a\u0007b\u0000c\u009bd', 'a\ufffdb\ufffdc\ufffdd'],
    ['safe\u202eevil\u2066', 'safe\ufffdevil\ufffd'],
    ['over\rwritten', 'over\ufffdwritten'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['ba\u200bse \u{e0041}', 'ba\ufffdse \ufffd\ufffd'],
    ['a\u200d👩 1\ufe0f', 'a\ufffd👩 1\ufffd'],
    ['😀\ufe0f\ufe01\u{e0101}', '😀\ufe0f\ufffd\ufffd\ufffd'],
    [`Z${'\u0335\u0321'.repeat(20)}algo`, `Z${'\u0335\u0321'.repeat(4)}${'\ufffd'.repeat(32)}algo`],
  ])('shows %j as %j', (text, shown) => expect(visible(text)).toBe(shown))

  it.each([
    ['emoji of several people', '👩‍👩‍👧 👩🏽‍💻 🏳️‍🌈 ❤️ ❤︎ 1️⃣ 🇫🇷'],
    ['flags spelled in tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['joiners of Persian and Indic scripts', 'می‌خواهم नमस्ते क्‍ष ශ්‍රී'],
    ['word breaks of Khmer', 'ភាសា​ខ្មែរ'],
    ['variants of Han', '葛󠄀'],
    ['Arabic number signs', '\u0600١٢'],
    ['accents put apart', 'e\u0301 ñ'],
    ['the longest stacks of Tibetan', 'ཧྐྵྨླྺྼྻྂ'],
  ])('leaves %s alone', (_, text) => expect(visible(text)).toBe(text))

  it.each(Object.entries(HOSTILE_PARTS))('leaves nothing of what %s', (_, text) =>
    expect(visible(text)).not.toMatch(UNSEEN),
  )

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

describe('visibleField', () => {
  it('has no second line, whatever ends the first', () =>
    expect(visibleField('a\nb\r\nc\rd\u2028e\u2029f\u0085g\u000bh\u000ci\tj')).toBe('a↵b↵c↵d↵e↵f↵g↵h↵i j'))

  it('is each of several lines', () => expect(visibleLines(['a\nb', 'c'])).toBe('a↵b\nc'))

  it('is what a line is filled with', () => expect(line`wrote ${'a\nb'} and ${2}\n`).toBe('wrote a↵b and 2\n'))
})
