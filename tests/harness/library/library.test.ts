/** The library as a user's script sees it; the packed package is tried by tools/smoke.sh. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { RunOptions, SampleDefinition } from '../../../harness/library/api.ts'
import { compare, defineBenchmark, defineScorer, gate, run } from '../../../harness/library/index.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { ROOT } from '../../helpers/markdown.ts'
import { folderWith, jsonLines } from '../../helpers/own-benchmark.ts'

interface Row {
  readonly ticket: string
  readonly team: string
}

const ROWS: readonly Row[] = Array.from({ length: 80 }, (_, at) => ({
  ticket: `t${at}`,
  team: ['a', 'b'][at % 2] ?? '',
}))
const replies = (name: string, wrong: number) =>
  jsonLines(ROWS.map(({ team }, at) => ({ id: `${name}/${at}`, completion: at < wrong ? 'none' : `It is ${team}` })))

const mentions = defineScorer({
  name: 'mentions',
  score: ({ text }, { targets }) => (targets.some((target) => text.endsWith(` ${target}`)) ? 1 : 0),
})

async function setUp(name = 'team') {
  const folder = await folderWith({
    'team.jsonl': jsonLines(ROWS),
    'base.jsonl': replies(name, 10),
    'sft.jsonl': replies(name, 8),
    'worse.jsonl': replies(name, 50),
  })
  const define = (more: object = {}) =>
    defineBenchmark<Row>({
      name,
      version: 1,
      data: pathToFileURL(join(folder, 'team.jsonl')),
      sample: ({ ticket, team }) => ({ prompt: ticket, target: team, group: team }),
      score: mentions,
      margin: 15,
      ...more,
    })
  const spec = (label: string) => `${label}=replay/${join(folder, `${label}.jsonl`)}`
  const flags = { 'runs-dir': join(folder, 'runs') }
  const runs = (options: Partial<RunOptions> = {}) =>
    run({ benchmarks: [define()], models: [spec('sft')], baseline: spec('base'), flags, ...options })
  return { folder, define, spec, flags, runs }
}

describe('the library', () => {
  it('runs a benchmark of one’s own, compares and gates', async () => {
    const { runs, flags, spec } = await setUp()
    const done = await runs()
    expect(done).toMatchObject([
      { benchmark: 'team', model: 'base', score: 0.875, n: 80, unscored: 0 },
      { benchmark: 'team', model: 'sft', score: 0.9 },
    ])
    expect(await compare(done)).toMatchObject([
      { baseline: 'base', candidate: 'sft', delta: 0.025, gained: 2, lost: 0 },
    ])
    expect(await gate(done, { flags })).toMatchObject({ verdict: 'PASS', exitCode: 0 })
    const worse = await runs({ models: [spec('worse')] })
    expect(
      await gate(
        worse.map((one) => one.run),
        { flags },
      ),
    ).toMatchObject({ verdict: 'REGRESSED', exitCode: 10 })
  })

  it('has the flags of the commands', async () => {
    const { runs, flags } = await setUp()
    expect(await runs({ flags: { ...flags, limit: 'first:20' } })).toMatchObject([{ n: 20 }, { n: 20 }])
    await expect(runs({ flags: { ...flags, limmit: 3 } })).rejects.toThrow(/limmit/)
  })

  it('runs benchmarks that come with evalkit by their names', async () => {
    const { runs, spec } = await setUp('wordproblems')
    const done = await runs({ benchmarks: ['wordproblems'], models: [spec('sft')] })
    expect(done).toMatchObject([{ benchmark: 'wordproblems' }, { benchmark: 'wordproblems', n: 80, unscored: 120 }])
  })

  it('runs a benchmark once, whatever names it twice', async () => {
    const { runs, spec, define } = await setUp('wordproblems')
    const twice = await runs({ benchmarks: ['wordproblems', 'wordproblems'], models: [spec('sft')] })
    expect(twice.map(({ model }) => model)).toEqual(['base', 'sft'])
    const { runs: own, define: one } = await setUp()
    const team = one()
    expect(await own({ benchmarks: [team, team] })).toHaveLength(2)
    await expect(own({ benchmarks: [team, one()] })).rejects.toThrow(/its name team is that of defineBenchmark as well/)
    await expect(runs({ benchmarks: [define()] })).rejects.toThrow(
      'defineBenchmark: wordproblems is the name of a benchmark that comes with evalkit',
    )
  })

  it.each<[string, SampleDefinition, object]>([
    [
      'a conversation',
      {
        messages: [
          { role: 'system', content: 's' },
          { role: 'user', content: 'u' },
        ],
      },
      { turns: ['u'], history: [{ role: 'system', content: 's' }] },
    ],
    ['turns', { turns: ['a', 'b'], target: ['x', 'y'] }, { turns: ['a', 'b'], target: 'x', alternatives: ['y'] }],
    ['an id', { id: 'first', prompt: 'p' }, { turns: ['p'] }],
  ])('asks %s', async (_, sample, expected) => {
    const { define } = await setUp()
    const internal = define({ sample: () => sample, score: 'exact' }) as unknown as {
      protocols: { chat: { toSample(row: unknown): object } }
      numberOf(row: unknown): unknown
    }
    expect(internal.protocols.chat.toSample({})).toMatchObject(expected)
    expect(internal.numberOf({})).toBe(sample.id ?? 0)
  })

  it.each([
    [{ name: 'a b' }, /other than letters/],
    [{ version: 0.5 }, /version must be a whole number/],
    [{ score: 'exakt' }, /unknown score "exakt"/],
  ])('refuses a definition with %o', async (more, says) => {
    const { define } = await setUp()
    expect(() => define(more)).toThrow(says)
  })

  it.each([
    [{ sample: () => ({}) }, /team\.jsonl:1: sample\(\) must return exactly one/],
    [
      { sample: () => ({ messages: [{ role: 'assistant', content: 'x' }] }) },
      /team\.jsonl:1: the last of the messages/,
    ],
    [
      {
        sample: () => {
          throw new Error('no such column')
        },
      },
      /team\.jsonl:1: sample\(\): no such column/,
    ],
    [{ sample: () => ({ id: 'same', prompt: 'p' }) }, /team\.jsonl:2: the id team\/same is that of line 1/],
  ])('names file and line where %o fails', async (more, says) => {
    const { define, runs } = await setUp()
    await expect(runs({ benchmarks: [define(more)] })).rejects.toThrow(says)
  })

  it.each([
    [() => 2, /the scorer odd returned 2, and its range is 0 to 1/],
    [() => Number.NaN, /the scorer odd returned NaN/],
    [
      () => {
        throw new Error('oops')
      },
      /the scorer odd failed: oops/,
    ],
  ])('stops where a scorer is wrong, and blames no model', async (score, says) => {
    const { define, runs } = await setUp()
    await expect(runs({ benchmarks: [define({ score: defineScorer({ name: 'odd', score }) })] })).rejects.toThrow(says)
  })
})

describe('NAME.benchmark.ts', () => {
  const LIBRARY = pathToFileURL(join(ROOT, 'harness/library/index.ts'))
  const MODULE = `import { defineBenchmark } from '${LIBRARY}'
export default defineBenchmark({ name: 'team', version: 1, data: 'team.jsonl', sample: (row: { ticket: string, team: string }) =>
  ({ prompt: row.ticket, target: row.team }), score: 'contains' })
`

  it('is found by the command line, and its data beside it', async () => {
    const { folder } = await setUp()
    await writeFile(join(folder, 'team.benchmark.ts'), MODULE)
    const { code, stdout } = await evalkit(['run', 'team', '--model', 'base=replay/base.jsonl', '--json'], {
      cwd: folder,
    })
    expect(code).toBe(0)
    const [done] = JSON.parse(stdout).runs
    expect(done).toMatchObject({ benchmark: 'team', correct: 70 })
    const manifest = JSON.parse(await readFile(join(folder, done.run, 'manifest.json'), 'utf8'))
    expect(manifest.benchmark).toEqual({ name: 'team', version: 1, source: 'team.benchmark.ts' })
    expect((await evalkit(['benchmark', 'check', 'team.benchmark.ts'], { cwd: folder })).stdout).toMatch(/all 80 score/)
  })

  it('is checked with the index of each row', async () => {
    const { folder } = await setUp()
    const byIndex = MODULE.replace('row.ticket', 'String(index)').replace('string })', 'string }, index: number)')
    await writeFile(join(folder, 'team.benchmark.ts'), byIndex)
    const { stdout } = await evalkit(['benchmark', 'check', 'team.benchmark.ts'], { cwd: folder })
    expect(stdout).toMatch(/✓ no question is there twice/)
  })

  it.each([
    ['export const x = 1\n', /its default export is no benchmark/],
    ['export default { name: "x" }\n', /its default export is no benchmark/],
    ['import "nowhere-at-all"\n', /cannot be loaded/],
  ])('that is %j is refused', async (text, says) => {
    const folder = await folderWith({ 'bad.benchmark.ts': text })
    expect(await evalkit(['benchmark', 'check', 'bad.benchmark.ts'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(says),
    })
  })
})
