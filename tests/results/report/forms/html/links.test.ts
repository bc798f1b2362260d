import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeLink, readLink } from '../../../../../results/report/forms/html/links.ts'

const BENCHMARKS = ['gsm8k', 'gsm8k-platinum', 'own set']

describe('an address within the page', () => {
  it.each([
    [{ benchmark: 'gsm8k' }, '#gsm8k'],
    [{ benchmark: 'gsm8k', sample: 'gsm8k/17', models: ['base', 'sft'] }, '#gsm8k/17?models=base,sft'],
    [
      { benchmark: 'gsm8k', models: ['a,b'], show: 'lost', text: 'x & y' },
      '#gsm8k?models=a%2Cb&show=lost&text=x%20%26%20y',
    ],
    [{ benchmark: 'own set', sample: 'a/b c' }, '#own%20set/a/b%20c'],
  ])('of %j is %s', (place, link) => expect(placeLink(place)).toBe(link))

  it.each(['', '#', '#explorer', '#other/3', '#?', '#gsm8kx/1'])('is none of samples: %j', (hash) =>
    expect(readLink(hash, BENCHMARKS)).toBeUndefined(),
  )

  it.each(['#gsm8k/%', '#gsm8k/%ff?models=%', '#gsm8k?=&&models'])(
    'that is damaged is read as far as it goes: %s',
    (hash) => expect(readLink(hash, BENCHMARKS)?.benchmark).toBe('gsm8k'),
  )

  it('is read back as it was written', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        fc.constantFrom(...BENCHMARKS),
        text,
        fc.array(text, { maxLength: 3 }),
        text,
        (benchmark, own, models, words) => {
          const place = { benchmark, sample: `${benchmark}/${own}`, ...(models.length > 0 && { models }), text: words }
          expect(readLink(placeLink(place), BENCHMARKS)).toEqual({ ...place, sample: own })
        },
      ),
    )
  })
})
