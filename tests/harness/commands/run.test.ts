import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { finalNumber } from '../../../benchmarks/gsm8k.ts'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const PROBLEMS: { question: string; answer: string }[] = readFileSync(
  bundledFile('wordproblems/wordproblems-test.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const targetOf = new Map(PROBLEMS.map(({ question, answer }) => [question, finalNumber(answer)]))

/** Answers one in `every` wrong, by its place among the problems. */
function solver(every: number) {
  return (question: string) => {
    const wrong = PROBLEMS.findIndex((problem) => problem.question === question) % every === 0
    return `So it is\n#### ${wrong ? -1 : targetOf.get(question)}`
  }
}

const replayLines = (answer: (question: string) => string) =>
  PROBLEMS.map(({ question }, i) => JSON.stringify({ id: `wordproblems/${i}`, completion: answer(question) })).join(
    '\n',
  )

async function folderWith(files: Record<string, string>): Promise<string> {
  const cwd = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
  return cwd
}

const runsIn = (cwd: string) => readdirSync(join(cwd, 'evalkit-runs')).map((name) => join('evalkit-runs', name))
const only = (cwd: string) => runsIn(cwd)[0] as string
const json = ({ stdout }: Ended) => JSON.parse(stdout)

describe('evalkit run', () => {
  it('compares models with a baseline, sample by sample', async () => {
    const cwd = await folderWith({ 'base.jsonl': replayLines(solver(2)), 'sft.jsonl': replayLines(solver(4)) })
    const args = ['run', 'wordproblems', '--baseline', 'replay/base.jsonl', '--model', 'replay/sft.jsonl']
    const { code, stdout } = await evalkit(args, { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/base \* +50\.0% +43\.1 to 56\.9 +100 of 200/)
    expect(stdout).toMatch(/sft \* +75\.0% +68\.6 to 80\.5 +150 of 200/)
    expect(stdout).toMatch(
      /sft is better than base by 25\.0 points \(95%: [\d.]+ to [\d.]+\): 50 gained, 0 lost of 200 samples/,
    )
    expect(stdout).toMatch(/evalkit-runs\/\S+_wordproblems_base_\w{8}\nevalkit-runs\/\S+_wordproblems_sft_\w{8}/)
  })

  it('records step and series of a checkpoint, and resumes no other step', async () => {
    const cwd = await folderWith({ 'gold.jsonl': replayLines(solver(1000)) })
    const run = (...more: string[]) =>
      evalkit(['run', 'wordproblems', '--model', 'replay/gold.jsonl', '--limit', 'first:2', ...more], { cwd })
    expect((await run('--step', '0', '--series', 'run7')).code).toBe(0)
    expect((await run('--step', '100', '--series', 'run7', '--resume')).code).toBe(0)
    const models = runsIn(cwd).map(
      (folder) => JSON.parse(readFileSync(join(cwd, folder, 'manifest.json'), 'utf8')).model,
    )
    expect(models.map(({ step, series }) => [series, step]).sort()).toEqual([
      ['run7', 0],
      ['run7', 100],
    ])
  })

  it('prints one JSON document with --json', async () => {
    const cwd = await folderWith({ 'gold.jsonl': replayLines(solver(1000)) })
    const ended = await evalkit(['run', 'wordproblems', '--model', 'replay/gold.jsonl', '--json'], { cwd })
    expect(json(ended).runs).toEqual([
      expect.objectContaining({
        benchmark: 'wordproblems',
        protocol: 'chat',
        model: 'gold',
        n: 200,
        correct: 199,
        unscored: 0,
      }),
    ])
  })

  it('asks a server, keeps a failing one apart from wrong answers, and asks only the rest again', async () => {
    const solve = solver(1000)
    let broken = true
    const server = await fakeOpenAi(({ body }) => {
      const question = body.messages[0].content
      return broken && question === PROBLEMS[7]?.question ? status(500, 'out of memory') : solve(question)
    })
    const cwd = await temporaryFolder()
    const args = ['run', 'wordproblems', '--limit', 'first:20', '--max-retries', '0', '--model', `vllm/m@${server.url}`]
    const first = await evalkit(args, { cwd })
    expect(first.code).toBe(3)
    expect(first.stdout).toMatch(/m +94\.7% +\S+ to \S+ +18 of 19 +1 /)
    expect(first.stderr).toMatch(/To request only those again: evalkit run .* --resume/)

    broken = false
    const asked = server.requests.length
    const second = await evalkit([...args, '--resume'], { cwd })
    expect(second.code).toBe(0)
    expect(second.stdout).toMatch(/m +95\.0% +\S+ to \S+ +19 of 20 +0 /)
    expect(server.requests.length - asked).toBe(1)
    expect(runsIn(cwd)).toHaveLength(1)
  })

  it('puts up with as many unscored trials as it is told', async () => {
    const cwd = await folderWith({ 'some.jsonl': replayLines(solver(1000)).split('\n').slice(0, 198).join('\n') })
    const args = ['run', 'wordproblems', '--model', 'replay/some.jsonl']
    expect((await evalkit(args, { cwd })).code).toBe(3)
    expect((await evalkit([...args, '--fail-on-error', '1%'], { cwd })).code).toBe(0)
    expect((await evalkit([...args, '--fail-on-error', '1'], { cwd })).code).toBe(3)
  })

  it('ends with 2 for a wrong key, says so in a sentence, and names no key', async () => {
    const server = await fakeOpenAi(() => status(401, 'Incorrect API key provided: sk-canary-key'))
    const cwd = await temporaryFolder()
    const args = ['run', 'wordproblems', '--model', `openai/m@${server.url}`]
    const { code, stderr } = await evalkit(args, { cwd, env: { EVALKIT_API_KEY: 'sk-canary-key' } })
    expect(code).toBe(2)
    expect(stderr).toMatch(/key/)
    expect(stderr).not.toMatch(/canary/)
  })

  it('saves what is finished at Ctrl-C, prints the command that goes on, and goes on with it', async () => {
    const solve = solver(1000)
    let slow = true
    const server = await fakeOpenAi(async ({ body }, call) => {
      if (slow && call > 10) await new Promise((resolve) => setTimeout(resolve, 300))
      return solve(body.messages[0].content)
    })
    const cwd = await temporaryFolder()
    const args = [
      'run',
      'wordproblems',
      '--limit',
      'first:60',
      '--max-connections',
      '4',
      '--model',
      `vllm/m@${server.url}`,
    ]
    const interrupted = await evalkitProcess(args, { cwd, interruptWhen: () => server.requests.length >= 20 })
    expect(interrupted.code).toBe(130)
    expect(interrupted.stderr).toMatch(/To continue: evalkit run wordproblems --limit first:60 .* --resume/)
    const manifest = JSON.parse(await readFile(join(cwd, only(cwd), 'manifest.json'), 'utf8'))
    expect(manifest.status).toBe('interrupted')

    slow = false
    const resumed = await evalkit([...args, '--resume'], { cwd })
    expect(resumed.code).toBe(0)
    expect(resumed.stdout).toMatch(/59 of 60/)
    expect(server.requests).toHaveLength(60)
  })

  it('asks nothing again where a job that is finished is queued once more', async () => {
    const solve = solver(4)
    const server = await fakeOpenAi(({ body }) => solve(body.messages[0].content))
    const cwd = await temporaryFolder()
    const args = ['run', 'wordproblems', '--limit', 'first:8', '--model', `vllm/m@${server.url}`, '--resume']
    const first = await evalkit(args, { cwd })
    expect(first.stderr).toMatch(/nothing to resume: starting a new run/)
    const second = await evalkit(args, { cwd })
    expect([second.code, second.stdout]).toEqual([0, first.stdout])
    expect(second.stderr).toMatch(/^finished \d{4}-\d\d-\d\d \d\d:\d\d UTC: .*; leave out --resume for a new run$/m)
    expect(server.requests).toHaveLength(8)
    await evalkit(args.slice(0, -1), { cwd })
    expect(server.requests).toHaveLength(16)
    expect(runsIn(cwd)).toHaveLength(2)
  })

  it('never writes into a run that another process writes', async () => {
    const cwd = await folderWith({ 'some.jsonl': replayLines(solver(2)).split('\n').slice(0, 9).join('\n') })
    const args = ['run', 'wordproblems', '--model', 'replay/some.jsonl']
    await evalkit(args, { cwd })
    const holder = { pid: process.pid, host: (await import('node:os')).hostname(), since: '2026-11-22T22:00:00Z' }
    await writeFile(join(cwd, only(cwd), 'lock.json'), JSON.stringify(holder))
    const { code, stderr } = await evalkit([...args, '--resume'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(new RegExp(`in use by process ${process.pid}`))
  })

  it('goes on with the command that is repeated, whatever else was left unfinished since', async () => {
    const half = replayLines(solver(2)).split('\n').slice(0, 100).join('\n')
    const cwd = await folderWith({ 'some.jsonl': half, 'other.jsonl': half })
    const args = ['run', 'wordproblems', '--model', 'replay/some.jsonl']
    await evalkit(args, { cwd })
    await evalkit(['run', 'wordproblems', '--model', 'replay/other.jsonl'], { cwd })
    const { stderr } = await evalkit([...args, '--resume'], { cwd })
    expect(stderr).toMatch(/resuming wordproblems · some: 100 of 200 trials are there/)
    expect(runsIn(cwd)).toHaveLength(2)
  })

  it('keeps runs that the earlier command never began in its group', async () => {
    const half = replayLines(solver(2)).split('\n').slice(0, 100).join('\n')
    const cwd = await folderWith({ 'some.jsonl': half, 'base.jsonl': replayLines(solver(4)) })
    const args = ['run', 'wordproblems', '--model', 'replay/some.jsonl']
    await evalkit(args, { cwd })
    const group = only(cwd).slice(-8)
    const more = [...args, '--baseline', 'replay/base.jsonl', '--resume']
    await evalkit(more, { cwd })
    await evalkit(more, { cwd })
    expect(runsIn(cwd).map((run) => run.slice(-8))).toEqual([group, group])
  })

  it('lets a model’s own settings in the config win over those for all, and flags over both', async () => {
    const server = await fakeOpenAi('#### 1')
    const config = {
      generation: { temperature: 0.6, maxTokens: 2048 },
      models: { sft: { model: `vllm/m@${server.url}`, generation: { maxTokens: 99 } } },
    }
    const cwd = await folderWith({ 'evalkit.config.json': JSON.stringify(config) })
    await evalkit(['run', 'wordproblems', '--limit', 'first:1', '--model', 'sft'], { cwd })
    await evalkit(['run', 'wordproblems', '--limit', 'first:1', '--model', 'sft', '--temperature', '0.9'], { cwd })
    expect(server.requests.map(({ body }) => [body.temperature, body.max_tokens])).toEqual([
      [0.6, 99],
      [0.9, 99],
    ])
  })

  it('shows the models that were finished before one that cannot be asked', async () => {
    const cwd = await folderWith({ 'base.jsonl': replayLines(solver(2)) })
    const server = await fakeOpenAi(() => status(401, 'No such key.'))
    const args = ['run', 'wordproblems', '--baseline', 'replay/base.jsonl', '--model', `vllm/m@${server.url}`]
    const { code, stdout, stderr } = await evalkit(args, { cwd })
    expect(code).toBe(2)
    expect(stdout).toMatch(/base \* +50\.0%/)
    expect(stderr).toMatch(/EVALKIT_API_KEY/)
    const both = json(await evalkit([...args, '--json'], { cwd }))
    expect(both.runs[0]).toMatchObject({ model: 'base', correct: 100 })
    expect(both.error).toMatchObject({ code: 2 })
  })

  it('refuses to resume another run than the one asked for', async () => {
    const cwd = await folderWith({ 'some.jsonl': replayLines(solver(2)).split('\n').slice(0, 9).join('\n') })
    await evalkit(['run', 'wordproblems', '--model', 'replay/some.jsonl'], { cwd })
    const args = ['run', 'wordproblems', '--model', 'replay/some.jsonl', '--temperature', '1', '--resume', only(cwd)]
    const { code, stderr } = await evalkit(args, { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/not a run of this command: its .*generation.* differs/)
  })
})

describe('finished runs', () => {
  const answered = async (...names: string[]) => {
    const cwd = await folderWith({ 'base.jsonl': replayLines(solver(2)), 'sft.jsonl': replayLines(solver(4)) })
    for (const name of names) await evalkit(['run', 'wordproblems', '--model', `replay/${name}.jsonl`], { cwd })
    return { cwd, runs: runsIn(cwd) }
  }

  it('are compared later, and refused where they measured different things', async () => {
    const { cwd, runs } = await answered('base', 'sft')
    const compared = await evalkit(['compare', ...runs, '--json'], { cwd })
    expect(json(compared).comparisons).toEqual([
      expect.objectContaining({ baseline: 'base', candidate: 'sft', gained: 50, lost: 0 }),
    ])

    await evalkit(['run', 'wordproblems', '--limit', 'first:50', '--model', 'replay/sft.jsonl'], { cwd })
    const fewer = runsIn(cwd).filter((run) => !runs.includes(run))
    const refused = await evalkit(['compare', runs[0] as string, ...fewer], { cwd })
    expect(refused.code).toBe(12)
    expect(refused.stderr).toMatch(/did not measure the same: items: .*--allow-different items/s)
  })

  it('are scored again by another rule, without asking anyone', async () => {
    const { cwd, runs } = await answered('sft')
    const { code, stdout } = await evalkit(['rescore', ...runs, '--rule', 'mgsm'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toMatch(/rule mgsm\nsft \* +0\.0%/)
    const manifests = runsIn(cwd).map((run) => JSON.parse(readFileSync(join(cwd, run, 'manifest.json'), 'utf8')))
    expect(manifests.map(({ rescoredFrom }) => rescoredFrom)).toContain(runs[0]?.split('/')[1])
  })

  it('are scored again each into a folder of its own, by the rule they had', async () => {
    const { cwd, runs } = await answered('sft')
    await evalkit(['rescore', ...runs, '--rule', 'mgsm'], { cwd })
    const byMgsm = runsIn(cwd).filter((run) => !runs.includes(run))
    const { code, stdout } = await evalkit(['rescore', ...byMgsm, ...byMgsm], { cwd })
    expect(code).toBe(0)
    expect(stdout.match(/sft \* +0\.0% +\S+ to \S+ +0 of 200/g)).toHaveLength(2)
    expect(runsIn(cwd)).toHaveLength(4)
  })

  it('are shown at a glance, and sample by sample', async () => {
    const { cwd, runs } = await answered('sft')
    const run = runs[0] as string
    const glance = await evalkit(['show', run], { cwd })
    expect(glance.stdout).toMatch(/status +complete/)
    expect(glance.stdout).toMatch(/wrong \(50\): wordproblems\/0, wordproblems\/4/)

    const sample = await evalkit(['show', run, '1'], { cwd })
    expect(sample.stdout).toMatch(/#### »\d+«/)
    expect(sample.stdout).toMatch(/Scored 1: the answer taken is \d+ by rule number, branch hashes/)

    const unknown = await evalkit(['show', run, 'wordproblems/999'], { cwd })
    expect(unknown.code).toBe(2)
  })

  it('are listed', async () => {
    const { cwd, runs } = await answered('base')
    expect((await evalkit(['list', 'runs'], { cwd })).stdout).toContain(runs[0])
  })
})

describe('GSM8K on its real data', () => {
  const test = sharedData('gsm8k/test.jsonl')

  it.skipIf(test === undefined)(
    'gives gold answers full marks by every rule that fits their form [needs the shared data sets]',
    async () => {
      const rows = readFileSync(test as string, 'utf8')
        .trim()
        .split('\n')
      const lines = rows.map((row, i) => JSON.stringify({ id: `gsm8k/${i}`, completion: JSON.parse(row).answer }))
      const cwd = await folderWith({ 'gold.jsonl': lines.join('\n') })
      const env = { EVALKIT_DATA_DIR: join(test as string, '../..') }
      const ended = await evalkit(['run', 'gsm8k', '--model', 'replay/gold.jsonl', '--json'], { cwd, env })
      expect(json(ended).runs[0]).toMatchObject({ n: 1319, correct: 1319 })
      const { rules } = JSON.parse(readFileSync(join(cwd, only(cwd), 'summary.json'), 'utf8'))
      for (const rule of ['reference', 'lm-eval/strict-match', 'lm-eval/flexible-extract'])
        expect(rules[rule].score).toBe(1)
    },
  )
})
