import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { IncomparableError, UsageError } from '../../../results/errors.ts'
import type { GatedPair } from '../../../results/gate/case.ts'
import { gate } from '../../../results/gate/gate.ts'
import type { GatePolicy } from '../../../results/schema/gate.ts'
import type { RunManifest, SampleRecord } from '../../../results/schema/schema.ts'
import { tangoInterval } from '../../../results/statistics/tango.ts'
import { finishedRun, record, records, unscoredRecord } from '../../helpers/records.ts'

interface Details {
  readonly base?: Partial<RunManifest>
  readonly sft?: Partial<RunManifest> & { readonly range?: [number, number] }
  readonly look?: number
}

async function pairOf(before: readonly SampleRecord[], after: readonly SampleRecord[], details: Details = {}) {
  const { sft: changes = {}, base = {}, look = 1 } = details
  const { range, ...manifest } = changes
  const items = { items: { count: new Set([...before, ...after].map(({ id }) => id)).size, hash: '00' } }
  const baseline = await finishedRun('base', before, { ...items, ...manifest, ...base, ...(range && { range }) })
  const candidate = await finishedRun('sft', after, { ...items, ...changes })
  const compared = await compareRuns(baseline, candidate).catch((error) => {
    if (error instanceof IncomparableError) return { incomparable: error.message }
    throw error
  })
  return { baseline, candidate, look, compared } satisfies GatedPair
}

/** Shares of gained and lost samples, the rest right under both. */
const flips = (n: number, gained: number, lost: number): [SampleRecord[], SampleRecord[]] => [
  records('0'.repeat(gained) + '1'.repeat(n - gained)),
  records('1'.repeat(gained) + '0'.repeat(lost) + '1'.repeat(n - gained - lost)),
]

const decide = async (pair: GatedPair, policy: GatePolicy = {}) => {
  const verdict = gate([pair], policy)
  return { ...verdict.decisions[0], exitCode: verdict.exitCode }
}

describe('the gate, on right and wrong answers', () => {
  it('passes an equal model, by the lower bound of the 90% interval', async () => {
    const decision = await decide(await pairOf(...flips(1319, 58, 64)))
    expect(decision).toMatchObject({
      verdict: 'PASS',
      exitCode: 0,
      margin: 0.025,
      alpha: 0.05,
      level: 0.05,
      delta: -0.0045489,
      reason: 'sft is at most 1.8 points worse than base (95%, one-sided), within the margin of 2.5 points.',
    })
    const [low, high] = tangoInterval(58, 64, 1319, 0.9) ?? []
    expect(decision.bounds?.[0]).toBeCloseTo(low ?? 0, 6)
    expect(decision.bounds?.[1]).toBeCloseTo(high ?? 0, 6)
    expect(decision.interval?.[0]).toBeLessThan(low ?? 0)
    expect(decision).not.toHaveProperty('worse')
  })

  it('never passes where answers were too long for the judge, few as they may be', async () => {
    const [before, after] = flips(1319, 58, 20)
    const spared = (reason: 'judge-error' | 'judge-overflow') =>
      pairOf(before, [...after.slice(1), unscoredRecord('gsm8k/0', reason)])
    expect((await decide(await spared('judge-error'))).verdict).toBe('PASS')
    expect(await decide(await spared('judge-overflow'))).toMatchObject({
      verdict: 'INCONCLUSIVE',
      reason: expect.stringContaining('too long for the judge'),
    })
  })

  it('says so of a model that is better', async () => {
    const { reason } = await decide(await pairOf(...flips(1319, 120, 20)))
    expect(reason).toMatch(/^sft is better than base, by at least \d\.\d points \(95%, one-sided\)\.$/)
  })

  it('says so of a model that is significantly worse, but within the margin', async () => {
    const decision = await decide(await pairOf(...flips(1319, 5, 20)))
    expect(decision).toMatchObject({ verdict: 'PASS', worse: true, exitCode: 0 })
    expect(decision.reason).toMatch(
      /^sft is worse than base, by 1\.1 points as measured and at most 1\.\d points \(95%, one-sided\)/,
    )
  })

  it('catches a regression', async () => {
    const decision = await decide(await pairOf(...flips(1319, 51, 217)))
    expect(decision).toMatchObject({ verdict: 'REGRESSED', exitCode: 10 })
    expect(decision.p).toBeLessThan(1e-6)
    expect(decision.reason).toMatch(
      /^sft is significantly worse than base \(p < 0\.001\), by 12\.6 points as measured, which is beyond the margin of 2\.5 points; the true loss may be 10\.6 to 14\.6 \(90%\)\.$/,
    )
  })

  it('cannot tell from few samples, and says what would help', async () => {
    const some = { dataset: { files: {}, size: 1319 } }
    const decision = await decide(
      await pairOf(...flips(40, 2, 1), { sft: { ...some, generation: { temperature: 0 } } }),
    )
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE', exitCode: 11 })
    expect(decision.reason).toMatch(
      /^sft may be up to \d\.\d points worse than base \(95%, one-sided\), more than the margin/,
    )
    expect(decision.advice).toMatch(
      /^Run all 1,319 samples instead of 40: an equal model would pass with a chance of \d\d%\. That takes 2,558 requests\.$/,
    )
  })

  it('never passes and regresses what is the other way round for better and for worse', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.nat(60), async (gained, lost) => {
        const [before, after] = flips(200, gained, lost)
        const there = await decide(await pairOf(before, after))
        const back = await decide(await pairOf(after, before))
        expect([there.verdict, back.verdict]).not.toEqual(['REGRESSED', 'REGRESSED'])
        if (there.verdict === 'REGRESSED') expect(back.verdict).toBe('PASS')
        expect(there.bounds?.[0]).toBeCloseTo(-(back.bounds?.[1] ?? 0), 5)
      }),
      { numRuns: 30 },
    )
  })
})

describe('the gate, on what was not scored', () => {
  const without = (all: readonly SampleRecord[], count: number) =>
    all.map((scored, index) => (index >= all.length - count ? unscoredRecord(scored.id) : scored))

  it('does not decide when more than 1% is missing: infrastructure comes first', async () => {
    const [before, after] = flips(1000, 10, 200)
    const decision = await decide(await pairOf(before, without(after, 11)))
    expect(decision).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 3 })
    expect(decision.reason).toBe('11 of 1,000 trials of sft are unscored, more than 1%. The server answered 500.')
    expect(decision.advice).toMatch(/--retry-errors/)
  })

  it('does not decide before everything was asked', async () => {
    const [before, after] = flips(1000, 10, 200)
    const { verdict, reason } = await decide(await pairOf(before, after.slice(1)))
    expect({ verdict, reason }).toEqual({
      verdict: 'INCOMPLETE',
      reason: '1 of 1,000 trials of sft are pending.',
    })
  })

  it('passes only what would pass with every missing score at its worst', async () => {
    const [before, after] = flips(1319, 30, 44)
    expect(await decide(await pairOf(before, after))).toMatchObject({ verdict: 'PASS' })
    const decision = await decide(await pairOf(before, without(after, 13)))
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE', exitCode: 11 })
    expect(decision.reason).toMatch(/^What was scored would decide it, but what was not scored could change that/)
    expect(decision.advice).toMatch(/unscored trials again: .*--retry-errors/)
  })

  it('blames only what would be blamed with every missing score at its best', async () => {
    const [before, after] = flips(1000, 20, 50)
    expect(await decide(await pairOf(before, after))).toMatchObject({ verdict: 'REGRESSED' })
    const missing = after.map((scored, index) => (index >= 20 && index < 30 ? unscoredRecord(scored.id) : scored))
    expect(await decide(await pairOf(before, missing))).toMatchObject({ verdict: 'INCONCLUSIVE' })
  })

  it('holds whatever the missing scores were', async () => {
    const answers = (n: number) => fc.array(fc.constantFrom('0', '1', '1', '1'), { minLength: n, maxLength: n })
    await fc.assert(
      fc.asyncProperty(answers(300), answers(300), answers(3), async (first, second, truth) => {
        const [before, after] = [records(first.join('')), records(second.join(''))]
        const { verdict } = await decide(await pairOf(before, without(after, 3)))
        const full = [
          ...after.slice(0, -3),
          ...truth.map((value, index) => record(`gsm8k/${297 + index}`, Number(value))),
        ]
        if (verdict !== 'INCONCLUSIVE') expect((await decide(await pairOf(before, full))).verdict).toBe(verdict)
      }),
      { numRuns: 30 },
    )
  })
})

describe('the policy', () => {
  it('sets margins in points', async () => {
    const pair = await pairOf(...flips(1319, 51, 217))
    expect(await decide(pair, { benchmarks: { gsm8k: { margin: 20 } } })).toMatchObject({
      verdict: 'PASS',
      margin: 0.2,
    })
  })

  it('asks for enough samples', async () => {
    const decision = await decide(await pairOf(...flips(1319, 51, 217)), { minSamples: 2000 })
    expect(decision).toMatchObject({
      verdict: 'INCONCLUSIVE',
      reason: '1,319 pairs of samples, and the policy asks for 2,000.',
    })
  })

  it('has a floor below which nothing passes', async () => {
    const pair = await pairOf(records('0'.repeat(700) + '1'.repeat(619)), records('0'.repeat(700) + '1'.repeat(619)))
    const policy = { benchmarks: { gsm8k: { floor: 50 } } }
    expect(await decide(pair, policy)).toMatchObject({
      verdict: 'REGRESSED',
      reason: 'sft scores 46.9%, below the floor of 50.0%.',
    })
    expect(await decide(pair, { benchmarks: { gsm8k: { floor: 40 } } })).toMatchObject({ verdict: 'PASS' })
  })

  it('puts up with more that is unscored', async () => {
    const [before, after] = flips(1000, 10, 200)
    const pair = await pairOf(before, [...after.slice(0, -20), ...after.slice(-20).map(({ id }) => unscoredRecord(id))])
    expect(await decide(pair, { maxUnscored: 0.02 })).toMatchObject({ verdict: 'REGRESSED' })
  })

  it('warns of the inconclusive instead of failing', async () => {
    const pair = await pairOf(...flips(40, 2, 1))
    const { verdict, exitCode, reason } = gate([pair], { inconclusive: 'warn' })
    expect({ verdict, exitCode }).toEqual({ verdict: 'INCONCLUSIVE', exitCode: 0 })
    expect(reason).toContain('The policy only warns of that.')
  })

  it('lets an advisory benchmark regress', async () => {
    const pair = await pairOf(...flips(1319, 51, 217))
    const verdict = gate([pair], { tier: 'advisory' })
    expect(verdict).toMatchObject({
      verdict: 'PASS',
      exitCode: 0,
      decisions: [{ verdict: 'REGRESSED', tier: 'advisory' }],
    })
  })

  it('misses a benchmark that it requires by name', async () => {
    const pair = await pairOf(...flips(1319, 58, 64))
    const verdict = gate([pair], { benchmarks: { humaneval: { tier: 'required' } } })
    expect(verdict).toMatchObject({ verdict: 'INCOMPARABLE', exitCode: 12 })
    expect(verdict.decisions[1]?.reason).toBe('The policy requires humaneval, and there is no run of it by sft.')
  })

  it.each<[GatePolicy, string, string]>([
    [{}, 'abacus', 'abacus: no margin is known for it'],
    [{ benchmarks: { gsm8k: { margin: 100 } } }, 'gsm8k', 'gate.benchmarks.gsm8k.margin is 100'],
    [{ benchmarks: { gsm8k: { floor: 101 } } }, 'gsm8k', 'gate.benchmarks.gsm8k.floor is 101'],
  ])('must be possible: %j', async (policy, name, words) => {
    const pair = await pairOf(...flips(40, 2, 1), { sft: { benchmark: { name, version: 1 } } })
    expect(() => gate([pair], policy)).toThrow(UsageError)
    expect(() => gate([pair], policy)).toThrow(words)
  })

  it('has nothing to say without a candidate', () => expect(() => gate([], {})).toThrow(UsageError))
})

describe('several benchmarks of one candidate', () => {
  const platinum = { benchmark: { name: 'gsm8k-platinum', version: 1 } }
  // Gained 12, lost 27 of 400: −3.75 pp with a one-sided exact p of 0.012; gained 12, lost 24: 0.033.
  const doubtful = (n: number, gained: number, lost: number, sft?: Partial<RunManifest>) =>
    pairOf(...flips(n, gained, lost), sft && { sft })

  it('share their error by Holm’s correction', async () => {
    const alone = gate([await doubtful(400, 12, 24)], {})
    expect(alone.decisions[0]).toMatchObject({ verdict: 'REGRESSED', holmP: alone.decisions[0]?.p })
    const both = gate([await doubtful(400, 12, 24), await doubtful(400, 12, 24, platinum)], {})
    expect(both.decisions.map(({ verdict }) => verdict)).toEqual(['INCONCLUSIVE', 'INCONCLUSIVE'])
    expect(both.decisions[0]?.reason).toContain('after Holm’s correction for 2 benchmarks')
  })

  it('leave out the advisory ones', async () => {
    const pairs = [await doubtful(400, 12, 24), await doubtful(400, 12, 24, platinum)]
    const verdict = gate(pairs, { benchmarks: { 'gsm8k-platinum': { tier: 'advisory' } } })
    expect(verdict.decisions[0]).toMatchObject({ verdict: 'REGRESSED' })
    expect(verdict.exitCode).toBe(10)
  })

  it('end in the gravest: incomplete, incomparable, regressed, inconclusive', async () => {
    const passed = await pairOf(...flips(1319, 58, 64))
    const open = await pairOf(...flips(40, 2, 1))
    const regressed = await pairOf(...flips(1319, 51, 217))
    const other = await pairOf(...flips(40, 2, 1), {
      base: { trialsPerSample: 2, benchmark: { name: 'gsm8k', version: 2 } },
    })
    const [before, after] = flips(40, 2, 1)
    const incomplete = await pairOf(before, after.slice(1))
    const codes = [passed, open, regressed, other, incomplete].map(
      (_, index, all) => gate(all.slice(0, index + 1), {}).exitCode,
    )
    expect(codes.slice(0, 3)).toEqual([0, 11, 10])
    expect(codes[4]).toBe(3)
    // The other run was asked twice, of which half is missing: that is said first.
    expect(codes[3]).toBe(3)
  })

  it('name what differs where runs did not measure the same', async () => {
    const protocol = { name: 'paper', hash: '1', metric: 'accuracy', rule: 'number', shots: 0 }
    const decision = await decide(await pairOf(...flips(40, 2, 1), { base: { protocol } }))
    expect(decision).toMatchObject({ verdict: 'INCOMPARABLE', exitCode: 12 })
    expect(decision.reason).toContain('protocol: paper for base, chat for sft')
  })
})

describe('repeats', () => {
  const answers = (n: number, wrong: (sample: number, repeat: number) => boolean) =>
    Array.from({ length: n }, (_, sample) =>
      [1, 2].map((repeat) => record(`gsm8k/${sample}`, wrong(sample, repeat) ? 0 : 1, { repeat })),
    ).flat()
  const sampled = { trialsPerSample: 2, generation: { temperature: 0.7 }, dataset: { files: {}, size: 100 } }

  const before = answers(100, (sample, repeat) => (sample + repeat) % 7 === 0)
  const after = answers(100, (sample, repeat) => (sample + 2 * repeat) % 6 === 0)
  const versioned = (version: string) => ({ provider: 'vllm', name: 'm', version, api: 'chat' as const })

  it('are advised with their chances and their cost', async () => {
    const decision = await decide(await pairOf(before, after, { sft: sampled }))
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE' })
    const { more = 0, settled = 0, settledIfEqual = 0, floor = 0, requests, assumed } = decision.outlook ?? {}
    expect(requests).toBe(2 * more * 100)
    expect(settled + floor).toBeLessThanOrEqual(1 + 1e-9)
    expect(settledIfEqual).toBeGreaterThan(settled)
    expect(assumed).toBeUndefined()
    expect(decision.advice).toMatch(
      new RegExp(
        `^Ask each sample ${more} times again \\(--repeats ${more}\\), of both models\\. If the two are equal, that settles it with a chance of \\d+%; if they differ as checkpoints of one model do, with \\d+%\\.`,
      ),
    )
  })

  it('count with those that are there where versions are known, and are decided as one look more', async () => {
    const known = (label: string) => ({ model: { label, ...versioned('step-100'), name: label } })
    const decision = await decide(
      await pairOf(before, after, { base: known('base'), sft: { ...sampled, ...known('sft') } }),
    )
    const { more } = decision.outlook ?? {}
    expect(decision.advice).toMatch(
      new RegExp(
        `^Ask each sample ${more} more times? \\(--repeats ${more}\\), of both models with the same --model-version, and gate again: all answers count together, as look 2 \\(decided at 9\\d\\.\\d%, one-sided\\)\\.`,
      ),
    )
  })

  const once = (sft: Partial<RunManifest>, base: Partial<RunManifest> = {}) =>
    pairOf(...flips(400, 12, 15), { base, sft: { dataset: { files: {}, size: 400 }, ...sft } })

  it('are asked of the candidate alone beside a stored baseline', async () => {
    const sft = { label: 'sft', ...versioned('step-100') }
    const base = { label: 'base', ...versioned('v1'), name: 'base' }
    const pair = await once({ model: sft, generation: { temperature: 0.7 } }, { model: base })
    const { compared } = pair
    if (!('facts' in compared)) throw new Error('they are comparable')
    const baseline = { ...compared.baseline, folder: '@main/gsm8k' }
    const policy = { benchmarks: { gsm8k: { margin: 2.8 } } }
    const decision = await decide({ ...pair, baseline, compared: { ...compared, baseline } }, policy)
    expect(decision.outlook?.requests).toBe((decision.outlook?.more ?? 0) * 400)
    expect(decision.advice).toContain(', of sft alone with the same --model-version')
  })

  it('are advised by an assumed share of luck where nothing was asked twice, and say so', async () => {
    const { advice, outlook } = await decide(await once({ generation: { temperature: 0.7 } }))
    expect(outlook).toMatchObject({ assumed: true })
    expect(advice).toContain('(assuming the usual share of luck, since nothing was asked twice)')
    expect(outlook?.settled).toBeLessThan(outlook?.settledIfEqual ?? 0)
  })

  it('are not advised where their chance is below 20%', async () => {
    const steady = answers(100, (sample) => sample % 7 === 0)
    const other = answers(100, (sample, repeat) => sample % 6 === 0 || (sample === 1 && repeat === 1))
    const decision = await decide(await pairOf(steady, other, { sft: sampled }))
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE' })
    expect(decision).not.toHaveProperty('outlook')
    expect(decision.advice).toMatch(
      /^Repeats will not settle it: even 64 answers to each sample have a chance of \d+%|less than 1%/,
    )
  })

  it('are worth nothing at temperature 0, unless the server’s replies vary', async () => {
    const decision = await decide(await once({ generation: { temperature: 0 } }))
    expect(decision).toMatchObject({ verdict: 'INCONCLUSIVE' })
    expect(decision).not.toHaveProperty('outlook')
    expect(decision.advice).toMatch(/vary from run to run: measure that with evalkit noise/)
    expect(decision.advice).not.toMatch(/margin/)
    const alike = answers(100, (sample) => sample % 7 === 0)
    const unlike = answers(100, (sample) => sample % 6 === 0)
    const repeated = await decide(await pairOf(alike, unlike, { sft: { ...sampled, generation: { temperature: 0 } } }))
    expect(repeated.advice).toMatch(/^Every sample was asked, and repeated answers have scored alike/)
  })

  it('are worth something at temperature 0 where they show the options in other orders, or were seen to vary', async () => {
    const greedy = { generation: { temperature: 0 }, dataset: { files: {}, size: 100 } }
    const shown = (all: readonly SampleRecord[]) => all.map((each) => ({ ...each, order: [0, 1, 2, 3] }))
    const [first, second] = flips(100, 12, 18)
    const gpqa = { benchmark: { name: 'gpqa-diamond', version: 1 }, ...greedy }
    expect((await decide(await pairOf(shown(first), shown(second), { sft: gpqa }))).advice).toMatch(/^Ask each sample/)
    const seen = await decide(await pairOf(before, after, { sft: { ...sampled, ...greedy } }))
    expect(seen.advice).toMatch(/^Ask each sample/)
  })

  it('of GPQA allow for a smaller margin from eight on', async () => {
    const gpqa = { benchmark: { name: 'gpqa-diamond', version: 1 } }
    expect(await decide(await pairOf(...flips(198, 10, 10), { sft: gpqa }))).toMatchObject({ margin: 0.1 })
    const eight = Array.from({ length: 8 * 20 }, (_, index) =>
      record(`gpqa-diamond/${index % 20}`, index % 3 === 0 ? 1 : 0, { repeat: 1 + Math.floor(index / 20) }),
    )
    expect(await decide(await pairOf(eight, eight, { sft: { ...gpqa, trialsPerSample: 8 } }))).toMatchObject({
      margin: 0.07,
    })
  })
})

describe('ratings', () => {
  const rated = (shift: (index: number) => number) =>
    Array.from({ length: 80 }, (_, index) => record(`mt-bench/${index}`, 5 + (index % 3) + shift(index)))
  const mtBench = { range: [1, 10] as [number, number], benchmark: { name: 'mt-bench', version: 1 } }

  it('are decided in their own points', async () => {
    const noise = (index: number) => (index % 4) - 1.5
    expect(
      await decide(
        await pairOf(
          rated(() => 0),
          rated(noise),
          { sft: mtBench },
        ),
      ),
    ).toMatchObject({
      verdict: 'PASS',
      margin: 0.6,
    })
    expect(
      await decide(
        await pairOf(
          rated(() => 0),
          rated((i) => noise(i) - 2),
          { sft: mtBench },
        ),
      ),
    ).toMatchObject({
      verdict: 'REGRESSED',
      reason: expect.stringContaining('beyond the margin of 0.60'),
    })
  })
})

it('decides a further look at one checkpoint by a wider interval, and says so', async () => {
  const [before, after] = flips(1319, 44, 64)
  const first = await decide(await pairOf(before, after))
  const second = await decide(await pairOf(before, after, { look: 2 }))
  expect(second.level).toBeLessThan(first.level ?? 0)
  expect(second.bounds?.[0]).toBeLessThan(first.bounds?.[0] ?? 0)
  expect(second.reason).toContain('It is look 2 at this checkpoint, decided at 99.3% instead of 95%, one-sided.')
})

it('has the p of a loss beyond the margin, below the level exactly where it passes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.nat(40), async (gained, lost) => {
      const { verdict, marginP = 1, level = 0 } = await decide(await pairOf(...flips(600, gained, lost)))
      expect(marginP < level).toBe(verdict === 'PASS')
    }),
    { numRuns: 30 },
  )
})
