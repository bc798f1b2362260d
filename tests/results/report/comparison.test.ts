import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { comparisonSentences, comparisonTable } from '../../../results/report/comparison.ts'
import { finishedRun, reading, record, records, unscoredRecord } from '../../helpers/records.ts'
import { comparisonOf, resultsOf } from '../../helpers/results.ts'

type Run = Awaited<ReturnType<typeof finishedRun>>
const compare = (base: Run, sft: Run, allowDifferent: readonly string[] = []) =>
  comparisonOf(base, sft, { allowDifferent })

/** As one table has them. */
const familyOf = async (base: Run, ...candidates: readonly Run[]) => (await resultsOf(base, ...candidates)).comparisons

const ratings = (label: string, rating: number) =>
  finishedRun(
    label,
    [81, 82, 83].map((id, index) => record(`mt-bench/${id}`, rating + index)),
    {
      range: [1, 10],
      benchmark: { name: 'mt-bench', version: 1 },
      protocol: { name: 'default', hash: '1', metric: 'rating', shots: 0 },
    },
  )

describe('the table of comparisons', () => {
  it('has the baseline and its candidates in a section for each benchmark', async () => {
    const base = await finishedRun('base', records('0'.repeat(40)))
    const sft = await finishedRun('sft', records('1'.repeat(30) + '0'.repeat(10)))
    const step = await finishedRun('step-200', records(`1${'0'.repeat(39)}`), { status: 'interrupted' })
    const comparisons = await familyOf(base, sft, step)
    expect(comparisonTable(comparisons).split('\n')).toEqual([
      'model                 score         Δ    95% interval       p  gained  lost  unscored  verdict',
      '───────────────────────────────────────────────────────────────────────────────────────────────',
      'gsm8k · protocol chat',
      'base         0.0% (0.0–8.8)                                                         0  baseline',
      'sft       75.0% (59.8–85.8)  +75.0 pp  +55.5 to +86.9  <0.001      30     0         0  better',
      'step-200    2.5% (0.4–12.9)   +2.5 pp   −6.5 to +12.9       1       1     0         0  unclear',
      '',
      'Δ: intervals and p hold over all 2 comparisons together (95%, Holm)',
    ])
    expect(comparisonSentences(comparisons).split('\n')).toEqual([
      'sft is better than base by 75.0 points (95%, Holm: 55.5 to 86.9): 30 gained, 0 lost of 40 samples.',
      '  gained 30',
      '    30 fixed (wrong before): gsm8k/0 (0 → 1), gsm8k/1 (0 → 1), gsm8k/2 (0 → 1), …',
      '  look at one: evalkit show evalkit-runs/sft gsm8k/0',
      '',
      'No significant difference between base and step-200 in 40 samples: +2.5 points (95%, Holm: −6.5 to',
      '  +12.9), 1 gained, 0 lost.',
      '  - step-200 is not finished: its status is interrupted',
      '  gained 1',
      '    1 fixed (wrong before): gsm8k/0 (0 → 1)',
      '  look at one: evalkit show evalkit-runs/step-200 gsm8k/0',
    ])
  })

  it('names the benchmark in each sentence where there are several', async () => {
    const gsm8k = await compare(await finishedRun('base', records('0101')), await finishedRun('sft', records('0101')))
    const mtBench = await compare(await ratings('base', 5), await ratings('sft', 6))
    expect(comparisonSentences([gsm8k, mtBench])).toContain(
      'gsm8k: No significant difference between base and sft in 4 samples: 0.0 points',
    )
    expect(comparisonTable([gsm8k, mtBench])).toMatch(/^mt-bench · protocol default\nbase .*\nsft .* \+1\.00 /m)
  })

  it('has a dash where nothing could be compared', async () => {
    const comparison = await compare(await finishedRun('base', []), await finishedRun('sft', []))
    expect(comparisonTable([comparison])).toMatch(/^sft +– +– +– +– +0 +0 +0 +unclear$/m)
  })

  it('stays within 100 columns for ordinary names', async () => {
    const name = { benchmark: { name: 'gsm8k-platinum', version: 1 } }
    const base = await finishedRun('llama-3.1-8b', records('0110'.repeat(300)), name)
    const sft = await finishedRun('sft-epoch-3', records('1001'.repeat(300)), name)
    const table = comparisonTable([await compare(base, sft)])
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  it('has colours only where they are asked for', async () => {
    const comparison = await compare(
      await finishedRun('base', records('0'.repeat(9))),
      await finishedRun('sft', records('1'.repeat(9))),
    )
    expect(comparisonTable([comparison])).not.toContain('\u001b')
    expect(comparisonTable([comparison], { colour: true })).toContain('\u001b[32m+100.0 pp')
  })
})

describe('what stands beside a comparison', () => {
  const doubtsOf = async (base: Run, sft: Run, allowed: readonly string[] = []) =>
    comparisonSentences([await compare(base, sft, allowed)])

  it('says how far what is missing could move it, and that it is missing under one model', async () => {
    const all = Array.from({ length: 20 }, (_, index) => record(`gsm8k/${index}`, 1))
    const sft = all.map((scored, index) => (index < 8 ? unscoredRecord(scored.id) : scored))
    const text = (await doubtsOf(await finishedRun('base', all), await finishedRun('sft', sft))).replace(/\n +/g, ' ')
    expect(text).toContain(
      '8 samples have no score from both base and sft, and no part in the difference; whatever the missing scores were, Δ lies within −40.0 to 0.0',
    )
    expect(text).toContain('more samples are unscored under sft (0 under base, 8 under sft; p 0.00781)')
  })

  it('says where another rule tells another story', async () => {
    const read = (values: string) =>
      [...values].map((value, index) =>
        record(`gsm8k/${index}`, Number(value), { readings: { strict: reading(Number(value)), loose: reading(1) } }),
      )
    const text = await doubtsOf(
      await finishedRun('base', read('0'.repeat(9))),
      await finishedRun('sft', read('1'.repeat(9))),
    )
    expect(text).toContain('by rule loose the difference is 0.0 pp (p 1); base 100.0%, sft 100.0%: it may')
    expect(text).not.toContain('by rule strict')
  })

  it('says nothing of a rule that finds no answer in most replies, or whose difference may be the same', async () => {
    const read = (values: string, answer: string | null) =>
      [...values].map((value, index) =>
        record(`gsm8k/${index}`, Number(value), {
          readings: { number: reading(Number(value)), marked: reading(0, index < 8 ? answer : null) },
        }),
      )
    const text = await doubtsOf(
      await finishedRun('base', read('0'.repeat(20), '0')),
      await finishedRun('sft', read('1'.repeat(20), '0')),
    )
    expect(text).not.toContain('by rule')
    const alike = (values: string) =>
      [...values].map((value, index) =>
        record(`gsm8k/${index}`, Number(value), { readings: { other: reading(index === 3 ? 0 : Number(value)) } }),
      )
    expect(
      await doubtsOf(await finishedRun('base', alike('0'.repeat(20))), await finishedRun('sft', alike('1'.repeat(20)))),
    ).not.toContain('by rule')
  })

  it('says where another rule sees less of the same difference', async () => {
    const read = (values: string, loose: string) =>
      [...values].map((value, index) =>
        record(`gsm8k/${index}`, Number(value), {
          readings: { strict: reading(Number(value)), loose: reading(Number(loose[index])) },
        }),
      )
    const [base, sft] = [
      await finishedRun('base', read('0'.repeat(20), `0000000${'1'.repeat(13)}`)),
      await finishedRun('sft', read('1'.repeat(20), '1'.repeat(20))),
    ]
    const gained = (await doubtsOf(base, sft)).replace(/\n +/g, ' ')
    expect(gained).toContain(
      'by rule loose the difference is +35.0 pp (p 0.0156); base 65.0%, sft 100.0%: part of it may be one of format',
    )
    expect(gained).not.toContain('by rule strict')
  })

  it('marks what was allowed to differ', async () => {
    const sft = await finishedRun('sft', records('01'), { permutations: 2 })
    const base = await finishedRun('base', records('01'))
    const comparison = await compare(base, sft, ['permutations'])
    expect(comparisonTable([comparison])).toMatch(/unclear ‡$/m)
    expect(comparisonSentences([comparison])).toContain('- ‡ allowed to differ: permutations: none for base, 2 for sft')
  })

  it('shows control characters of a model’s answer and does not obey them', async () => {
    const sft = await finishedRun('sft', [record('gsm8k/0', 0, { answer: '\u001b[2J' })])
    const text = await doubtsOf(await finishedRun('base', records('1')), sft)
    expect(text).toContain('gsm8k/0 (1 → \u{fffd}[2J)')
  })
})

it('adjusts p for the number of comparisons in one table', async () => {
  const base = await finishedRun('base', records('0'.repeat(9)))
  const sft = await finishedRun('sft', records('111111000'))
  const [alone] = await familyOf(base, sft)
  expect(alone?.p).toBe(0.03125)
  expect(alone).not.toHaveProperty('holmP')
  const both = await familyOf(base, sft, sft)
  expect(both.map(({ holmP }) => holmP)).toEqual([0.0625, 0.0625])
  expect(comparisonSentences(both)).toContain("0.0625 after Holm's correction")
})

it('prints intervals with the error of the marks beside them', async () => {
  const base = await finishedRun('base', records('0'.repeat(40)))
  const better = await finishedRun('better', records('1'.repeat(20) + '0'.repeat(20)))
  const like = await finishedRun('like', records(`1${'0'.repeat(39)}`))
  const [first, second, third] = await familyOf(base, better, like, like)
  const { seen } = await compareRuns(base, better)
  // Holm decides the smallest p of three at 0.05 / 3, and the others at 0.05 / 2, since none of them is rejected.
  expect(first?.holmInterval?.[0]).toBeCloseTo(seen?.interval(1 - 0.05 / 3)[0] ?? 0, 5)
  expect(second?.holmInterval?.[1]).toBeCloseTo((await compareRuns(base, like)).seen?.interval(1 - 0.05 / 2)[1] ?? 0, 5)
  expect(third?.holmInterval).toEqual(second?.holmInterval)
  expect(first?.interval).toEqual((await compareRuns(base, better)).facts.interval)
})
