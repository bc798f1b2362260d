import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { inAskingOrder } from '../../../results/design/asking-order.ts'
import { gate } from '../../../results/gate/gate.ts'
import type { RunDesign, SampleRecord } from '../../../results/schema/schema.ts'
import { finishedRun, record } from '../../helpers/records.ts'

const SAMPLES = 1000
const ids = Array.from({ length: SAMPLES }, (_, index) => `gsm8k/${index}`)
const items = { count: SAMPLES, hash: '00' }
const design = (asked: number): RunDesign => ({ kind: 'early-stop', looks: 5, seed: 4, asked })
const asked = (count: number) => inAskingOrder(ids, 4).slice(0, count)
const right = (some: readonly string[], wrong: (at: number) => boolean = () => false) =>
  some.map((id, at) => record(id, wrong(at) ? 0 : 1))

async function gated(before: readonly SampleRecord[], after: readonly SampleRecord[], count: number, whole = false) {
  const baseline = await finishedRun('base', before, { items, ...(!whole && { design: design(count) }) })
  const candidate = await finishedRun('sft', after, { items, design: design(count) })
  const compared = await compareRuns(baseline, candidate)
  const { decisions } = gate([{ baseline, candidate, look: 1, compared }], {})
  return { compared, decision: decisions[0] }
}

describe('a run that was stopped early', () => {
  it('is compared over the samples that it was asked, and nothing is missing', async () => {
    const part = asked(400)
    const { compared } = await gated(
      right(ids, (at) => at % 2 === 0),
      right(part),
      400,
      true,
    )
    expect(compared.facts).toMatchObject({ pairs: 400, unpaired: 0, intervalMethod: 'Tango, repeated' })
    expect(compared.facts).not.toHaveProperty('bounds')
    const known = new Set(part)
    const wrongAmongThem = ids.filter((id, at) => at % 2 === 0 && known.has(id)).length
    expect(compared.facts.delta).toBeCloseTo(wrongAmongThem / 400)
  })

  it('says where it stopped, and decides at the level of that look', async () => {
    const part = asked(400)
    const { compared, decision } = await gated(right(part), right(part), 400)
    expect(compared.facts.notes).toContain(
      'sft was stopped early at look 2 of 5, after 400 of 1,000 samples, drawn at random; interval and p account for the plan',
    )
    expect(decision).toMatchObject({ verdict: 'PASS', stage: { number: 2, of: 5 } })
    expect(decision?.level).toBeLessThan(0.003)
    expect(decision?.reason).toMatch(/It is look 2 of 5 of its plan, decided at 99\.\d\d% instead of 95%, one-sided/)
  })

  it('has a wider interval and a larger p than the same samples would have by themselves', async () => {
    const part = asked(400)
    const wrong = (at: number) => at % 14 === 0
    const { compared } = await gated(right(part), right(part, wrong), 400)
    const alone = await compareRuns(
      await finishedRun('base', right(part), { items: { count: 400, hash: '01' } }),
      await finishedRun('sft', right(part, wrong), { items: { count: 400, hash: '01' } }),
    )
    const width = ([low, high] = [0, 0]) => high - low
    expect(width(compared.facts.interval)).toBeGreaterThan(1.2 * width(alone.facts.interval))
    expect(compared.facts.p).toBeGreaterThan(alone.facts.p ?? 1)
  })

  it('counts a sample that it should have asked and has not as missing', async () => {
    const part = asked(400)
    const { compared } = await gated(right(part), right(part.slice(1)), 400)
    expect(compared.facts).toMatchObject({ pairs: 399, unpaired: 1 })
    expect(compared.facts.bounds).toBeDefined()
  })
})

describe('two runs of one escalation', () => {
  const plan: RunDesign = { kind: 'escalate', answers: [1, 2, 4] }
  const answers = (values: string) =>
    [...values].map((value, at) => record('gsm8k/0', Number(value), { repeat: at + 1 }))
  const run = (label: string, values: string) =>
    finishedRun(label, answers(values), {
      trialsPerSample: values.length,
      design: plan,
      items: { count: 1, hash: '00' },
    })

  it('are compared as they were at the candidate’s stage, wherever another candidate took the baseline', async () => {
    const [base, early] = [await run('base', '0111'), await run('early', '1')]
    expect((await compareRuns(base, early)).facts.delta).toBe(1)
    expect((await compareRuns(base, await run('late', '0001'))).facts.delta).toBe(-0.5)
  })

  it('keep the margin that was fixed before the first answer', async () => {
    const long: RunDesign = { kind: 'escalate', answers: [1, 8] }
    const made = (label: string) =>
      finishedRun(
        label,
        Array.from({ length: 8 }, (_, at) => record('gpqa-diamond/0', 1, { repeat: at + 1 })),
        {
          trialsPerSample: 8,
          design: long,
          items: { count: 1, hash: '00' },
          benchmark: { name: 'gpqa-diamond', version: 1 },
        },
      )
    const [baseline, candidate] = [await made('base'), await made('sft')]
    const compared = await compareRuns(baseline, candidate)
    expect(gate([{ baseline, candidate, look: 1, compared }], {}).decisions[0]?.margin).toBe(0.1)
  })
})
