import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { importLlamaCpp, loadModel } from '../../../harness/models/gguf/llama-cpp.ts'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
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

  it('refuses a model that gives none, and says which protocols to look for', async () => {
    await writeFile(join(cwd, 'replies.jsonl'), '{"id": "arc-challenge/0", "completion": "B"}\n')
    const { code, stderr } = await run('run', 'arc-challenge', '--model', 'r=replay/replies.jsonl', '--limit', '2')
    expect(code).toBe(2)
    expect(stderr).toContain('r gives no log-likelihoods of options')
    expect(stderr).toContain('evalkit list protocols')
  })
})
