import { describe, expect, it } from 'vitest'
import { correctionIn } from '../../../scorers/extract/correction.ts'

describe('an answer is taken back by', () => {
  it.each([
    'Wait, I made a mistake.',
    'Wait, that is wrong.',
    'Wait, no. I forgot the tip.',
    'Actually, it is 20.',
    'On checking, that is off by two; B is correct.',
    'Oops, so 20.',
    'That ignores spin.',
    'Correction: the total is 20.',
    'On second thought, it must be C.',
    'Hold on, it should be 20.',
    'I misread the question.',
  ])('%j', (words) => expect(correctionIn(` Then. ${words}`)).not.toBeNull())
})

describe('an answer stands beside', () => {
  it.each([
    'A common mistake is to forget the tip.',
    'Let me verify: 9 + 9 = 18. That is right.',
    'Yes, that is correct.',
    'Option A ignores spin.',
    'I hope this helps.',
    'Wait for the next step.',
    '',
  ])('%j', (words) => expect(correctionIn(words)).toBeNull())
})
