/** Logs of other tools where runs are expected. */
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { DATE, results, row, writeLmEval } from '../../helpers/lm-eval-log.ts'
import { sharedFolder, temporaryFolder } from '../../helpers/temporary.ts'

const FIXTURES = fileURLToPath(new URL('../../fixtures/interop/', import.meta.url))
const json = ({ stdout }: Ended) => JSON.parse(stdout)

describe('the gate on two logs of lm-eval', () => {
  let cwd: string
  const run = (...args: string[]) => evalkit(args, { cwd })
  beforeAll(async () => {
    cwd = await sharedFolder()
    cpSync(FIXTURES, cwd, { recursive: true })
  })

  it('leads to another filter of the log where the first one reads few of the replies, and that works', async () => {
    for (const [model, right] of [
      ['base', 30],
      ['sft', 29],
    ] as const) {
      const read = Array.from({ length: 40 }, (_, at) =>
        row(at, at < right ? 1 : 0, { filter: 'loose', reply: `${model} ${at}` }),
      )
      const unread = read.map((one) => ({ ...one, filter: 'strict', exact_match: 0, filtered_resps: ['[invalid]'] }))
      const facts = { ...results('beads', {}), model_name: model }
      await writeLmEval(join(cwd, `out/${model}`), 'beads', [...unread, ...read], facts)
    }
    const first = await run('gate', 'out/base', 'out/sft')
    expect(first.code).toBe(11)
    expect(first.stdout.replace(/\s+/g, ' ')).toContain(
      'base scores 0.0% by strict and 75.0% by loose: to decide by that, name the logs with --filter loose',
    )
    const second = await run('gate', 'out/base', 'out/sft', '--filter', 'loose')
    expect(second.stdout).not.toContain('No room to lose')
    expect(second.stdout).not.toContain('to decide by that')
  })

  it('decides at once, and says by which filter', async () => {
    const { code, stdout, stderr } = await run('gate', 'lm-eval/base', 'lm-eval/sft')
    expect(code).toBe(0)
    expect(stderr).toBe('word_problems: by strict-match, with flexible-extract beside it; --filter names another\n')
    expect(stdout).toMatch(/^PASS: sft on wordproblems: no worse than the margin allows\.$/m)
    expect(stdout).toContain('base is imported from lm-eval 0.4.13: its protocol is claimed, not proven')
    expect(existsSync(join(cwd, 'evalkit-runs'))).toBe(false)
  })

  it('catches the regression the other way round', async () => {
    const ended = await run('gate', 'lm-eval/sft', 'lm-eval/base', '--filter', 'flexible-extract', '--json')
    expect(ended.code).toBe(10)
    expect(json(ended)).toMatchObject({ verdict: 'REGRESSED', comparisons: [{ baseline: 'sft', candidate: 'base' }] })
  })

  it('names runs that other commands read: report and show', async () => {
    const { runs } = json(await run('gate', 'lm-eval/base', 'lm-eval/sft', '--json'))
    const folders = runs.map((one: { run: string }) => one.run)
    expect((await run('report', ...folders, '-o', 'report.md')).code).toBe(0)
    expect(readFileSync(join(cwd, 'report.md'), 'utf8')).toContain('evalkit: PASS')
    expect((await run('show', folders[0], 'wordproblems/0')).stdout).toMatch(/^lm-eval log: strict-match/m)
    const again = json(await run('compare', 'lm-eval/base', 'lm-eval/sft', '--json'))
    expect(again.runs.map((one: { run: string }) => one.run)).toEqual(folders)
  })

  it('takes one folder with both models, and a log beside a run', async () => {
    expect((await run('gate', 'lm-eval')).code).toBe(0)
    expect(json(await run('report', 'lm-eval', '--format', 'json')).comparisons).toMatchObject([
      { baseline: 'base', candidate: 'sft' },
    ])
    await run('import', 'lm-eval/base', '--filter', 'strict-match')
    const [imported = ''] = readdirSync(join(cwd, 'evalkit-runs'))
    const mixed = json(await run('gate', `evalkit-runs/${imported}`, 'lm-eval/sft', '--json'))
    expect(mixed).toMatchObject({ verdict: 'PASS', comparisons: [{ baseline: 'base', candidate: 'sft' }] })
  })
})

describe('the gate on logs of a task that evalkit does not know', () => {
  const scores = (right: number) => Array.from({ length: 200 }, (_, at) => row(at, at < right ? 1 : 0))
  const facts = (more: object = {}) => results('beads', {}, more)

  it('has a margin by the number of samples, and says so', async () => {
    const cwd = await temporaryFolder()
    await writeLmEval(join(cwd, 'a/m'), 'beads', scores(150), facts())
    await writeLmEval(join(cwd, 'b/m'), 'beads', scores(150), facts())
    const ended = await evalkit(['gate', 'a', 'b', '--json', '--accept', 'identical-replies'], { cwd })
    const { comparisons, gate } = json(ended)
    expect(gate.decisions).toMatchObject([{ benchmark: 'beads', margin: 0.07, baseline: 'a', candidate: 'b' }])
    expect(comparisons[0].notes).toContainEqual(expect.stringContaining('no margin is set for beads: 7 is assumed'))
    await writeFile(join(cwd, 'evalkit.config.yaml'), 'gate: { tasks: { beads: { margin: 3 } } }')
    const set = json(await evalkit(['gate', 'a', 'b', '--json'], { cwd }))
    expect(set.gate.decisions).toMatchObject([{ margin: 0.03 }])
  })

  it.each([
    ['task-version', { versions: { beads: 2 } }, 'task-version: 1 for a, 2 for b'],
    ['shots', { 'n-shot': { beads: 5 } }, 'shots: 0 for a, 5 for b'],
    [
      'chat-template',
      { chat_template_sha: 'fedcba98765432100000' },
      'chat-template: none for a, fedcba9876543210 for b',
    ],
    ['system-prompt', { system_instruction: 'Be brief.' }, 'system-prompt: none for a'],
  ])('refuses another %s, and names it', async (field, more, message) => {
    const cwd = await temporaryFolder()
    await writeLmEval(join(cwd, 'a/m'), 'beads', scores(150), facts())
    await writeLmEval(join(cwd, 'b/m'), 'beads', scores(160), facts(more))
    const refused = await evalkit(['compare', 'a', 'b'], { cwd })
    expect(refused).toMatchObject({ code: 12, stderr: expect.stringContaining(message) })
    expect((await evalkit(['compare', 'a', 'b', '--allow-different', field], { cwd })).code).toBe(0)
  })

  it('refuses other generation settings, questions and prompts', async () => {
    const cwd = await temporaryFolder()
    const warm = { gen_args_0: { arg_0: 'x', arg_1: { temperature: 0.7 } } }
    await writeLmEval(join(cwd, 'a/m'), 'beads', [row(0, 1), row(1, 1)], facts())
    await writeLmEval(
      join(cwd, 'b/m'),
      'beads',
      [row(0, 1, { arguments: warm, doc_hash: 'x', prompt_hash: 'y' }), row(1, 0)],
      facts(),
    )
    const { stderr } = await evalkit(['compare', 'a', 'b'], { cwd })
    for (const field of ['settings', 'questions', 'prompts']) expect(stderr).toContain(`--allow-different ${field}`)
  })

  it('takes the newest of several evaluations, and reads a log again that has changed', async () => {
    const cwd = await temporaryFolder()
    await writeLmEval(join(cwd, 'a/m'), 'beads', scores(100), facts({ date: 1_772_600_000 }), DATE)
    await writeLmEval(
      join(cwd, 'a/m'),
      'beads',
      scores(150),
      facts({ date: 1_772_700_000 }),
      '2026-03-05T00-00-00.000001',
    )
    const first = await evalkit(['report', 'a', '--format', 'json'], { cwd })
    expect(first.stderr).toContain('the newest counts, of 2026-03-05')
    expect(json(first).runs).toMatchObject([{ score: 0.75 }])
    await appendFile(
      join(cwd, 'a/m/samples_beads_2026-03-05T00-00-00.000001.jsonl'),
      `${JSON.stringify(row(200, 0))}\n`,
    )
    expect(json(await evalkit(['report', 'a', '--format', 'json'], { cwd })).runs).toMatchObject([{ n: 201 }])
  })
})

it('tells tasks apart that ask the same questions', async () => {
  const cwd = await temporaryFolder()
  const rows = readdirSync(join(FIXTURES, 'lm-eval/base/base')).find((name) => name.startsWith('samples')) ?? ''
  const text = readFileSync(join(FIXTURES, 'lm-eval/base/base', rows), 'utf8')
  for (const task of ['wordproblems', 'wordproblems_cot']) {
    await writeLmEval(join(cwd, 'a/m'), task, text, results(task, {}))
  }
  const { runs } = json(await evalkit(['report', 'a', '--format', 'json'], { cwd }))
  expect(runs.map(({ benchmark }: { benchmark: string }) => benchmark)).toEqual(['wordproblems', 'wordproblems_cot'])
})

it('saves an imported run as a baseline, and gates on it', async () => {
  const cwd = await temporaryFolder()
  const scored = (right: number) =>
    Array.from({ length: 100 }, (_, at) => row(at, at < right ? 1 : 0, { reply: `${at} ${right}` }))
  await writeLmEval(join(cwd, 'a/m'), 'beads', scored(80), results('beads', {}))
  await writeLmEval(join(cwd, 'b/m'), 'beads', scored(40), results('beads', {}))
  const [imported] = json(await evalkit(['import', 'a', '--json'], { cwd })).runs
  expect((await evalkit(['baseline', 'set', 'main', '--from', imported.run], { cwd })).code).toBe(0)
  expect(json(await evalkit(['gate', '@main', 'b', '--json'], { cwd }))).toMatchObject({
    verdict: 'REGRESSED',
    comparisons: [{ pairs: 100 }],
  })
})
