import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Likelihood } from '../../results/schema/schema.ts'
import { mostLikely } from '../../scorers/most-likely.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'

const option = (text: string, logLikelihood: number): Likelihood => ({ text: ` ${text}`, logLikelihood, tokens: 1 })

function score(likelihoods: Likelihood[], target: string, scorer = mostLikely('acc')) {
  const completion = { text: '', finishReason: 'stop' as const, likelihoods }
  return scorer.score({ turns: [{ prompt: 'Q', completion }] }, { id: 'a/0', turns: ['Q'], target }, NO_RESOURCES)
}

describe('the most likely option', () => {
  it('is the one with the largest sum, and right where it is the target', async () => {
    const options = [option('one', -4), option('two', -2.5), option('three', -3)]
    expect(await score(options, 'B')).toMatchObject({ value: 1, answer: 'B', rule: 'acc' })
    expect(await score(options, 'A')).toMatchObject({ value: 0, answer: 'B' })
  })

  it('by acc_norm is the one with the most for each character, without the space before it', async () => {
    // Per character: −2/2 and −3/4; with the space it would be −2/3 and −3/5.
    const options = [option('ab', -2), option('abcd', -3), option('abcdefgh', -6.5)]
    const { readings, ...headline } = await score(options, 'B', mostLikely('acc_norm'))
    expect(headline).toEqual({ value: 1, answer: 'B', rule: 'acc_norm' })
    expect(readings).toMatchObject({ acc: { answer: 'A', value: 0 }, acc_norm: { answer: 'B' } })
  })

  it('counts characters as code points, and bytes apart', async () => {
    // ö takes two bytes, 🍏 four, and two UTF-16 units.
    const options = [option('abcd', -4.1), option('öööö', -4), option('🍏', -1.5)]
    const { readings } = await score(options, 'B')
    expect(readings).toMatchObject({ acc: { answer: 'C' }, acc_norm: { answer: 'B' }, acc_bytes: { answer: 'C' } })
  })

  it('is the first of several that are equally likely, and says so', async () => {
    const options = [option('x', -3), option('y', -2), option('z', -2)]
    expect(await score(options, 'B')).toMatchObject({ answer: 'B', value: 1, via: 'tie, the first' })
    expect(await score(options, 'C')).toMatchObject({ answer: 'B', value: 0 })
  })

  it('has a length where the option is empty', async () => {
    expect((await score([option('', -1), option('abc', -6)], 'A', mostLikely('acc_norm'))).answer).toBe('A')
  })

  it('can have another rule for its headline, and knows which there are', async () => {
    expect(mostLikely('acc').withRule?.('acc_norm').rule).toBe('acc_norm')
    expect(() => mostLikely('acc').withRule?.('acc_norn')).toThrow('log-likelihoods have no rule of this name')
  })

  it('does not change where all options become likelier by one factor, by acc', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -1000, max: -1 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 0, max: 100 }),
        async (sums, less) => {
          const of = async (by: number) =>
            (
              await score(
                sums.map((sum) => option('x', sum - by)),
                'A',
              )
            ).answer
          expect(await of(less)).toBe(await of(0))
        },
      ),
    ))
})
