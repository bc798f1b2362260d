import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { SampleRecord } from '../../../../results/schema/schema.ts'
import { evalkit } from '../../../helpers/evalkit.ts'
import { record, turn, unscoredRecord } from '../../../helpers/records.ts'
import { writeRun } from '../../../helpers/run-folder.ts'
import { manifest } from '../../../helpers/stored-run.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'
import { unzipped } from '../../../helpers/unzipped.ts'
import { AGGREGATE, ROW } from './every-eval-ever-schemas.ts'

const usage = { inputTokens: 12, outputTokens: 5 }
const chat = (content: string, text: string, more = {}) => ({
  ...turn({ text, usage, latencyMs: 40, ...more }),
  prompt: [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content },
  ],
})

/** Ten before nine in the log, as trials finish; one wrong, one without an answer, one without a score. */
const LOG: SampleRecord[] = [
  { ...record('gsm8k/10', 0, { answer: '8', rule: 'number', turns: [chat('Ten?', '#### 8')] }), target: '10' },
  {
    ...record('gsm8k/9', 1, { answer: '9', rule: 'number', turns: [chat('Nine?', '#### 9', { reasoning: 'So 9.' })] }),
    target: '9',
  },
  { ...record('gsm8k/2', 0, { answer: null, turns: [chat('Two?', 'Who knows.')] }), target: '2' },
  unscoredRecord('gsm8k/3'),
]

let cwd = ''
beforeEach(async () => {
  cwd = await temporaryFolder()
})

const exported = async (...args: string[]) => {
  const ended = await evalkit(['export', ...args, '-o', 'out', '--json'], { cwd })
  return { ...ended, files: ended.code === 0 ? (JSON.parse(ended.stdout).files as string[]) : [] }
}
const text = (path: string) => readFile(join(cwd, 'out', path), 'utf8')
const rowsOf = async (path: string) =>
  (await text(path))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('a run exported to Every Eval Ever', () => {
  const OPTIONS = ['--format', 'every-eval-ever', '--organization', 'Our lab', '--model-id', 'acme/sft']
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })

  it('is one aggregate and a row for each scored trial, in the order of the samples, both valid', async () => {
    const run = await writeRun(cwd, 'sft', LOG)
    const { files, stderr } = await exported(run, ...OPTIONS)
    const [samples = '', aggregate = ''] = files
    expect(aggregate).toMatch(
      /^data\/gsm8k\/acme\/sft\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.json$/,
    )
    expect(samples).toBe(aggregate.replace('.json', '_samples.jsonl'))
    const document = JSON.parse(await text(aggregate))
    expect(ajv.validate(AGGREGATE, document), ajv.errorsText()).toBe(true)
    const rows = await rowsOf(samples)
    for (const row of rows) expect(ajv.validate(ROW, row), ajv.errorsText()).toBe(true)
    expect(rows.map((row) => [row.sample_id, row.evaluation])).toEqual([
      ['gsm8k/2', { score: 0, is_correct: false, num_turns: 1 }],
      ['gsm8k/9', { score: 1, is_correct: true, num_turns: 1 }],
      ['gsm8k/10', { score: 0, is_correct: false, num_turns: 1 }],
    ])
    expect(rows[0].answer_attribution).toEqual([])
    expect(rows[1]).toMatchObject({
      input: { raw: 'Nine?', reference: ['9'] },
      output: { raw: ['#### 9'], reasoning_trace: ['So 9.'] },
      messages: null,
      token_usage: { input_tokens: 12, output_tokens: 5, total_tokens: 17 },
      evaluation_id: document.evaluation_id,
      evaluation_result_id: document.evaluation_results[0].evaluation_result_id,
    })
    expect(document.evaluation_results[0].score_details).toMatchObject({
      score: 0.333333,
      details: {
        planned_samples: '4',
        scored_samples: '3',
        unscored: '1',
        'unscored_model-error': '1',
        unanswered: '1',
      },
      uncertainty: { num_samples: 3, standard_error: { value: expect.closeTo(1 / 3, 10) } },
    })
    const checksum = createHash('sha256')
      .update(await text(samples))
      .digest('hex')
    expect(document.detailed_evaluation_results).toMatchObject({ file_path: samples, checksum, total_rows: 3 })
    expect(stderr).toContain('1 trial without a score, left out and counted')
  })

  it('holds a conversation as messages, and a rating that is full marks as correct', async () => {
    const first = turn({ text: 'One.' })
    const again = {
      ...turn({ text: 'Two.' }),
      prompt: [
        { role: 'user' as const, content: 'First?' },
        { role: 'assistant' as const, content: 'One.' },
        { role: 'user' as const, content: 'Second?' },
      ],
    }
    const log = [
      record('mt-bench/81', 10, {
        answer: null,
        turns: [{ ...first, prompt: [{ role: 'user', content: 'First?' }] }, again],
      }),
    ]
    const run = await writeRun(cwd, 'sft', log, { benchmark: { name: 'mt-bench', version: 1 }, range: [1, 10] })
    const [samples = '', aggregate = ''] = (await exported(run, ...OPTIONS)).files
    const [row] = await rowsOf(samples)
    expect(ajv.validate(ROW, row), ajv.errorsText()).toBe(true)
    expect(row).toMatchObject({
      interaction_type: 'multi_turn',
      output: null,
      evaluation: { is_correct: true, num_turns: 2 },
    })
    expect(row.input.raw).toBe('First?')
    expect(row.messages.map((one: { content: string }) => one.content)).toEqual(['First?', 'One.', 'Second?', 'Two.'])
    const document = JSON.parse(await text(aggregate))
    expect(ajv.validate(AGGREGATE, document), ajv.errorsText()).toBe(true)
    expect(document.evaluation_results[0].metric_config).toMatchObject({
      min_score: 1,
      max_score: 10,
      metric_unit: 'points',
    })
  })

  it('is written again to the same file, byte for byte', async () => {
    const run = await writeRun(cwd, 'sft', LOG)
    const { files } = await exported(run, ...OPTIONS)
    const before = await Promise.all(files.map(text))
    expect((await exported(run, ...OPTIONS)).files).toEqual(files)
    expect(await Promise.all(files.map(text))).toEqual(before)
  })

  it('is refused where nothing has a score, before anything is written', async () => {
    const runs = [
      await writeRun(cwd, 'sft', LOG),
      await writeRun(cwd, 'sft', [unscoredRecord('mt-bench/81')], { benchmark: { name: 'mt-bench', version: 1 } }),
    ]
    const { code, stderr } = await exported(...runs, ...OPTIONS)
    expect([code, stderr]).toEqual([2, expect.stringMatching(/mt-bench.*no trial has a score/)])
    expect(await readdir(cwd)).not.toContain('out')
  })

  it.each([
    [['--model-id', 'acme/sft'], 'who ran the evaluation is missing', '--organization "NAME"'],
    [['--organization', 'Our lab'], 'the model was requested as "sft"', '--model-id DEVELOPER/MODEL'],
    [['--organization', 'Our lab', '--model-id', 'a/b/c'], '--model-id a/b/c', '--model-id DEVELOPER/MODEL'],
  ])('needs to know who publishes it: %j', async (options, what, hint) => {
    const run = await writeRun(cwd, 'sft', LOG)
    const { code, stderr } = await evalkit(['export', run, '--format', 'every-eval-ever', '-o', 'out', ...options], {
      cwd,
    })
    expect(code).toBe(2)
    expect(stderr).toContain(what)
    expect(stderr).toContain(hint)
    expect(await readdir(cwd)).not.toContain('out')
  })
})

describe('a run exported to lm-eval', () => {
  it('is a results file and a row for each sample, with the hashes that lm-eval computes', async () => {
    const run = await writeRun(cwd, 'sft', LOG)
    const { files } = await exported(run, '--format', 'lm-eval')
    expect(files).toEqual([
      'sft/samples_gsm8k_2026-11-22T22-03-10.123000.jsonl',
      'sft/results_2026-11-22T22-03-10.123000.json',
    ])
    const rows = await rowsOf(files[0] as string)
    expect(rows.map((row) => [row.doc_id, row.accuracy, row.filtered_resps])).toEqual([
      [2, 0, ['[invalid]']],
      [9, 1, ['9']],
      [10, 0, ['8']],
    ])
    const [, nine] = rows
    const sha256 = (value: string) => createHash('sha256').update(value).digest('hex')
    expect(nine).toMatchObject({
      resps: [['#### 9']],
      filter: 'number',
      doc_hash: sha256(JSON.stringify(nine.doc, null, 2)),
      prompt_hash: sha256(nine.arguments.gen_args_0.arg_0),
      target_hash: sha256('9'),
    })
    expect(JSON.parse(nine.arguments.gen_args_0.arg_0)).toContainEqual({ role: 'user', content: 'Nine?' })
    const results = JSON.parse(await text(files[1] as string))
    expect(results.results.gsm8k).toMatchObject({
      'accuracy,number': 0.333333,
      'accuracy_stderr,number': expect.closeTo(1 / 3, 10),
    })
    expect(results['n-samples'].gsm8k).toEqual({ original: 4, effective: 3 })
  })

  it('scores a sample with repeats by the mean of those that have a score', async () => {
    const log = [
      record('gsm8k/0', 1, { repeat: 2, turns: [chat('Nought?', 'b')] }),
      record('gsm8k/0', 0, { repeat: 1, turns: [chat('Nought?', 'a')] }),
      unscoredRecord('gsm8k/0', 'model-error', 3),
    ]
    const run = await writeRun(cwd, 'sft', log, { trialsPerSample: 3 })
    const [row] = await rowsOf((await exported(run, '--format', 'lm-eval')).files[0] as string)
    expect(row).toMatchObject({ accuracy: 0.5, resps: [['a', 'b']], filtered_resps: ['0', '1'] })
  })

  it('names a model as it was requested, and by its label where two were requested by one name', async () => {
    const model = { ...manifest.model, name: 'acme/sft' }
    const one = await writeRun(cwd, 'sft', LOG, { model })
    const other = await writeRun(cwd, 'step-200', LOG, { model })
    const namesOf = async (...runs: string[]) => {
      const { files } = await exported(...runs, '--format', 'lm-eval')
      return Promise.all(
        files.filter((path) => path.includes('results_')).map(async (path) => JSON.parse(await text(path)).model_name),
      )
    }
    expect(await namesOf(one)).toEqual(['acme/sft'])
    expect(await namesOf(one, other)).toEqual(['sft', 'step-200'])
    expect(await readdir(join(cwd, 'out'))).toEqual(['acme__sft', 'sft', 'step-200'])
  })

  it('puts the benchmarks of one model into one results file, and its second run of one into another', async () => {
    const runs = [
      await writeRun(cwd, 'sft', LOG),
      await writeRun(cwd, 'sft', LOG, { benchmark: { name: 'gsm8k-platinum', version: 1 } }),
      await writeRun(cwd, 'sft', LOG, { startedAt: '2026-11-23T22:03:10.123Z' }),
    ]
    const { files } = await exported(...runs, '--format', 'lm-eval')
    const results = files.filter((path) => path.includes('results_'))
    const tasks = await Promise.all(results.map(async (path) => Object.keys(JSON.parse(await text(path)).results)))
    expect(tasks).toEqual([['gsm8k', 'gsm8k-platinum'], ['gsm8k']])
  })
})

describe('a run exported to Inspect', () => {
  it('is an archive with a sample for each trial, errors included, that unzip can read', async () => {
    const run = await writeRun(cwd, 'sft', LOG)
    const { files, stderr } = await exported(run, '--format', 'inspect')
    expect(files).toEqual([expect.stringMatching(/^2026-11-22T22-03-10-00-00_gsm8k_sft_[A-Za-z0-9]{22}\.eval$/)])
    const entries = await unzipped(await readFile(join(cwd, 'out', files[0] as string)))
    expect([...entries.keys()]).toEqual([
      '_journal/start.json',
      ...[2, 3, 9, 10].map((id) => `samples/gsm8k_${id}_epoch_1.json`),
      'summaries.json',
      'header.json',
    ])
    const read = (path: string) => JSON.parse(entries.get(path) ?? '')
    expect(read('samples/gsm8k_9_epoch_1.json')).toMatchObject({
      id: 'gsm8k/9',
      epoch: 1,
      target: '9',
      scores: { number: { value: 1, answer: '9' } },
      output: { completion: '#### 9', choices: [{ stop_reason: 'stop' }], usage: { total_tokens: 17 } },
    })
    const failed = read('samples/gsm8k_3_epoch_1.json')
    expect(failed.error.message).toBe('the server answered 500')
    expect(failed).not.toHaveProperty('scores')
    expect(read('header.json')).toMatchObject({
      version: 2,
      status: 'success',
      results: { total_samples: 4, completed_samples: 3, scores: [{ metrics: { accuracy: { value: 0.333333 } } }] },
    })
    expect(stderr).toContain('1 trial without a score, exported as errors')
  })

  it('keeps ids apart that have one file name', async () => {
    const log = [record('own/a b', 1), record('own/a/b', 0), record('own/a/b', 1, { repeat: 2 })]
    const run = await writeRun(cwd, 'sft', log, { trialsPerSample: 2 })
    const { files } = await exported(run, '--format', 'inspect')
    const names = [...(await unzipped(await readFile(join(cwd, 'out', files[0] as string)))).keys()]
    expect(names.filter((name) => name.startsWith('samples/'))).toHaveLength(3)
  })
})

describe('runs exported to the Hugging Face Hub', () => {
  it('are a card with the results of each model, and a file for each leaderboard', async () => {
    const model = { ...manifest.model, name: 'acme/sft' }
    const runs = [
      await writeRun(cwd, 'sft', LOG, { model }),
      await writeRun(cwd, 'sft', LOG, { model, benchmark: { name: 'humaneval', version: 1 } }),
      await writeRun(cwd, 'base', LOG),
    ]
    const { files } = await exported(...runs, '--format', 'huggingface')
    expect(files).toEqual([
      'acme__sft/model-index.md',
      'acme__sft/.eval_results/gsm8k_chat.yaml',
      'base/model-index.md',
      'base/.eval_results/gsm8k_chat.yaml',
    ])
    const [, front = ''] = (await text(files[0] as string)).split('---\n')
    expect(
      parse(front)['model-index'][0].results.map(({ dataset }: { dataset: { name: string } }) => dataset.name),
    ).toEqual(['GSM8K', 'HumanEval'])
    expect(parse(await text(files[1] as string))).toMatchObject([{ dataset: { id: 'openai/gsm8k' }, value: 33.33 }])
  })
})

describe('any export', () => {
  const SECRET = 'a protected question'

  it.each(['every-eval-ever', 'lm-eval', 'inspect', 'huggingface'])(
    'to %s holds no text of protected questions',
    async (format) => {
      const log = [{ ...record('gpqa-diamond/0', 1, { answer: 'A', turns: [chat(SECRET, SECRET)] }), target: 'A' }]
      const run = await writeRun(cwd, 'sft', log, { benchmark: { name: 'gpqa-diamond', version: 1 }, protected: {} })
      const { code, files, stderr } = await exported(
        ...[run, '--format', format, '--organization', 'Our lab', '--model-id', 'acme/sft'],
      )
      expect(code).toBe(0)
      expect(stderr).toContain('its questions are protected: totals only, no samples')
      for (const path of files) {
        const bytes = await readFile(join(cwd, 'out', path))
        const all = path.endsWith('.eval') ? [...(await unzipped(bytes)).values()].join('\n') : bytes.toString()
        expect(all).not.toContain(SECRET)
        expect(all).not.toContain('canary')
      }
      expect(files.length).toBeGreaterThan(0)
    },
  )

  it('leaves the earlier file where the run turns out to be damaged', async () => {
    const run = await writeRun(cwd, 'sft', LOG)
    const { files } = await exported(run, '--format', 'lm-eval')
    const before = await text(files[0] as string)
    await writeFile(join(cwd, run, 'samples.jsonl'), `${JSON.stringify(LOG[0])}\n{"broken\n${JSON.stringify(LOG[1])}\n`)
    const { code, stderr } = await exported(run, '--format', 'lm-eval')
    expect([code, stderr]).toEqual([2, expect.stringContaining('samples.jsonl:2: not a JSON object')])
    expect(await text(files[0] as string)).toBe(before)
    expect(await readdir(join(cwd, 'out/sft'))).toHaveLength(2)
  })

  it.each([
    [['@main'], 'a stored baseline keeps scores, not replies'],
    [['RUN', 'RUN'], 'is named twice'],
  ])('of %j is refused', async (named, message) => {
    const run = await writeRun(cwd, 'sft', LOG)
    const { code, stderr } = await exported(
      ...named.map((name) => (name === 'RUN' ? run : name)),
      '--format',
      'inspect',
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })

  it('says where it cannot write', async () => {
    const run = await writeRun(cwd, 'sft', LOG)
    await writeFile(join(cwd, 'out'), 'a file')
    const { code, stderr } = await exported(run, '--format', 'inspect')
    expect(code).toBe(2)
    expect(stderr).toMatch(/out.*cannot be written.*\n.*(choose another folder|a file stands)/i)
  })
})
