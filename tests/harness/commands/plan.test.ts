/** What a run would take and see, as a user asks for it. The demo's word problems are there without any download. */
import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })
const json = ({ stdout }: Ended) => JSON.parse(stdout)

beforeAll(async () => {
  cwd = await sharedFolder()
  await writeFile(
    join(cwd, 'base.jsonl'),
    replies((index) => index % 5 === 0),
  )
  await writeFile(
    join(cwd, 'sft.jsonl'),
    replies((index) => index % 5 === 0 && index > 50),
  )
  await writeFile(
    join(cwd, 'evalkit.config.yaml'),
    'models:\n  sft: { model: vllm/sft, price: { input: 1, output: 2 } }\n',
  )
  await run('run', 'wordproblems', '--baseline', 'replay/base.jsonl', '--model', 'replay/sft.jsonl')
})

describe('evalkit plan', () => {
  it.each([
    ['share one server', 'http://127.0.0.1:1/v1', 'http://127.0.0.1:1/v1', 2],
    ['have an address in common', 'http://127.0.0.1:1/v1,http://127.0.0.1:2/v1', 'http://127.0.0.1:2/v1', 2],
    ['are on two servers, side by side', 'http://127.0.0.1:1/v1', 'http://127.0.0.1:2/v1', 1],
  ])('has the time of two models that %s', async (_name, one, other, models) => {
    const flags = ['--max-connections', '10', '--latency', '1', '--json']
    const ended = await run(
      'plan',
      'wordproblems',
      '--baseline',
      `vllm/a@${one}`,
      '--model',
      `vllm/b@${other}`,
      ...flags,
    )
    expect(json(ended).plan.total).toMatchObject({ requests: 400, timeMs: models * 20_000 })
  })

  it('tells cost and sight of a benchmark, and asks nothing', async () => {
    const ended = await run('plan', 'wordproblems', '--model', 'sft', '--output-tokens', '100', '--json')
    expect(ended.code).toBe(0)
    const [plan] = json(ended).plan.benchmarks
    expect(plan).toMatchObject({ benchmark: 'wordproblems', samples: 200, requests: 200, outputTokens: 20_000 })
    expect(plan.cost).toBeGreaterThan(0.04)
    expect(plan.basis).toMatch(/assumed$/)
  })

  it('prints what its published schema describes', async () => {
    const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(
      json(await run('schema', 'plan')),
    )
    const small = ['--model', 'sft', '--limit', 'first:20', '--repeats', '2', '--temperature', '0.7']
    for (const args of [[], small]) {
      const ended = await run('plan', 'wordproblems', ...args, '--json')
      expect(validate(json(ended)) ? [] : validate.errors).toEqual([])
    }
  })

  it('asks a stored baseline nothing', async () => {
    const requests = async (...args: string[]) =>
      json(await run('plan', 'wordproblems', '--json', ...args)).plan.total.requests
    expect(await requests()).toBe(400)
    expect(await requests('--baseline', '@main')).toBe(200)
    expect(await requests('--baseline', '@main', '--model', 'sft')).toBe(200)
    expect(await requests('--baseline', 'vllm/base', '--model', 'sft')).toBe(400)
  })

  it('measures how models differ from two old runs', async () => {
    const [base, sft] = ['base', 'sft'].map(
      (label) => `evalkit-runs/${readdirSync(join(cwd, 'evalkit-runs')).find((name) => name.includes(`_${label}_`))}`,
    )
    const ended = await run('plan', '--from', base ?? '', sft ?? '', 'wordproblems')
    expect(ended.code).toBe(0)
    expect(ended.stdout).toMatch(/discordance 5\.5%, measured/)
    const alone = await run('plan', 'wordproblems', '--from', base ?? '')
    expect(alone).toMatchObject({ code: 2, stdout: '' })
    expect(alone.stderr).toContain('--from: 1 of the runs is of wordproblems')
    const other = await run('plan', 'gsm8k', '--from', base ?? '', sft ?? '')
    expect(other.stderr).toContain('is a run of wordproblems, which is not planned')
  })

  it.each<[args: string[], says: RegExp]>([
    [[], /missing argument: <benchmark\.\.>/],
    [['wordproblem'], /unknown benchmark "wordproblem"\n.*"wordproblems"/],
    [['wordproblems', '--discordance', '2'], /--discordance: must be a number of at least 0\.0001 and at most 1/],
    [['wordproblems', '--judge', 'openai/x'], /--judge: none of these benchmarks is rated by a judge/],
    [['wordproblems', '--from', 'nowhere', 'nowhere'], /nowhere: not a run folder/],
  ])('refuses %j in one sentence', async (args, says) => {
    const ended = await run('plan', ...args)
    expect(ended).toMatchObject({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(says)
  })
})
