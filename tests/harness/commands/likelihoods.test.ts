import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { importLlamaCpp, loadModel } from '../../../harness/models/gguf/llama-cpp.ts'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { echoServer, logLikelihood } from '../../helpers/echo-server.ts'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { status } from '../../helpers/fake-openai.ts'
import { arcMirror } from '../../helpers/option-questions.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

const [BASE, SFT] = ['tiny-base', 'tiny-sft-direct'].map((name) => bundledFile(`wordproblems/${name}.gguf`))
const obstacle = await loadModel(BASE as string, { vocabOnly: true }, importLlamaCpp).then(
  (model) => void model.dispose(),
  (error) => (error as Error).message,
)
let cwd = ''
let EVALKIT_DATA_DIR = ''
beforeAll(async () => {
  cwd = await sharedFolder()
  EVALKIT_DATA_DIR = await arcMirror([], await sharedFolder())
})
const run = (...args: string[]): Promise<Ended> => evalkit(args, { cwd, env: { EVALKIT_DATA_DIR } })

const recordsOf = async (label: string) => {
  const folder = (await readdir(join(cwd, 'evalkit-runs'))).find((name) => name.includes(`_${label}_`))
  const lines = await readFile(join(cwd, 'evalkit-runs', folder ?? '', 'samples.jsonl'), 'utf8')
  return lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe.skipIf(obstacle !== undefined)('a benchmark by log-likelihood', () => {
  it('runs on GGUF files, compares and gates', async () => {
    const models = ['--baseline', `base=gguf/${BASE}`, '--model', `sft=gguf/${SFT}`]
    const { code, stdout } = await run('run', 'arc-challenge', ...models, '--limit', 'first:40', '--gate')
    expect([0, 10, 11]).toContain(code)
    expect(stdout).toContain('arc-challenge')
    const records = await recordsOf('base')
    expect(records).toHaveLength(40)
    const [{ outcome, attempt, target }] = records
    const [{ completion, prompt }] = attempt.turns
    expect(prompt).toMatch(/^Question: Ann has \d+ apples/)
    expect(completion.likelihoods).toHaveLength(4)
    const sums = completion.likelihoods.map((one: { logLikelihood: number }) => one.logLikelihood)
    expect(Math.max(...sums)).toBeLessThan(0)
    expect(outcome.score.readings.acc.answer).toBe('ABCD'[sums.indexOf(Math.max(...sums))])
    expect(outcome.score).toMatchObject({ rule: 'acc_norm', value: outcome.score.answer === target ? 1 : 0 })
  })

  it('shows each option with its log-likelihood', async () => {
    const { stdout } = await run('show', 'base/arc-challenge', '0')
    expect(stdout).toMatch(/log-likelihoods of 4 options/)
    expect(stdout).toMatch(/^ *A +0 +-\d+\.\d{3} +-\d+\.\d{3} +\d+$/m)
    expect(stdout).toMatch(/the answer taken is [A-D] by rule acc_norm/)
    expect(stdout).toMatch(/^acc_bytes +[A-D] /m)
  })

  it('is scored by another rule without the model', async () => {
    const { code } = await run('rescore', 'base/arc-challenge', '--rule', 'acc')
    expect(code).toBe(0)
  })

  it.each([
    [['--api', 'chat'], 'no chat API gives log-likelihoods'],
    [['--repeats', '2'], 'would measure the same log-likelihoods again'],
    [['--rule', 'choice'], 'log-likelihoods have no rule of this name'],
  ])('refuses %j before any request', async (flags, message) => {
    const { code, stderr } = await run('run', 'arc-challenge', '--model', `x=gguf/${BASE}`, '--limit', '2', ...flags)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  it('refuses replayed replies, with the line that has no log-likelihoods', async () => {
    await writeFile(join(cwd, 'replies.jsonl'), '{"id": "arc-challenge/0", "completion": "B"}\n')
    const { code, stderr } = await run('run', 'arc-challenge', '--model', 'r=replay/replies.jsonl', '--limit', '2')
    expect(code).toBe(2)
    expect(stderr).toContain('replies.jsonl:1: arc-challenge/0 has no "log_likelihoods"')
  })
})

describe('a replay of log-likelihoods', () => {
  it('is scored like a run', async () => {
    const lines = [-1, -9].map((second, id) =>
      JSON.stringify({ id: `arc-challenge/${id}`, log_likelihoods: [-4, second, -5, -30] }),
    )
    await writeFile(join(cwd, 'measured.jsonl'), lines.join('\n'))
    const { code, stdout } = await run(
      ...['run', 'arc-challenge', '--model', 'm=replay/measured.jsonl', '--limit', 'first:2', '--json'],
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout).runs[0]).toMatchObject({ n: 2, score: 0.5, unscored: 0 })
  })

  it('leaves a sample unscored where the options are not as many', async () => {
    await writeFile(join(cwd, 'few.jsonl'), '{"id": "arc-challenge/0", "log_likelihoods": [-1, -2, -3]}')
    const { code, stderr } = await run('run', 'arc-challenge', '--model', 'f=replay/few.jsonl', '--limit', 'first:1')
    expect(code).toBe(3)
    expect(stderr).toContain('3 log-likelihoods for the 4 options of arc-challenge/0')
  })
})

describe('a server behind a completions API', () => {
  const on = (url: string, ...flags: string[]) =>
    run('run', 'arc-challenge', '--model', `tiny=vllm/tiny@${url}`, '--limit', 'first:6', ...flags)

  it('is measured as it should be, through failures, from the cache, and over again', async () => {
    let failures = 0
    const { url, requests } = await echoServer({
      instead: ({ body }) =>
        JSON.stringify(body).includes('Ann has 3') && failures++ < 2 ? status(503, 'busy') : undefined,
    })
    const cached = ['--cache', '--model-version', 'tiny=1', '--json']
    const first = await on(url, ...cached)
    expect(first).toMatchObject({ code: 0 })
    const [ran] = JSON.parse(first.stdout).runs
    const lines = await readFile(join(cwd, ran.run, 'samples.jsonl'), 'utf8')
    const records: SampleRecord[] = lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(records).toHaveLength(6)
    for (const { attempt } of records) {
      const [turn] = attempt.turns
      for (const { text, logLikelihood: sum } of turn?.completion.likelihoods ?? []) {
        expect(sum).toBeCloseTo(logLikelihood(turn?.prompt as string, text), 10)
      }
    }
    const asked = requests.length
    const second = await on(url, ...cached)
    expect(JSON.parse(second.stdout).runs[0]).toMatchObject({ score: ran.score, n: 6 })
    const further = requests.slice(asked).filter(({ body }) => JSON.stringify(body).includes('Ann has'))
    // The check before a run has a question about Ann of its own.
    expect(further.filter(({ body }) => JSON.stringify(body).includes('gets one more'))).toEqual([])
  })

  it('is refused before the first question where its values are wrong', async () => {
    const { url, requests } = await echoServer({ values: 'next' })
    const { code, stderr } = await on(url)
    expect(code).toBe(2)
    expect(stderr).toContain('gives no log-likelihoods of options: a token that has -0.69 when it is generated')
    expect(JSON.stringify(requests)).not.toContain('gets one more')
  })
})
