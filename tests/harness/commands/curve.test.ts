import { readdirSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { commandsIn } from '../../helpers/shown-commands.ts'
import { sharedFolder } from '../../helpers/temporary.ts'
import { answersTo } from '../../helpers/word-problems.ts'

/** Right answers to the first forty problems: the checkpoints learn, and forget again. */
const RIGHT = { base: 8, 'step-100': 12, 'step-200': 34, 'step-300': 12 }

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })
const json = ({ stdout }: Ended) => JSON.parse(stdout)
const replies = (right: number) => answersTo(40, (place) => place < right)

/** The run folders of some labels. */
const folders = (...labels: string[]) =>
  labels.map((label) => {
    const name = readdirSync(join(cwd, 'evalkit-runs')).find((each) => each.includes(`_wordproblems_${label}_`))
    return join('evalkit-runs', name ?? `no run of ${label}`)
  })

beforeAll(async () => {
  cwd = await sharedFolder()
  for (const [label, right] of Object.entries(RIGHT)) await writeFile(join(cwd, `${label}.jsonl`), replies(right))
  const models = ['step-100', 'step-200', 'step-300'].flatMap((label) => ['--model', `replay/${label}.jsonl`])
  await run('run', 'wordproblems', '--limit', 'first:40', '--baseline', 'replay/base.jsonl', ...models)
})

const all = () => folders('base', 'step-300', 'step-100', 'step-200')

describe('evalkit curve', () => {
  it('shows scores over steps, what was learned, and what to doubt', async () => {
    const { code, stdout } = await run('curve', ...all())
    expect(code).toBe(0)
    expect(stdout).toMatch(/^wordproblems · protocol chat · 40 of 200 samples\n/)
    expect(stdout).toMatch(/\n200 ◆ +85\.0% .*\+55\.0 pp \*/)
    expect(stdout).toMatch(/╌ base 20\.0%/)
    expect(stdout).toMatch(/Possible overfitting: the last step 300 is significantly below step 200, by 55\.0 points/)
    expect(stdout).toMatch(/Step 200 scores best, 85\.0%\./)
    expect(stdout.replaceAll(/\n +/g, ' ')).toMatch(/on samples that took no part in the choice/)
    expect(stdout).toMatch(/Of 40 samples, 12 are right at every step and 6 at none/)
    expect(stdout).toMatch(/- all steps: the number is read from labels/)
  })

  it('takes a folder of runs, and without a name all runs of the runs folder', async () => {
    const whole = json(await run('curve', ...all(), '--json'))
    const scores = ({ curves }: typeof whole) => curves[0].points.map(({ score }: { score: number }) => score)
    expect(scores(json(await run('curve', '--json')))).toEqual(scores(whole))
    expect(scores(json(await run('curve', 'evalkit-runs', '--json')))).toEqual(scores(whole))
  })

  it('compares with the stored baseline that the runs were made with', async () => {
    const [base = ''] = folders('base')
    expect(await run('baseline', 'set', 'main', '--from', base)).toMatchObject({ code: 0 })
    const models = ['step-100', 'step-200'].flatMap((label) => ['--model', `replay/${label}.jsonl`])
    const made = ['run', 'wordproblems', '--limit', 'first:40', '--baseline', '@main', '--runs-dir', 'gated', ...models]
    expect(await run(...made)).toMatchObject({ code: 0 })
    const { curves } = json(await run('curve', 'gated', '--json'))
    expect(curves[0].baseline).toMatchObject({ model: 'base', score: 0.2 })
    await rm(join(cwd, 'evalkit-baselines.json'))
    const without = json(await run('curve', 'gated', '--json'))
    expect(without.curves[0]).not.toHaveProperty('baseline')
    expect(without.notes).toEqual([
      expect.stringMatching(/^the baseline @main that the runs were made with cannot be opened: /),
    ])
  })

  it('still draws the curve once its advice was followed, and other samples were asked', async () => {
    const { curves } = json(await run('curve', ...all(), '--json'))
    expect(curves[0].best.advice).toMatch(/on samples that took no part in the choice/)
    const models = ['base', 'step-200'].flatMap((label) => ['--model', `${label}=replay/more-${label}.jsonl`])
    for (const label of ['base', 'step-200'] as const) {
      await writeFile(
        join(cwd, `more-${label}.jsonl`),
        answersTo(60, (place) => place < RIGHT[label]),
      )
    }
    await run('run', 'wordproblems', '--limit', '40-59', '--runs-dir', 'fresh', ...models)
    const fresh = readdirSync(join(cwd, 'fresh')).map((name) => join('fresh', name))
    const after = json(await run('curve', ...all(), ...fresh, '--json'))
    expect(after.curves).toEqual(curves)
    expect(after.notes).toContainEqual(expect.stringMatching(/measured step 200 differently from the others$/))
  })

  it('takes labels, and needs no baseline', async () => {
    const { curves } = json(await run('curve', 'step-100', 'step-200', '--json'))
    expect(curves).toHaveLength(1)
    expect(curves[0]).not.toHaveProperty('baseline')
  })

  it('prints JSON that its published schema describes', async () => {
    const schema = json(await run('schema', 'curve'))
    const validate = new Ajv({ strict: true, strictTypes: false }).compile({ ...schema, additionalProperties: false })
    const facts = json(await run('curve', ...all(), '--json'))
    expect([validate(facts), validate.errors]).toEqual([true, null])
    expect(facts.curves[0].points.map(({ step, score }: { step: number; score: number }) => [step, score])).toEqual([
      [100, 0.3],
      [200, 0.85],
      [300, 0.3],
    ])
  })

  it.each([
    ['curve.md', /^### Score over steps: wordproblems · protocol chat · 40 of 200 samples\n\n\| step \| score \|/],
    ['curve.csv', /^benchmark,protocol,series,step,[^\n]*\r\nwordproblems,chat,,100,step-100,0\.3,/],
    ['curve.json', /^\{\n {2}"schemaVersion": 1,\n {2}"curves"/],
    ['curve.txt', /● score by step/],
  ])('writes %s', async (file, text) => {
    expect(await run('curve', ...all(), '-o', file)).toMatchObject({ code: 0, stdout: '' })
    expect(await readFile(join(cwd, file), 'utf8')).toMatch(text)
  })

  it('is a section of reports, too', async () => {
    expect(await run('report', ...all(), '-o', 'steps.html', '-o', 'steps.md', '-o', 'few.csv')).toMatchObject({
      code: 0,
    })
    expect(await readFile(join(cwd, 'steps.html'), 'utf8')).toMatch(
      /<section class="curves".*<h2 id="curves">Score over steps<\/h2>/,
    )
    expect(await readFile(join(cwd, 'steps.md'), 'utf8')).toMatch(
      /<summary>Score over steps<\/summary>\n\n#### Score over steps: wordproblems · protocol chat · 40 of 200 samples\n/,
    )
    await run('report', ...folders('base', 'step-100'), '-o', 'single.html')
    expect(await readFile(join(cwd, 'single.html'), 'utf8')).not.toContain('class="curves"')
  })

  it('draws with ASCII characters alone', async () => {
    const { stdout } = await run('curve', ...all(), '--ascii')
    expect(stdout.split('\n\n')[1]).toMatch(/^[\x20-\x7e\n]+$/)
  })

  it('leaves out a run that is not finished, and says so', async () => {
    const [folder = ''] = folders('step-300')
    const [from, to] = ['summary.json', 'summary.kept'].map((name) => join(cwd, folder, name)) as [string, string]
    await rename(from, to)
    const { code, stdout } = await run('curve', ...all())
    await rename(to, from)
    expect(code).toBe(0)
    expect(stdout.replaceAll(/\n +/g, ' ')).toMatch(new RegExp(`- left out: ${folder}: has no summary.json`))
  })

  it('has hints for runs without step or series that work as they are printed', async () => {
    const [base = ''] = folders('base')
    const without = await run('curve', base)
    expect(without).toMatchObject({ code: 2, stderr: expect.stringMatching(/no step is known of this run/) })
    expect(without.stderr).toMatch(/--step base=100/)
    const apart = await run('curve', base, 'step-200', '--step', 'base=100')
    expect(apart).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/one of each: wordproblems · base \(step 100\), wordproblems \(step 200\)/),
    })
    expect(apart.stderr).toMatch(/--series NAME/)
    const { curves } = json(await run('curve', base, 'step-200', '--step', 'base=100', '--series', 'NAME', '--json'))
    expect(curves[0].points.map(({ step, source }: { step: number; source: string }) => [step, source])).toEqual([
      [100, 'flag'],
      [200, 'label'],
    ])
  })

  it.each<[string, string[], RegExp, RegExp]>([
    [
      'an ending without a format',
      ['step-100', 'step-200', '-o', 'curve.xlsx'],
      /its ending tells no format/,
      /--format/,
    ],
    ['two formats', ['step-100', '--json', '--format', 'csv'], /exclude each other/, /Leave out one/],
    ['a step without a run', ['step-100', '--step', '7'], /of which run\?/, /--step RUN=7/],
    [
      'a step of a run that is not there',
      ['step-100', '--step', 'stp-100=7'],
      /no run has the label "stp-100"/,
      /Did you mean "step-100"/,
    ],
    ['a folder of runs that is not there', ['--runs-dir', 'none'], /there are no runs in none/, /--runs-dir/],
    ['a folder without runs', ['--runs-dir', 'cache'], /there are no runs in cache/, /--runs-dir/],
    ['a single step', ['step-100'], /a curve needs two steps of one series/, /list runs/],
    [
      'one step twice',
      ['step-100', 'step-200', '--step', 'step-200=100'],
      /step 100: two runs of different weights/,
      /Leave one of them out/,
    ],
    ['a run that is not there', ['step-900'], /not a run folder/, /list runs/],
  ])('refuses %s, with a next step', async (_case, args, message, hint) => {
    const { code, stderr } = await run('curve', ...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(hint)
  })

  it('refuses steps on other samples, as compare does', async () => {
    await writeFile(join(cwd, 'step-400.jsonl'), replies(20))
    await run(
      'run',
      'wordproblems',
      '--limit',
      'first:40',
      '--sample-id',
      'wordproblems/3',
      '--model',
      'replay/step-400.jsonl',
    )
    const { code, stderr } = await run('curve', 'step-100', 'step-400')
    expect(code).toBe(12)
    expect(stderr).toMatch(/step 100 and step 400 did not measure the same: items/)
    const [flag] = commandsIn(`evalkit curve ${/--allow-different \w+/.exec(stderr)?.[0]}`)
    expect((await run('curve', 'step-100', 'step-400', ...(flag?.args ?? []).slice(1))).code).toBe(0)
  })
})
