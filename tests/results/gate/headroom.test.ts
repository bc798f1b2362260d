import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { gate } from '../../../results/gate/gate.ts'
import { chanceOf, hasHeadroom, headroomOf } from '../../../results/gate/headroom.ts'
import type { RunManifest, SampleRecord } from '../../../results/schema/schema.ts'
import { finishedRun, record, records, unscoredRecord } from '../../helpers/records.ts'
import { manifest } from '../../helpers/stored-run.ts'

const GSM8K = 1319

/** Right at the first so many. */
const right = (count: number, n: number) => records('1'.repeat(count) + '0'.repeat(n - count))

interface Exam extends Partial<RunManifest> {
  readonly range?: [number, number]
}

async function decided(before: readonly SampleRecord[], after: readonly SampleRecord[], exam: Exam = {}) {
  const baseline = await finishedRun('base', before, exam)
  const candidate = await finishedRun('sft', after, exam)
  const compared = await compareRuns(baseline, candidate)
  return gate([{ baseline, candidate, look: 1, compared }], {}).decisions[0]
}

describe('a baseline with nothing to lose', () => {
  it('lets no model pass that says nothing: 19 of 1,319 right', async () => {
    const decision = await decided(right(19, GSM8K), right(0, GSM8K))
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE' })
    expect(decision?.reason).toMatch(
      /^No room to lose: base scores 1\.4% \(95%: at least 0\.9%\) and guessing scores 0\.0%, .* the margin of 2\.5 points\. The largest margin allowed here is 0\.5 points/,
    )
    expect(decision?.advice).toMatch(/^Gate on a benchmark or protocol that this baseline does better on/)
    expect(decision?.room).toMatchObject({ chance: 0, allowed: expect.closeTo(0.0046, 4) })
  })

  it.each([
    ['humaneval', 164, 4],
    ['humaneval-js', 161, 12],
    ['wordproblems', 200, 9],
    ['gsm8k', GSM8K, 0],
  ])('lets none pass on %s either', async (name, n, correct) => {
    const decision = await decided(right(correct, n), right(0, n), { benchmark: { name, version: 1 } })
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE', reason: expect.stringMatching(/^No room to lose: /) })
  })

  it('is one at chance on GPQA, also in runs that do not record what guessing scores', async () => {
    const benchmark = { name: 'gpqa-diamond', version: 1 }
    const decision = await decided(right(56, 198), right(50, 198), { benchmark })
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE', reason: expect.stringMatching(/^No room to lose: /) })
    expect(await decided(right(140, 198), right(140, 198), { benchmark })).toMatchObject({ verdict: 'PASS' })
  })

  it('is one at the bottom of a rating scale', async () => {
    const rated = (base: number) => Array.from({ length: 80 }, (_, i) => record(`mt-bench/${i}`, base + (i % 2)))
    const exam = { range: [1, 10] as [number, number], benchmark: { name: 'mt-bench', version: 1 } }
    expect((await decided(rated(1), rated(1), exam))?.reason).toMatch(/^No room to lose: base scores 1\.50 .* 0\.1\d/)
    expect(await decided(rated(6), rated(6), exam)).toMatchObject({ verdict: 'PASS' })
  })

  it('says that nothing could be lost where it is no better than chance', async () =>
    expect((await decided(right(0, GSM8K), right(0, GSM8K)))?.reason).toContain(
      'so the baseline has nothing that a loss could be measured by',
    ))

  it('still shows a regression', async () =>
    expect(
      await decided(right(60, 200), right(20, 200), { benchmark: { name: 'gpqa-diamond', version: 1 } }),
    ).toMatchObject({ verdict: 'REGRESSED' }))
})

it('asks for all samples where the score itself leaves room, and few were asked', async () => {
  const some = { dataset: { files: {}, size: GSM8K } }
  const decision = await decided(right(5, 60), right(5, 60), some)
  expect(decision?.reason).toMatch(/^No room to lose/)
  expect(decision?.advice).toBe('Run all samples, so that the baseline’s score is known more precisely.')
})

it('takes what guessing scores from the protocol, and what is missing as lost', async () => {
  expect(chanceOf({ ...manifest, protocol: { ...manifest.protocol, chance: 0.2 } }, 0)).toBe(0.2)
  expect(chanceOf(manifest, 1)).toBe(1)
  const whole = headroomOf(await finishedRun('base', right(80, 100)), [0, 1])
  const missing = [...right(80, 100).slice(0, 99), unscoredRecord('gsm8k/99')]
  expect(headroomOf(await finishedRun('base', missing), [0, 1])?.low).toBeLessThan((whole?.low ?? 0) + 0.01)
  expect(hasHeadroom(undefined, 1)).toBe(true)
})

it('never passes a margin of more than half of what the baseline surely has above chance', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 150 }),
      fc.double({ min: 0, max: 0.5, noNaN: true }),
      async (n, chance) => {
        const protocol = { ...manifest.protocol, chance }
        const decision = await decided(right(n, 150), right(n, 150), { protocol })
        const { low = 0 } = decision?.room ?? {}
        expect(decision?.verdict === 'PASS').toBe((decision?.bounds?.[0] ?? 0) > -0.025 && 0.025 <= (low - chance) / 2)
      },
    ),
    { numRuns: 40 },
  )
})
