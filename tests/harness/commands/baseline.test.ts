/** Baselines as a CI job uses them: kept in a file, gated against without the run they were made of. */
import { readdirSync, readFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedData } from '../../helpers/shared.ts'
import { sharedFolder, temporaryFolder } from '../../helpers/temporary.ts'

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })
const json = ({ stdout }: Ended) => JSON.parse(stdout)
const FILE = 'evalkit-baselines.json'

const folder = (label: string) =>
  join('evalkit-runs', readdirSync(join(cwd, 'evalkit-runs')).find((name) => name.includes(`_${label}_`)) ?? label)

beforeAll(async () => {
  cwd = await sharedFolder()
  await writeFile(
    join(cwd, 'base.jsonl'),
    replies((index) => index % 5 === 0),
  )
  await writeFile(
    join(cwd, 'same.jsonl'),
    replies((index) => (index % 5 === 0 && index > 10) || index === 1),
  )
  await writeFile(
    join(cwd, 'worse.jsonl'),
    replies((index) => index % 2 === 0),
  )
  await writeFile(
    join(cwd, 'some.jsonl'),
    replies((index) => (index < 20 ? undefined : false)),
  )
  const made = await run('baseline', 'set', 'main', 'wordproblems', '--model', 'replay/base.jsonl')
  expect(made.code).toBe(0)
  await rm(join(cwd, folder('base')), { recursive: true }) // what a CI job does not have
  await run('run', 'wordproblems', '--model', 'replay/same.jsonl', '--model', 'replay/worse.jsonl')
})

describe('a stored baseline', () => {
  it('is gated against without its run folder', async () => {
    expect(await run('gate', '@main', folder('same'))).toMatchObject({ code: 0 })
    const worse = await run('gate', '--baseline', '@main', folder('worse'), '--json')
    expect(worse.code).toBe(10)
    expect(json(worse).comparisons[0]).toMatchObject({ baseline: 'base', before: { run: '@main/wordproblems' } })
  })

  it('is compared, reported and shown like a run', async () => {
    expect((await run('compare', '@main', folder('same'))).stdout).toMatch(/^base +80\.0% .*baseline$/m)
    expect((await run('report', '@main', folder('worse'), '--format', 'markdown')).stdout).toContain('REGRESSED')
    expect((await run('show', '@main')).stdout).toMatch(/run +@main\/wordproblems/)
    expect((await run('baseline', 'show', 'main')).stdout).toMatch(/wrong \(40\)/)
    const sample = await run('show', '@main', '0')
    expect(sample).toMatchObject({ code: 2, stderr: expect.stringContaining('stores scores but no replies') })
  })

  it('stands for a model that is not asked again', async () => {
    const args = ['--model', 'replay/worse.jsonl', '--baseline', '@main', '--runs-dir', 'new']
    const ended = await run('run', 'wordproblems', ...args, '--gate')
    expect(ended.code).toBe(10)
    expect(readdirSync(join(cwd, 'new')).filter((name) => name.includes('wordproblems'))).toHaveLength(1)
  })

  it('is listed, with how it was made', async () => {
    expect((await run('baseline', 'list')).stdout).toMatch(/^@main +wordproblems +base +chat +80\.0% .* measured$/m)
    expect(json(await run('baseline', 'list', '--json')).baselines.main.runs).toEqual([
      expect.objectContaining({ benchmark: 'wordproblems', model: 'base', score: 0.8, origin: 'measured' }),
    ])
  })

  it('is marked wherever it is used, when it was an old run', async () => {
    expect((await run('baseline', 'set', 'old', '--from', folder('same'))).code).toBe(0)
    await run('baseline', 'set', 'old', '--from', folder('same'), '--anchor')
    const { stdout } = await run('compare', '@old', folder('worse'))
    expect(stdout).toContain('@old was taken from an earlier run, not measured for this')
    expect(stdout).toMatch(/since the anchor of @old, same of \d{4}-\d\d-\d\d: −\d\d\.\d points/)
    expect((await run('baseline', 'list')).stdout).toMatch(/^@old, anchor +wordproblems +same .* blessed$/m)
  })

  it('does not measure what it could not be compared with', async () => {
    const args = ['--model', 'replay/worse.jsonl', '--baseline', '@main', '--runs-dir', 'never']
    const fewer = await run('run', 'wordproblems', '--limit', 'first:10', ...args)
    expect(fewer.code).toBe(12)
    expect(fewer.stderr).toMatch(/did not measure the same: items: 200 samples/)
    const other = await run('run', 'wordproblems', '--protocol', 'paper', ...args)
    expect([2, 12]).toContain(other.code)
    expect(readdirSync(cwd)).not.toContain('never')
  })

  it('is refused where it is incomplete, and nothing is kept', async () => {
    const before = await readFile(join(cwd, FILE), 'utf8')
    const ended = await run('baseline', 'set', 'part', 'wordproblems', '--model', 'replay/some.jsonl')
    expect(ended).toMatchObject({ code: 3, stderr: expect.stringContaining('no baseline was saved') })
    const blessed = await run('baseline', 'set', 'part', '--from', folder('some'))
    expect(blessed).toMatchObject({ code: 3, stderr: expect.stringContaining('and a baseline must be complete') })
    expect(await readFile(join(cwd, FILE), 'utf8')).toBe(before)
  })

  it.each<[args: string[], says: RegExp]>([
    [['baseline', 'put', 'main'], /baseline put: unknown action\n.*"set"/],
    [['baseline', 'set'], /baseline set: missing argument: <name>/],
    [['baseline', 'set', 'my/main'], /my\/main: not a valid name/],
    [['baseline', 'set', 'main'], /no benchmark or no model given/],
    [['baseline', 'set', 'main', 'wordproblms', '--model', 'replay/base.jsonl'], /unknown benchmark "wordproblms"/],
    [['baseline', 'set', 'main', 'gsm8k', '--from', 'x'], /--from saves finished runs/],
    [['baseline', 'set', 'main', 'evalkit-runs/x'], /evalkit-runs\/x is not a benchmark\n.*--from evalkit-runs\/x/],
    [['baseline', 'set', 'main', '--from', 'nowhere'], /nowhere: not a run folder/],
    [['gate', '@mian', 'RUN'], /@mian: no such baseline in .*evalkit-baselines\.json\n.*"main"/],
    [['gate', '@main/gsm8k', 'RUN'], /@main has wordproblems\n/],
    [['gate', '@main', 'RUN', '--baselines', 'other.json'], /--baselines other\.json: no such file/],
    [['show', '@mian'], /no such baseline/],
    [['run', 'wordproblems', '--model', 'replay/base.jsonl', '--baseline', '@mian'], /@mian: no such baseline/],
  ])('says in one sentence what is wrong: %j', async (args, says) => {
    const known = args.map((arg) => (arg === 'RUN' ? folder('same') : arg))
    const ended = await run(...known)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(says)
    expect(ended.stderr).not.toMatch(/\n\s+at /)
  })

  it('overwrites no file that it cannot read', async () => {
    await writeFile(join(cwd, 'torn.json'), '{"schemaVersion": 1, "baselines"')
    const args = ['baseline', 'set', 'main', '--from', folder('same'), '--baselines', 'torn.json']
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(/torn\.json: not JSON/) })
    expect(await readFile(join(cwd, 'torn.json'), 'utf8')).toBe('{"schemaVersion": 1, "baselines"')
  })
})

describe('baseline remove', () => {
  const names = async () => Object.keys(JSON.parse(await readFile(join(cwd, FILE), 'utf8')).baselines)

  it('takes away what is named, and a name that has nothing left', async () => {
    await run('baseline', 'set', 'gone', '--from', folder('same'))
    await run('baseline', 'set', 'gone', '--from', folder('same'), '--anchor')
    expect(await run('baseline', 'remove', 'gone', '--anchor')).toMatchObject({ code: 0, stdout: '' })
    expect((await run('baseline', 'list')).stdout).toMatch(/^@gone +wordproblems/m)
    expect((await run('baseline', 'list')).stdout).not.toMatch(/^@gone, anchor/m)
    const last = await run('baseline', 'remove', '@gone', 'wordproblems')
    expect(last.stderr).toMatch(/@gone no longer has wordproblems/)
    expect(await names()).toContain('main')
    expect(await names()).not.toContain('gone')
  })

  it.each<[args: string[], says: RegExp]>([
    [[], /baseline remove: missing argument: <name>/],
    [['mian'], /@mian: no such baseline in .*evalkit-baselines\.json\n.*"main".*Baselines: @main/],
    [['main', 'gsm8k'], /@main has no run of gsm8k/],
    [['main', '--anchor'], /@main has no anchor of any benchmark/],
  ])('says in one sentence what is wrong: %j', async (args, says) => {
    const before = await readFile(join(cwd, FILE), 'utf8')
    const ended = await run('baseline', 'remove', ...args)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(says)
    expect(await readFile(join(cwd, FILE), 'utf8')).toBe(before)
  })
})

const questions = sharedData('mt-bench/question.jsonl')

describe.skipIf(questions === undefined)('a judged baseline [needs the shared data sets]', () => {
  it('is rated by another judge from the answers beside it', async () => {
    const home = await temporaryFolder()
    const env = { EVALKIT_DATA_DIR: join(questions ?? '', '../..') }
    const { url } = await fakeOpenAi(({ body }) => {
      const text = body.messages.map(({ content }: { content: string }) => content).join('\n')
      if (text.includes('[[rating]]')) return body.model === 'strict' ? 'Rating: [[3]]' : 'Rating: [[7]]'
      return text.includes('Reply with the word') ? 'ready' : 'An answer.'
    })
    const set = ['baseline', 'set', 'main', 'mt-bench', '--limit', 'first:3', '--model', `vllm/m@${url}`]
    expect((await evalkit([...set, '--judge', `j=vllm/j@${url}`], { cwd: home, env })).code).toBe(0)
    expect(readFileSync(join(home, FILE), 'utf8')).not.toContain('An answer.')
    await rm(join(home, 'evalkit-runs'), { recursive: true })
    const again = await evalkit(['rescore', '@main', '--judge', `vllm/strict@${url}`, '--json'], { cwd: home, env })
    expect(again.code).toBe(0)
    expect(json(again).runs[0]).toMatchObject({ score: 3, n: 3 })
    expect((await evalkit(['show', '@main', '81'], { cwd: home, env })).stdout).toContain('An answer.')
    expect(readdirSync(home)).toContain('evalkit-baselines')
    expect((await evalkit(['baseline', 'remove', 'main'], { cwd: home, env })).code).toBe(0)
    expect(readdirSync(home)).not.toContain('evalkit-baselines')
  })
})
