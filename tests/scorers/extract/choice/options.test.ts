import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionEqualTo, optionsIn } from '../../../../scorers/extract/choice/options.ts'

describe('the options of a prompt', () => {
  it.each([
    ['Which?\n\nA) 3 m\nB) 4 m', ['3 m', '4 m']],
    ['Which?\n(A) 3 m\n(B) 4 m\n(C) 5 m\n\nAnswer with a letter.', ['3 m', '4 m', '5 m']],
    ['A. one\nB. two\n\nQ2\nA. three\nB. four', ['three', 'four']],
    ['A) 3 m\nand more\n\nB) 4 m\n\nReasoning:', ['3 m\nand more', '4 m']],
    ['How many?', []],
    ['A) alone', []],
    ['', []],
  ])('in %j are %j', (prompt, options) => expect(optionsIn(prompt)).toEqual(options))
})

describe('a text', () => {
  const options = ['3 m', '12.4 eV', 'a weak bond', 'A weak bond', '$x = 2$', '7', '7']

  it.each([
    ['3 m', 'A'],
    ['3 m.', 'A'],
    ['**3  m**', 'A'],
    ['12.4\\ \\text{eV}', 'B'],
    ['x=2', 'E'],
    ['A weak bond', 'D'],
  ])('%j is option %s', (text, letter) => expect(optionEqualTo(text, options)).toBe(letter))

  it.each([
    ['weak bond', 'a part of one'],
    ['it is 3 m', 'more than one'],
    ['A WEAK BOND', 'one in other letters'],
    ['7', 'two at once'],
    ['', 'nothing'],
  ])('%j is none: %s', (text) => expect(optionEqualTo(text, options)).toBeNull())

  it('is never found by a part of it, whatever it is', () =>
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (text, more) => {
        if (/^[\s.$*`~"'“”‘’]*$/.test(more)) return
        expect(optionEqualTo(`${text}x`, [`${text}xy${more}`])).toBeNull()
      }),
    ))
})
