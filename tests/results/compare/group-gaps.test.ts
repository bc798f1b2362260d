import { expect, it } from 'vitest'
import { compareRuns } from '../../../results/compare/compare.ts'
import { comparisonDetails } from '../../../results/report/comparison.ts'
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
  const lines = comparisonDetails(facts)
  expect(lines.find((line) => line.includes('sea / ships'))).toMatch(/10 +90\.0 % +0\.0 % +−90\.0 pp +0\.0117 \*/)
})

it('shows of many subjects those that differ, and says how many others there are', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `sea / bay ${at}`)
  const half = Object.fromEntries(names.map((name) => [name, 5]))
  const facts = await factsOf({ ...half, 'land / roads': 10 }, { ...half, 'land / roads': 0 })
  const text = comparisonDetails(facts).join('\n')
  expect(text).toMatch(/land \/ roads +10 +100\.0 % +0\.0 %/)
  expect(text).not.toContain('bay 3')
  expect(text).toContain('12 other groups without a significant difference: see --json')
})

it('says nothing of one group, or of none', async () => {
  const facts = await factsOf({ 'sea / ships': 9 }, { 'sea / ships': 1 })
  expect([facts.groups, facts.areas]).toEqual([undefined, undefined])
})
