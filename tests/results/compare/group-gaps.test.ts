import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { groupTable } from '../../../results/report/group-table.ts'
import { columnsOf } from '../../../results/words/width.ts'
import { finishedRun, record } from '../../helpers/records.ts'

/** Ten questions of each subject, of which the first so many are right. */
const run = (label: string, right: Readonly<Record<string, number>>, size = 10) =>
  finishedRun(
    label,
    Object.entries(right).flatMap(([group, count], subject) =>
      Array.from({ length: size }, (_, at) => ({
        ...record(`mmlu/${subject * size + at}`, at < count ? 1 : 0),
        group,
      })),
    ),
    { benchmark: { name: 'mmlu', version: 1 } },
  )

const factsOf = async (before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) =>
  (await compareRuns(await run('base', before), await run('sft', after))).facts

it('compares each subject, and areas over their samples, with p over the whole table', async () => {
  const facts = await factsOf(
    { 'sea / ships': 9, 'sea / ports': 5, 'land / roads': 5 },
    { 'sea / ships': 0, 'sea / ports': 6, 'land / roads': 5 },
  )
  expect(facts.groups).toMatchObject({
    'land / roads': { n: 10, baseline: 0.5, candidate: 0.5, delta: 0, p: 1, holmP: 1 },
    'sea / ports': { n: 10, baseline: 0.5, candidate: 0.6, delta: 0.1, p: 1, holmP: 1 },
    'sea / ships': {
      n: 10,
      baseline: 0.9,
      candidate: 0,
      delta: -0.9,
      p: 0.00390625,
      holmP: expect.closeTo(0.01171875, 6),
    },
  })
  expect(facts.areas).toMatchObject({
    land: { n: 10, delta: 0 },
    sea: { n: 20, baseline: 0.7, candidate: 0.3, delta: -0.4 },
  })
  const lines = groupTable([facts])
  expect(lines.find((line) => line.includes('sea / ships'))).toMatch(
    /10 +90\.0% +0\.0% +−90\.0 pp +−98\.2 to −37\.3 +0\.0117 \*/,
  )
})

it('shows of many subjects those that differ, and says how many others there are', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `sea / bay ${at}`)
  const half = Object.fromEntries(names.map((name) => [name, 5]))
  const facts = await factsOf({ ...half, 'land / roads': 10 }, { ...half, 'land / roads': 0 })
  const text = groupTable([facts]).join('\n')
  expect(text).toMatch(/land \/ roads +10 +100\.0% +0\.0%/)
  expect(text).not.toContain('bay 3')
  expect(text).toContain('12 other groups without a significant difference: see --json')
})

it('says nothing of one group, or of none', async () => {
  const facts = await factsOf({ 'sea / ships': 9 }, { 'sea / ships': 1 })
  expect([facts.groups, facts.areas]).toEqual([undefined, undefined])
})

it('puts several candidates into one table, each with its interval, which fits a terminal', async () => {
  const base = await run('base', { ships: 9, ports: 5 })
  const facts = []
  for (const [label, ships] of [
    ['sft-1', 0],
    ['sft-2', 9],
  ] as const) {
    facts.push((await compareRuns(base, await run(label, { ships, ports: 5 }))).facts)
  }
  const lines = groupTable(facts)
  expect(lines[0]).toMatch(/^ {2}mmlu, by category +n +base +sft-1 +Δ +95% interval +sft-2 +Δ +95% interval$/)
  expect(lines.find((line) => line.includes('ships'))).toMatch(
    /ships +10 +90\.0% +0\.0% +−90\.0 pp \* +−98\.2 to −\S+ +90\.0% +0\.0 pp {2}/,
  )
  for (const width of [40, 80]) {
    for (const line of groupTable(facts, { width })) expect(columnsOf(line), line).toBeLessThanOrEqual(width)
  }
})

describe('ratings', () => {
  const rated = (label: string, turns: readonly [number, number], clarity: number) =>
    finishedRun(
      label,
      Array.from({ length: 8 }, (_, at) => ({
        ...record(`mt-bench/${81 + at}`, (turns[0] + turns[1]) / 2),
        group: at < 4 ? 'writing' : 'math',
        ratings: turns.map((rating, turn) => ({
          ...{ turn: turn + 1, template: 'single-v1', prompt: [], rating },
          verdicts: [{ judge: 'j', regrade: 1, attempts: [], rating, rule: 'r', dimensions: { clarity, facts: 5 } }],
        })),
      })),
      { benchmark: { name: 'mt-bench', version: 1 }, range: [1, 10] },
    )

  it('are compared by turn, category and dimension', async () => {
    const { facts } = await compareRuns(await rated('base', [8, 6], 7), await rated('sft', [8, 3], 4))
    expect(facts.turns).toMatchObject({
      'turn 1': { n: 8, delta: 0 },
      'turn 2': { baseline: 6, candidate: 3, delta: -3 },
    })
    expect(facts.groups).toMatchObject({ math: { n: 4, delta: -1.5 }, writing: { n: 4, delta: -1.5 } })
    expect(facts.dimensions).toMatchObject({ clarity: { n: 8, delta: -3 }, facts: { delta: 0 } })
    const [low = 0, high = 0] = facts.turns?.['turn 2']?.interval ?? []
    expect([low < -3, high > -3]).toEqual([true, true])
    const text = groupTable([facts]).join('\n')
    expect(text).toMatch(/turn 2 +8 +6\.00 +3\.00 +−3\.00 /)
    expect(text).toMatch(/clarity +8 +7\.00 +4\.00 +−3\.00 /)
  })
})
