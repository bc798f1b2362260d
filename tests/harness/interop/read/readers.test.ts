/** Logs of the other tools, written after their documented formats, with invented questions. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { foreignRuns } from '../../../../harness/interop/read/tools.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

let root: string
beforeEach(async () => {
  root = await temporaryFolder()
})

/** Lists are written as JSON Lines. */
async function write(files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, value] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true })
    const text = name.endsWith('.jsonl')
      ? (value as unknown[]).map((row) => `${JSON.stringify(row)}\n`).join('')
      : JSON.stringify(value)
    await writeFile(join(root, name), text)
  }
}

async function read(files: Readonly<Record<string, unknown>>, options = {}) {
  await write(files)
  return Promise.all(
    (await foreignRuns(root, options)).map(async (run) => ({ ...run, trials: await Array.fromAsync(run.trials()) })),
  )
}

describe('EvalScope', () => {
  const review = (index: number, value: object, more: object = {}) => ({
    index,
    input: `How many beads are on string number ${index}?`,
    target: '7',
    sample_score: {
      score: { value, extracted_prediction: '7', prediction: 'There are 7.', ...more },
      sample_id: index,
      group_id: index,
    },
  })
  const model_output = (text: string, more: object = {}) => ({
    choices: [{ message: { content: text }, stop_reason: 'stop' }],
    completion: text,
    ...more,
  })
  const files = {
    'reviews/bead-7b/beads_main.jsonl': [
      review(0, { acc: 1, f1: 0.5 }),
      review(1, { acc: 0 }),
      review(2, { acc: 1 }, { status: { acc: 3 } }),
    ],
    'predictions/bead-7b/beads_main.jsonl': [
      {
        index: 0,
        model: 'bead-7b',
        model_output: model_output('Seven.'),
        messages: [{ role: 'user', content: 'Count.' }],
      },
      { index: 1, model: 'bead-7b', model_output: model_output('', { error: 'timed out' }) },
    ],
    'reports/bead-7b/beads.json': {
      dataset_name: 'beads',
      metrics: [{ name: 'mean_acc', score: 0.5, categories: [{ subsets: [{ name: 'main', score: 0.5 }] }] }],
    },
  }

  it('has scores of reviews and replies of predictions', async () => {
    const [run] = await read(files)
    expect(run).toMatchObject({
      tool: 'evalscope',
      task: 'beads_main',
      metric: 'acc',
      model: { name: 'bead-7b' },
      scores: [{ origin: 0.5 }],
    })
    expect(run?.trials).toMatchObject([
      {
        id: '0',
        outcome: { value: 1, answer: '7' },
        readings: { f1: { value: 0.5 } },
        turns: [{ prompt: [{ content: 'Count.' }], completion: { text: 'Seven.' } }],
      },
      { id: '1', outcome: { kind: 'unscored', reason: 'model-error', message: 'timed out' } },
      { id: '2', outcome: { kind: 'unscored', message: 'no usable value of acc' } },
    ])
  })

  it('keeps generations as repeats', async () => {
    const generations = [0, 1].map((generation) => {
      const one = review(0, { acc: generation })
      return { ...one, index: generation, sample_score: { ...one.sample_score, generation_index: generation } }
    })
    const [run] = await read({ 'reviews/m/beads_main.jsonl': generations })
    expect(run).toMatchObject({
      trialsPerSample: 2,
      trials: [
        { id: '0', repeat: 1 },
        { id: '0', repeat: 2 },
      ],
    })
  })
})

describe('OpenCompass', () => {
  const detail = (right: boolean, more: object = { correct: right }) => ({
    prompt: [{ role: 'HUMAN', prompt: 'How many?' }],
    origin_prediction: right ? 'It is B.' : 'It is C.',
    predictions: right ? 'B' : 'C',
    references: 'B',
    ...more,
  })

  it('has verdicts of details, and prompts of predictions in shards', async () => {
    const prediction = (text: string) => ({
      origin_prompt: [{ role: 'HUMAN', prompt: text }],
      prediction: 'It is B.',
      gold: 'B',
    })
    const [run] = await read({
      'results/bead-7b/beads.json': { accuracy: 50, details: { type: 'GEN', 0: detail(true), 1: detail(false) } },
      'predictions/bead-7b/beads_0.json': { 0: prediction('First?') },
      'predictions/bead-7b/beads_1.json': { 0: prediction('Second?') },
    })
    expect(run).toMatchObject({
      tool: 'opencompass',
      task: 'beads',
      scores: [{ origin: 0.5, rows: 0.5 }],
      trials: [
        { id: '0', outcome: { value: 1, answer: 'B' }, turns: [{ prompt: [{ role: 'user', content: 'First?' }] }] },
        { id: '1', outcome: { value: 0, answer: 'C' }, turns: [{ prompt: [{ role: 'user', content: 'Second?' }] }] },
      ],
    })
  })

  it('has verdicts by equality only if they make its score', async () => {
    const details = { 0: detail(true, {}), 1: detail(false, {}) }
    const [run] = await read({ 'results/m/beads.json': { accuracy: 50, details } })
    expect(run?.trials.map(({ outcome }) => outcome)).toMatchObject([{ value: 1 }, { value: 0 }])
    await expect(read({ 'results/m/beads.json': { accuracy: 75, details } })).rejects.toThrow(
      'do not say which answers are correct',
    )
  })

  it('without details cannot be compared', async () => {
    await expect(read({ 'results/m/beads.json': { accuracy: 50 } })).rejects.toMatchObject({
      hint: expect.stringContaining('--dump-eval-details'),
    })
  })
})

describe('promptfoo', () => {
  const row = (testIdx: number, success: boolean, more: object = {}) => ({
    promptIdx: 0,
    testIdx,
    vars: { question: `How many beads are on string number ${testIdx}?` },
    prompt: { raw: `[{"role":"user","content":"Beads on ${testIdx}?"}]` },
    provider: { id: 'openai:chat:bead-7b' },
    response: { output: 'Seven.', tokenUsage: { prompt: 9, completion: 2 } },
    success,
    score: success ? 1 : 0.25,
    failureReason: success ? 0 : 1,
    latencyMs: 12,
    ...more,
  })
  const log = (results: unknown[]) => ({
    evalId: 'eval-1',
    results: { version: 3, timestamp: '2026-03-04T05:06:07.000Z', results },
    config: { description: 'beads' },
  })

  it('passes and fails by its assertions, and an error is neither', async () => {
    const [run] = await read({
      'out.json': log([
        row(0, true),
        row(1, false),
        row(2, false, { failureReason: 2, error: 'no connection', response: {} }),
      ]),
    })
    expect(run).toMatchObject({
      tool: 'promptfoo',
      task: 'beads',
      model: { name: 'bead-7b', provider: 'openai' },
      trials: [
        {
          outcome: { value: 1 },
          turns: [
            {
              prompt: [{ role: 'user' }],
              completion: { text: 'Seven.', usage: { inputTokens: 9, outputTokens: 2 }, latencyMs: 12 },
            },
          ],
        },
        { outcome: { value: 0 }, readings: { score: { value: 0.25 } } },
        { outcome: { kind: 'unscored', reason: 'model-error', message: 'no connection' } },
      ],
    })
  })

  it('is one run for each provider and prompt, with repeats of a test', async () => {
    const other = row(0, true, { provider: { id: 'openai:chat:other' } })
    const runs = await read({ 'out.json': log([row(0, true), row(0, false), other, row(0, true, { promptIdx: 1 })]) })
    expect(runs.map(({ model, filter, trialsPerSample }) => [model.name, filter, trialsPerSample])).toEqual([
      ['bead-7b', 'prompt 1', 2],
      ['other', 'prompt 1', 1],
      ['bead-7b', 'prompt 2', 1],
    ])
  })
})

describe('NeMo Evaluator', () => {
  const row = (problem_idx: number, reward: unknown, more: object = {}) => ({
    ...{ problem_idx, reward, repeat: 0, expected_answer: '7', model_response: 'Seven.', extracted_answer: '7' },
    metadata: { category: 'beads' },
    ...more,
  })

  it('has rewards, with the facts of the bundle beside them', async () => {
    const [run] = await read({
      'beads/results.jsonl': [
        row(0, 1),
        row(0, 0, { repeat: 1 }),
        row(1, null, { model_response: null, error: 'no reply' }),
        row(1, 0.5, { repeat: 1 }),
      ],
      'beads/eval-beads.json': {
        run_id: 'r',
        config: { model: 'acme/bead-7b', temperature: 0.6 },
        benchmark: { name: 'beads', scores: { mean_reward: { value: 0.5 } } },
      },
    })
    expect(run).toMatchObject({
      tool: 'nemo-evaluator',
      task: 'beads',
      trialsPerSample: 2,
      model: { name: 'acme/bead-7b' },
      generation: { temperature: 0.6 },
      scores: [{ metric: 'mean_reward', origin: 0.5, rows: 0.5 }],
      trials: [
        { id: '0', repeat: 1, outcome: { value: 1, answer: '7' }, group: 'beads', target: '7' },
        { id: '0', repeat: 2 },
        { id: '1', outcome: { kind: 'unscored', reason: 'model-error', message: 'no reply' } },
        { id: '1', repeat: 2, outcome: { value: 0.5 } },
      ],
    })
  })

  it('is refused with a row twice', async () => {
    await expect(read({ 'beads/results.jsonl': [row(0, 1), row(0, 0)] })).rejects.toThrow(
      'sample 0, repeat 1, is there a second time',
    )
  })
})

describe('simple-evals', () => {
  const html = (score: string, extracted = '7') =>
    `<h3>Sampled message</h3>\n<pre>&lt;p&gt;Score: 9&lt;/p&gt;</pre>\n<h3>Results</h3>\n<p>Correct Answer: 7 &amp; more</p>\n<p>Extracted Answer: ${extracted}</p>\n<p>Score: ${score}</p>\n`
  const convo = (reply: string) => [
    { role: 'user', content: 'How many beads?' },
    { role: 'assistant', content: reply },
  ]

  it('has the scores that its report shows', async () => {
    const htmls = [html('1.0'), html('False', 'None'), html('None')]
    const convos = [convo('Seven.'), convo(''), convo('7')]
    const [run] = await read({ 'math_bead-7b_allresults.json': { score: 0.5, metrics: {}, htmls, convos } })
    expect(run).toMatchObject({
      tool: 'simple-evals',
      task: 'math',
      model: { name: 'bead-7b' },
      scores: [{ origin: 0.5, rows: 0.5 }],
      trials: [
        { outcome: { value: 1, answer: '7' }, target: '7 & more', turns: [{ completion: { text: 'Seven.' } }] },
        { outcome: { value: 0, answer: null, flaw: 'empty' } },
        { outcome: { kind: 'unscored', reason: 'missing' } },
      ],
    })
  })

  it('has no scores of single questions in its short file', async () => {
    await expect(read({ 'math_m_allresults.json': { score: 0.5, metrics: {} } })).rejects.toMatchObject({
      hint: expect.stringContaining('_allresults.json'),
    })
  })
})

it('reads logs of several tools in one folder, each by its own reader', async () => {
  const runs = await read({
    'results/m/beads.json': {
      accuracy: 100,
      details: { 0: { correct: true, predictions: 'B', references: 'B', origin_prediction: 'B' } },
    },
    'nemo/results.jsonl': [{ problem_idx: 0, reward: 1, model_response: 'x' }],
    'notes.json': { anything: true },
  })
  expect(runs.map(({ tool }) => tool).sort()).toEqual(['nemo-evaluator', 'opencompass'])
})
