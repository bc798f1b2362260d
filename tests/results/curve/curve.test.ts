import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { type CurveOptions, curveOf } from '../../../results/curve/curve.ts'
import { findSeries } from '../../../results/curve/series.ts'
import { IncomparableError } from '../../../results/errors.ts'
import type { Curve } from '../../../results/schema/curve.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { right, stepRun } from '../../helpers/checkpoints.ts'
import { turn } from '../../helpers/records.ts'

async function drawn(runs: readonly FinishedRun[], baseline: readonly FinishedRun[] = [], options: CurveOptions = {}) {
  const { series } = findSeries(runs, baseline)
  const [first] = series
  if (first === undefined) throw new Error('no series')
  return curveOf(first, options)
}

describe('curveOf', () => {
  it('has scores by step, and the paired difference from each step to the next', async () => {
    const [first, second, third] = await Promise.all([
      stepRun(100, '110000'),
      stepRun(200, '111110'),
      stepRun(300, '011110'),
    ])
    const { points, changes } = await drawn([third, first, second])
    expect(points.map(({ step, score }) => [step, score])).toEqual([
      [100, 0.333333],
      [200, 0.833333],
      [300, 0.666667],
    ])
    expect(changes.map(({ from, to, delta, learned, forgotten }) => ({ from, to, delta, learned, forgotten }))).toEqual(
      [
        { from: 100, to: 200, delta: 0.5, learned: ['gsm8k/2', 'gsm8k/3', 'gsm8k/4'], forgotten: [] },
        { from: 200, to: 300, delta: -0.166667, learned: [], forgotten: ['gsm8k/0'] },
      ],
    )
    const { facts } = await compareRuns(first, second)
    expect(changes[0]).toMatchObject({ p: facts.p, interval: facts.interval, gained: facts.gained, lost: facts.lost })
  })

  it('compares every step with the baseline, and corrects p for all of them', async () => {
    const base = await stepRun(undefined, right(20, 60), { label: 'base' })
    const runs = await Promise.all([stepRun(100, right(30, 60)), stepRun(200, right(45, 60))])
    const { baseline, points } = await drawn([base, ...runs], [base])
    expect(baseline).toMatchObject({ model: 'base', score: 0.333333 })
    expect(points[0]?.toBaseline).toMatchObject({ delta: 0.166667, gained: 10, lost: 0 })
    expect(points[0]?.toBaseline?.holmP).toBe(points[0]?.toBaseline?.p)
    expect(points[1]?.toBaseline?.holmP).toBeCloseTo(2 * (points[1]?.toBaseline?.p ?? 0), 10)
    const { interval: [low] = [0], holmInterval: [holmLow] = [0] } = points[1]?.toBaseline ?? {}
    expect(holmLow).toBeLessThan(low)
    expect(holmLow).toBeGreaterThan(0)
  })

  it('counts several runs of one step as repeats', async () => {
    const again = { startedAt: '2026-11-24T00:00:00.000Z' }
    const { points, notes } = await drawn(
      await Promise.all([
        stepRun(100, '1100', { version: 'v1' }),
        stepRun(100, '1000', { version: 'v1', ...again }),
        stepRun(200, '1111', { version: 'v2' }),
      ]),
    )
    expect(points[0]).toMatchObject({ score: 0.375, repeats: 2, n: 4, runs: [expect.any(String), expect.any(String)] })
    expect(notes).toContain('step 100: the answers of 2 runs count together')
  })

  it('says that differences do not account for the looks of a gate', async () => {
    const design = { kind: 'early-stop', looks: 5, seed: 1, asked: 3, stopped: 'PASS' } as const
    const { notes } = await drawn(await Promise.all([stepRun(100, '1100', { design }), stepRun(200, '1111')]))
    expect(notes).toContainEqual(expect.stringMatching(/^step 100: stopped early by a gate/))
    expect(notes).toContainEqual(expect.stringMatching(/^step 100: .* intervals and p here do not account for it/))
  })

  it('names the best step, with an estimate of its score that is below what was measured', async () => {
    const digits = (seed: number) =>
      Array.from({ length: 200 }, (_, at) => ((at * 7 + seed * 31 + at * at * seed) % 10 < 6 ? 1 : 0)).join('')
    const runs = await Promise.all([1, 2, 3, 4, 5].map((seed) => stepRun(100 * seed, digits(seed))))
    const { best, points } = await drawn(runs, [], { advise: ({ step }) => ({ advice: `again ${step}` }) })
    const scores = points.map(({ score = 0 }) => score)
    expect(best?.score).toBe(Math.max(...scores))
    expect(best?.of).toBe(5)
    expect(best?.corrected).toBeLessThan(best?.score ?? 0)
    expect(best?.corrected).toBeGreaterThan(Math.min(...scores))
    const [low = 0, high = 0] = best?.correctedInterval ?? []
    expect([low < (best?.corrected ?? 0), (best?.corrected ?? 0) < high]).toEqual([true, true])
    expect(best?.advice).toBe(`again ${best?.step}`)
  })

  it('warns of the last step where it is significantly below an earlier one', async () => {
    const { declines } = await drawn(
      await Promise.all([
        stepRun(100, right(100, 200)),
        stepRun(200, right(140, 200)),
        stepRun(300, right(138, 200)),
        stepRun(400, right(100, 200)),
      ]),
    )
    expect(declines).toMatchObject([{ step: 400, below: 200, delta: -0.2, lasts: true }])
    expect(declines[0]?.holmP).toBeLessThan(0.001)
  })

  it('tells a dip from a decline that lasts', async () => {
    const { declines } = await drawn(
      await Promise.all([stepRun(100, right(140, 200)), stepRun(200, right(100, 200)), stepRun(300, right(141, 200))]),
    )
    expect(declines).toMatchObject([{ step: 200, below: 100 }])
    expect(declines[0]).not.toHaveProperty('lasts')
  })

  it('finds no decline among steps that differ by a few samples', async () => {
    const { declines } = await drawn(
      await Promise.all([101, 104, 99, 102, 98].map((count, at) => stepRun(100 * at, right(count, 200)))),
    )
    expect(declines).toEqual([])
  })

  it('takes ratings by their mean, without calling samples right', async () => {
    const rated = (step: number, values: readonly number[]) =>
      stepRun(step, values.join(''), { benchmark: { name: 'mt-bench', version: 1 }, range: [1, 10] })
    const curve = await drawn(await Promise.all([rated(100, [5, 6, 7, 8]), rated(200, [6, 7, 8, 9])]))
    expect(curve.range).toEqual([1, 10])
    expect(curve).not.toHaveProperty('samples')
    expect(curve.changes[0]).toMatchObject({ delta: 1, gained: 4, lost: 0 })
  })

  it('chooses the best among the steps that are measured as a whole, and says what is missing of the others', async () => {
    const part = await stepRun(300, '11', { items: { count: 8, hash: '00' } })
    const cut = { ...part, summary: { ...part.summary, pending: 6, endedBy: { message: 'the server is down' } } }
    const { best, samples, notes } = await drawn([await stepRun(100, '11100000'), await stepRun(200, '11110000'), cut])
    expect(best).toMatchObject({ step: 200, of: 2, score: 0.5 })
    expect(samples?.n).toBe(8)
    expect(notes[0]).toMatch(
      /^step 300 is left out of .* choice of the best: 6 of 8 trials pending: the server is down\.$/,
    )
  })

  it('holds nothing of a protected question but the ids of samples', async () => {
    const secret = { protected: {}, benchmark: { name: 'gpqa-diamond', version: 1 } }
    const runs = [await stepRun(100, '10', secret), await stepRun(200, '11', secret)]
    const told = runs.map((run) => ({
      ...run,
      async *records() {
        for await (const one of run.records())
          yield { ...one, target: 'secret', attempt: { turns: [turn({ text: 'secret' })] } }
      },
    }))
    expect(JSON.stringify(await drawn(told))).not.toContain('secret')
  })

  it('goes on where a step has unscored samples, over those that both have', async () => {
    const half = await stepRun(200, '11')
    const whole = await stepRun(100, '1100')
    const { points, changes } = await drawn([
      whole,
      { ...half, manifest: { ...half.manifest, items: whole.manifest.items } },
    ])
    expect(changes[0]?.pairs).toBe(2)
    expect(points.map(({ n }) => n)).toEqual([4, 2])
  })

  it.each<[string, Parameters<typeof stepRun>[2], RegExp]>([
    [
      'samples',
      { items: { count: 2, hash: 'ff' } },
      /step 100 and step 200 did not measure the same: items: 2 samples/,
    ],
    [
      'protocols',
      { protocol: { name: 'paper', hash: 'x', metric: 'accuracy', shots: 0 } },
      /protocol: chat for step 100, paper for step 200; rule/,
    ],
  ])('refuses steps with other %s, as compare does', async (_case, changes, message) => {
    const runs = [await stepRun(100, '11', { items: { count: 2, hash: '00' } }), await stepRun(200, '11', changes)]
    await expect(drawn(runs)).rejects.toThrow(IncomparableError)
    await expect(drawn(runs)).rejects.toThrow(message)
  })

  it('says once what differs between steps', async () => {
    const settings = { generation: { temperature: 0.6, maxTokens: 1024 } }
    const runs = [await stepRun(100, '11'), await stepRun(200, '11', settings), await stepRun(300, '11', settings)]
    const { notes } = await drawn(runs)
    expect(notes.filter((note) => note.startsWith('temperature'))).toEqual([
      'temperature: 0 for step 100, 0.6 for step 200; likewise at 1 other step',
    ])
  })
})

describe('what became of the samples', () => {
  const history = async (columns: readonly string[]) =>
    (await drawn(await Promise.all(columns.map((values, at) => stepRun(at, values))))).samples as NonNullable<
      Curve['samples']
    >

  it('is told by how often each changed sides', async () => {
    // By sample, over four steps: 1111, 0000, 0011, 1000, 0101.
    expect(await history(['10010', '10001', '10100', '10101'])).toEqual({
      n: 5,
      always: 1,
      never: 1,
      learned: ['gsm8k/2'],
      forgotten: ['gsm8k/3'],
      unsteady: ['gsm8k/4'],
    })
  })

  it('counts every sample once, and turned around, what was learned is what was forgotten', () => {
    const table = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 8 })).chain(([steps, samples]) =>
      fc.array(fc.string({ unit: fc.constantFrom('0', '1'), minLength: samples, maxLength: samples }), {
        minLength: steps,
        maxLength: steps,
      }),
    )
    return fc.assert(
      fc.asyncProperty(table, async (columns) => {
        const forward = await history(columns)
        const back = await history(columns.toReversed())
        const { n, always, never, learned, forgotten, unsteady } = forward
        expect(always + never + learned.length + forgotten.length + unsteady.length).toBe(n)
        expect(back).toEqual({ ...forward, learned: forgotten, forgotten: learned })
      }),
      { numRuns: 25 },
    )
  })
})
