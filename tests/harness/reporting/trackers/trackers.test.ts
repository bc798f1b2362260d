import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { mlflowServer } from '../../../../harness/reporting/trackers/mlflow-api.ts'
import { trackedRun, trackerName } from '../../../../harness/reporting/trackers/tracked-run.ts'
import { openTrackers } from '../../../../harness/reporting/trackers/trackers.ts'
import { evalkit } from '../../../helpers/evalkit.ts'
import { pointsIn } from '../../../helpers/event-files.ts'
import { fakeMlflow } from '../../../helpers/fake-mlflow.ts'
import { replies } from '../../../helpers/quiz.ts'
import { finishedRun, records } from '../../../helpers/records.ts'
import { manifest } from '../../../helpers/stored-run.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

/** A folder with replies of a base model and of two checkpoints. The first ten problems are asked. */
async function replayed() {
  const cwd = await temporaryFolder()
  for (const [name, wrong] of [
    ['base', 8],
    ['step-100', 5],
    ['step-200', 2],
  ] as const) {
    await writeFile(
      join(cwd, `${name}.jsonl`),
      replies((at) => at < wrong),
    )
  }
  const run = (args: readonly string[], env = {}) =>
    evalkit(['run', 'wordproblems', '--limit', 'first:10', ...args], { cwd, env })
  return { cwd, run }
}

const BASE = ['--baseline', 'base=replay/base.jsonl']
const CHECKPOINTS = [100, 200].flatMap((step) => ['--model', `sft-step-${step}=replay/step-${step}.jsonl`])

/** A port where nothing listens: reserved, and never given out. */
const NOBODY = 'http://127.0.0.1:1'

describe('--tensorboard', () => {
  it('writes scores, intervals and differences by training step', async () => {
    const { cwd, run } = await replayed()
    const { code, stderr } = await run([...BASE, ...CHECKPOINTS, '--tensorboard', 'logs/eval'])
    expect([code, stderr.includes('TensorBoard')]).toEqual([0, false])
    const { sft, ...others } = await pointsIn(join(cwd, 'logs/eval'))
    expect(Object.keys(others)).toEqual([expect.stringMatching(/^base-\w{8}$/)])
    expect(sft).toMatchObject({
      'wordproblems_10/accuracy': [
        [100, 0.5],
        [200, 0.8],
      ],
      'wordproblems_10/samples': [
        [100, 10],
        [200, 10],
      ],
      'wordproblems_10/delta': [
        [100, 0.3],
        [200, 0.6],
      ],
    })
    for (const bound of ['accuracy_low', 'accuracy_high', 'delta_low', 'delta_high']) {
      expect(sft?.[`wordproblems_10/${bound}`]).toHaveLength(2)
    }
  })

  it('of report adds finished runs, once', async () => {
    const { cwd, run } = await replayed()
    await run(CHECKPOINTS)
    const runs = (await readdir(join(cwd, 'evalkit-runs'))).filter((name) => name.includes('_wordproblems_'))
    const report = () =>
      evalkit(['report', ...runs.map((name) => `evalkit-runs/${name}`), '--tensorboard', 'tb', '-o', 'r.md'], { cwd })
    expect(await report()).toMatchObject({ code: 0 })
    const first = await readdir(join(cwd, 'tb'), { recursive: true })
    await report()
    expect(await readdir(join(cwd, 'tb'), { recursive: true })).toEqual(first)
    expect((await pointsIn(join(cwd, 'tb'))).sft?.['wordproblems_10/accuracy']).toHaveLength(2)
  })

  it('refuses a folder that cannot be made, before anything is asked', async () => {
    const { cwd, run } = await replayed()
    const { code, stderr } = await run([...CHECKPOINTS, '--tensorboard', 'base.jsonl/tb'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/--tensorboard base\.jsonl\/tb: cannot be made: .*choose another folder/s)
    expect(await readdir(cwd)).not.toContain('evalkit-runs')
  })

  it('leaves out a run without its scores, and says so', async () => {
    const { cwd, run } = await replayed()
    await writeFile(
      join(cwd, 'some.jsonl'),
      replies((at) => (at < 3 ? false : undefined)),
    )
    const { stderr } = await run(['--model', 'replay/some.jsonl', '--tensorboard', 'tb'])
    expect(stderr).toMatch(/incomplete, so it is sent to no tracker yet/)
    expect(await readdir(join(cwd, 'tb'))).toEqual([])
  })
})

describe('a tracker that fails for a while', () => {
  async function sendThree(isDown: (send: number) => boolean) {
    let send = 0
    const mlflow = await fakeMlflow(() => (isDown(send) ? { status: 403, body: {} } : undefined))
    const trackers = await openTrackers({ mlflow: mlflow.url, tensorboard: undefined }, {})
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => told.mockRestore())
    for (send = 1; send <= 3; send++) {
      const model = { ...manifest.model, label: `sft-step-${send}00` }
      await trackers?.send({ runs: [await finishedRun(model.label, records('11'), { model })], comparisons: [] })
    }
    trackers?.end()
    return { mlflow, told: told.mock.calls.map(([text]) => String(text)) }
  }

  it('gets everything once it works again', async () => {
    const { mlflow, told } = await sendThree((send) => send < 3)
    expect(told).toEqual([
      expect.stringMatching(/^MLflow: .* answered 403 .*evalkit report evalkit-runs\/sft-step-100 --mlflow/),
      'MLflow: works again, and has all results\n',
    ])
    const scores = mlflow.runs[0]?.metrics.filter(({ key }) => key === 'gsm8k/accuracy')
    expect(scores?.map(({ step }) => step)).toEqual([100, 200, 300])
  })

  it('is given up after a minute, and that is what is told', async () => {
    using _ = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
    const { told } = await sendThree(() => false)
    expect(told[0]).toMatch(
      /^MLflow: took longer than 60 s\. The results are saved\. To send them later: evalkit report /,
    )
  })

  it('is named at the end with all that it lacks', async () => {
    const { mlflow, told } = await sendThree(() => true)
    expect(told).toHaveLength(2)
    expect(told[1]).toMatch(
      /^MLflow: 3 results were not sent. To send them: evalkit report \S+-100 \S+-200 \S+-300 --mlflow/,
    )
    expect(mlflow.requests).toHaveLength(3)
  })
})

describe('--mlflow', () => {
  it('has one run for a series, whichever commands send it, and keeps each number once', async () => {
    const { run } = await replayed()
    const mlflow = await fakeMlflow()
    const [first, second] = [CHECKPOINTS.slice(0, 2), CHECKPOINTS.slice(2)]
    for (const models of [first, second, CHECKPOINTS]) {
      expect(await run([...BASE, ...models, '--mlflow', `${mlflow.url}/`, '--resume'])).toMatchObject({ code: 0 })
    }
    const series = mlflow.runs.filter(({ name }) => name === 'sft')
    expect(series).toHaveLength(1)
    const accuracy = series[0]?.metrics.filter(({ key }) => key === 'wordproblems_10/accuracy')
    expect(accuracy?.slice(0, 2).map(({ step, value }) => [step, value])).toEqual([
      [100, 0.5],
      [200, 0.8],
    ])
    expect(series[0]).toMatchObject({
      status: 'FINISHED',
      tags: { 'evalkit.wordproblems_10.protocol': 'chat', 'evalkit.baseline': 'base' },
    })
    expect([...mlflow.experiments.values()]).toEqual(['evalkit'])
    expect(mlflow.authorizations).toEqual(new Set(['']))
  })

  it('sends the credentials and the experiment of the environment, and stores them nowhere', async () => {
    const { cwd, run } = await replayed()
    const mlflow = await fakeMlflow()
    const env = { MLFLOW_TRACKING_TOKEN: 'canary-91', MLFLOW_EXPERIMENT_NAME: 'our models' }
    const { code, stdout, stderr } = await run([...CHECKPOINTS, '--mlflow', mlflow.url], env)
    expect([code, mlflow.authorizations]).toEqual([0, new Set(['Bearer canary-91'])])
    expect([...mlflow.experiments.values()]).toEqual(['our models'])
    const files = await readdir(cwd, { recursive: true, withFileTypes: true })
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'latin1'))
    expect([stdout, stderr, ...(await Promise.all(texts))].filter((text) => text.includes('canary'))).toEqual([])
  })

  it.each([['nobody listens', NOBODY, /127\.0\.0\.1:1: connection refused/]])(
    'says once where %s, and changes neither results nor exit code',
    async (_, url, words) => {
      const { run } = await replayed()
      const plain = await run(CHECKPOINTS)
      const { code, stdout, stderr } = await run([...CHECKPOINTS, '--mlflow', url])
      expect(code).toBe(0)
      // Times differ, and with them the width of their column.
      const results = (text: string) => text.replaceAll(/\d{8}T\S+|\d+ms|\d+\.\ds/g, '').replaceAll(/[ ─]+/g, ' ')
      expect(results(stdout)).toEqual(results(plain.stdout))
      expect(stderr.match(/MLflow/g)).toHaveLength(1)
      expect(stderr).toMatch(words)
      expect(stderr).toMatch(/To send them later: evalkit report evalkit-runs\/\S+ evalkit-runs\/\S+ --mlflow http/)
    },
  )

  it.each([
    [
      'a refused key',
      { status: 401, body: { error_code: 'UNAUTHENTICATED', message: 'who?' } },
      /answered 401 .*who\?.*MLFLOW_TRACKING_TOKEN/,
    ],
    ['another server', { status: 404, body: 'no such page' }, /should be that of an MLflow tracking server/],
    ['a reply without an id', { status: 200, body: {} }, /has no experiment_id/],
    [
      'a deleted experiment',
      { status: 200, body: { experiment: { lifecycle_stage: 'deleted', experiment_id: '1' } } },
      /was deleted there.*MLFLOW_EXPERIMENT_NAME/,
    ],
  ])('says what is wrong with %s', async (_, fault, words) => {
    const { run } = await replayed()
    const mlflow = await fakeMlflow(() => fault)
    const { code, stderr } = await run([...CHECKPOINTS, '--mlflow', mlflow.url])
    expect([code, mlflow.requests]).toEqual([0, ['GET experiments/get-by-name']])
    expect(stderr).toMatch(words)
  })

  it('retries what passes, a few times', async () => {
    const { run } = await replayed()
    const mlflow = await fakeMlflow((_, count) =>
      count === 1 ? { status: 503, body: {} } : count === 4 ? 'cut' : undefined,
    )
    expect(await run([...CHECKPOINTS, '--mlflow', mlflow.url])).toMatchObject({ code: 0 })
    expect(mlflow.runs).toMatchObject([{ name: 'sft', status: 'FINISHED' }])
  })

  it.each([
    ['localhost:5000', /not the URL of a tracking server/],
    ['sqlite:///mlflow.db', /not the URL of a tracking server/],
    ['http://ann:secret@127.0.0.1:5000', /MLFLOW_TRACKING_USERNAME/],
  ])('refuses %s before anything is asked', async (url, words) => {
    const { cwd, run } = await replayed()
    const { code, stderr } = await run([...CHECKPOINTS, '--mlflow', url])
    expect([code, stderr.includes('secret')]).toEqual([2, false])
    expect(stderr).toMatch(words)
    expect(await readdir(cwd)).not.toContain('evalkit-runs')
  })
})

it.each([
  [{ MLFLOW_TRACKING_TOKEN: 't', MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p' }, 'Basic dTpw'],
  [{ MLFLOW_TRACKING_TOKEN: 't', MLFLOW_TRACKING_USERNAME: 'u' }, 'Bearer t'],
  [{}, undefined],
])('reads %j as MLflow’s own client does', (env, authorization) =>
  expect(mlflowServer('https://host/base/?x=1', env)).toEqual({
    url: 'https://host/base',
    ...(authorization && { authorization }),
  }),
)

it.each([
  ['the whole benchmark', {}, 'gsm8k'],
  ['some of its samples', { dataset: { files: {}, size: 1319 } }, 'gsm8k_2'],
  ['another protocol', { protocol: { ...manifest.protocol, name: 'gate' } }, 'gsm8k_gate'],
  ['a benchmark of somebody’s own', { benchmark: { name: 'riddles', version: 1 } }, 'riddles'],
])('keeps %s apart from other measurements', async (_, changes, name) => {
  const run = await finishedRun('sft', records('11'), changes)
  expect(trackedRun(run, undefined).scalars[0]?.tag).toBe(`${name}/accuracy`)
})

it.each([
  ['humaneval/pass@10', 'humaneval/pass_at_10'],
  ['own benchmark/größe %', 'own benchmark/gr__e _'],
])('names %j %j, which every tracker takes', (name, expected) => expect(trackerName(name)).toBe(expected))
