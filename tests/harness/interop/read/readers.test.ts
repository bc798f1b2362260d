/** Logs of the other tools: written after their documented formats, and what the tools themselves wrote of invented questions. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { foreignRuns } from '../../../../harness/interop/read/tools.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const FIXTURES = join(import.meta.dirname, '../../../fixtures/interop')

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

/** Rows with each outcome, and the headline by the origin and by the rows. */
async function written(path: string, options = {}) {
  const runs = await foreignRuns(join(FIXTURES, path), options)
  return Promise.all(
    runs.map(async (run) => {
      const trials = await Array.fromAsync(run.trials())
      const outcomes = trials.map(({ outcome }) => (outcome.kind === 'scored' ? outcome.value : outcome.reason))
      const { origin, rows } = run.scores[0] ?? {}
      const equal = origin !== undefined && rows !== undefined && Math.abs(origin - rows) < 0.5e-4
      return { ...run, trials, outcomes, equal }
    }),
  )
}

const times = <Value>(count: number, value: Value) => Array<Value>(count).fill(value)

describe('what EvalScope 1.14.1 wrote (fields without a reader removed)', () => {
  it('has its main metric, repeats, version and settings, and generations without a review', async () => {
    const [kites, beads] = await written('evalscope')
    expect(kites).toMatchObject({
      toolVersion: '1.14.1',
      taskVersion: 'v1.1',
      task: 'general_mcq_kites',
      metric: 'accuracy',
      generation: { temperature: 0.7, maxTokens: 20 },
      trialsPerSample: 2,
      planned: 12,
      equal: true,
      notes: ['2 of 24 generations have no review'],
    })
    expect(kites?.outcomes.toSorted()).toEqual([...times(14, 0), ...times(8, 1)])
    expect(beads).toMatchObject({ metric: 'Rouge-L-R', trialsPerSample: 2, planned: 6, equal: true })
    expect(beads?.trials[0]?.turns[0]?.completion.usage).toEqual({ inputTokens: 11, outputTokens: 5 })
  })

  it('never takes the 0 of a metric that could not be computed for a score', async () => {
    await expect(written('evalscope/reviews/sft/general_qa_beads.jsonl', { metric: 'bleu-1' })).rejects.toThrow(
      'no review has a usable value of bleu-1',
    )
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

  it('takes an empty reply to an empty reference for equal, as the tool does', async () => {
    const details = { type: 'GEN', 0: { predictions: '', references: '' }, 1: { predictions: '7', references: '8' } }
    const [run] = await read({ 'results/bead-7b/beads.json': { accuracy: 50, details } })
    expect(run?.trials.map(({ outcome }) => outcome)).toMatchObject([{ value: 1 }, { value: 0 }])
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

describe('what promptfoo 0.123.1 wrote (fields without a reader removed)', () => {
  it('has one run for each model and prompt, which are called alike, with repeats of each test', async () => {
    const runs = await written('promptfoo')
    expect(runs.map(({ model, filter }) => [model.provider, model.name, filter])).toEqual([
      ['openai', 'base', 'prompt 1'],
      ['openai', 'base', 'prompt 2'],
      ['openai', 'sft', 'prompt 1'],
      ['openai', 'sft', 'prompt 2'],
    ])
    for (const { trials, trialsPerSample, equal, toolVersion, outcomes, questions } of runs) {
      expect({ trialsPerSample, equal, toolVersion }).toEqual({
        trialsPerSample: 2,
        equal: true,
        toolVersion: '0.123.1',
      })
      expect(trials.map(({ id, repeat }) => `${id}.${repeat}`)).toEqual(
        ['0', '1', '2', '3', '4'].flatMap((id) => [`${id}.1`, `${id}.2`]),
      )
      expect(outcomes.slice(-2)).toEqual(['model-error', 'model-error'])
      expect(questions).toBe(runs[0]?.questions)
    }
  })

  it('is read from its rows alone, and once where both forms lie side by side', async () => {
    const { results } = JSON.parse(await readFile(join(FIXTURES, 'promptfoo/results.json'), 'utf8'))
    const [alone, ...others] = await read({ 'results.jsonl': results.results })
    expect([alone?.model.name, others.length]).toEqual(['base', 3])
    expect(await read({ 'results.json': { evalId: 'e', results } })).toHaveLength(4)
  })

  it('refuses a prompt that is not there, with those that are', async () => {
    await expect(written('promptfoo', { filter: 'prompt 3' })).rejects.toThrow(
      expect.objectContaining({ hint: expect.stringContaining('There are: prompt 1, prompt 2.') }),
    )
  })
})

describe('what NeMo Evaluator 0.3.0 wrote (trajectories removed)', () => {
  it('has its rewards, counts failures as such, and has none of its journals', async () => {
    const [run, ...others] = await written('nemo-evaluator')
    expect(others).toEqual([])
    expect(run).toMatchObject({
      toolVersion: '0.3.0',
      task: 'beads',
      trialsPerSample: 3,
      equal: true,
      notes: ['3 trials ended with an error: the origin counts them as 0, here they have no score'],
    })
    expect(run?.outcomes.map(String).toSorted()).toEqual([
      ...times(3, '0'),
      ...times(12, '1'),
      ...times(3, 'model-error'),
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
