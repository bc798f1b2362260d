import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { foreignRuns } from '../../../../../harness/interop/read/tools.ts'
import { DATE, results, row, writeLmEval } from '../../../../helpers/lm-eval-log.ts'
import { temporaryFolder } from '../../../../helpers/temporary.ts'

const lines = (...rows: unknown[]) => rows.map((one) => `${JSON.stringify(one)}\n`).join('')

async function read(rows: readonly unknown[] | string | undefined, facts?: object, options = {}) {
  const root = await temporaryFolder()
  return foreignRuns(await writeLmEval(root, 'beads', rows, facts), options)
}

const trialsOf = async (runs: Awaited<ReturnType<typeof foreignRuns>>) =>
  Promise.all(runs.map((run) => Array.fromAsync(run.trials())))

describe('the output of lm-eval', () => {
  it('is one run for each filter, in the order of the task, and each has the other beside it', async () => {
    const rows = [
      row(0, 0, { filter: 'flexible' }),
      row(1, 1, { filter: 'flexible' }),
      row(0, 1, { filter: 'strict' }),
      row(1, 1, { filter: 'strict' }),
    ]
    const facts = results('beads', { 'exact_match,strict': 1, 'exact_match_stderr,strict': 0 })
    const configs = { beads: { filter_list: [{ name: 'strict' }, { name: 'flexible' }] } }
    const runs = await read(rows, { ...facts, configs })
    expect(runs.map(({ filter }) => filter)).toEqual(['strict', 'flexible'])
    const [strict, flexible] = await trialsOf(runs)
    expect(strict?.map(({ outcome }) => outcome)).toMatchObject([{ value: 1 }, { value: 1 }])
    expect(flexible?.map(({ outcome }) => outcome)).toMatchObject([{ value: 0 }, { value: 1 }])
    expect(strict?.[0]?.readings).toEqual({ flexible: { answer: '0', value: 0 } })
    expect(runs[0]?.scores).toEqual([
      { metric: 'exact_match', filter: 'flexible', rows: 0.5 },
      { metric: 'exact_match', filter: 'strict', origin: 1, standardError: 0, rows: 1 },
    ])
  })

  it('has the facts of the results file, and no secret of it', async () => {
    const more = { chat_template_sha: 'abcdef0123456789abcdef', system_instruction: 'Be brief.' }
    const [run] = await read([row(0, 1)], results('beads', { 'exact_match,none': 1 }, more))
    expect(run).toMatchObject({
      toolVersion: '0.4.13',
      taskVersion: '1',
      shots: 0,
      chatTemplate: 'abcdef0123456789',
      system: expect.stringMatching(/^[0-9a-f]{16}$/),
      model: { name: 'acme/bead-7b', endpoint: 'http://127.0.0.1:1/v1', provider: 'local-completions' },
      generation: { temperature: 0, stop: ['\n'], system: 'Be brief.' },
      startedAt: '2026-03-04T05:06:07.000Z',
      wallMs: 12_500,
    })
    expect(JSON.stringify(run)).not.toMatch(/secret|key=/)
  })

  it('reads messages of a chat, as text and as a list with one text', async () => {
    const messages = JSON.stringify([{ role: 'user', content: 'How many?' }])
    const [[first, second] = []] = await trialsOf(
      await read([row(0, 1, { prompt: messages }), row(1, 1, { prompt: [messages] })]),
    )
    for (const trial of [first, second])
      expect(trial?.turns[0]?.prompt).toEqual([{ role: 'user', content: 'How many?' }])
  })

  it('reads the log-likelihoods of options, which are texts', async () => {
    const options = {
      arguments: { gen_args_0: { arg_0: 'Red?', arg_1: ' yes' }, gen_args_1: { arg_0: 'Red?', arg_1: ' no' } },
      resps: [[['-4.43', 'False']], [['-0.25', 'True']]],
      filtered_resps: [
        ['-4.43', 'False'],
        ['-0.25', 'True'],
      ],
      metrics: ['acc', 'acc_norm'],
      acc: true,
      acc_norm: 0.0,
    }
    const [run] = await read([row(0, undefined, options)], results('beads', { 'acc,none': 1, 'acc_norm,none': 0 }))
    expect(run?.metric).toBe('acc')
    const [[trial] = []] = await trialsOf(run === undefined ? [] : [run])
    expect(trial).toMatchObject({
      outcome: { kind: 'scored', value: 1, answer: 'no' },
      readings: { acc_norm: { value: 0 } },
      turns: [
        {
          completion: {
            text: 'no',
            likelihoods: [
              { text: ' yes', logLikelihood: -4.43 },
              { text: ' no', logLikelihood: -0.25 },
            ],
          },
        },
      ],
    })
  })

  it('keeps all replies of a repeated document beside its one score', async () => {
    const [run] = await read([row(0, 1, { resps: [['It is 0.', 'It is 7.', 'Zero.']] })])
    expect(run?.notes).toContain('each document has one score for its 3 replies, as the filter makes it')
    const [[trial] = []] = await trialsOf(run === undefined ? [] : [run])
    expect(trial).toMatchObject({
      repeat: 1,
      furtherReplies: ['It is 7.', 'Zero.'],
      turns: [{ completion: { text: 'It is 0.' } }],
    })
  })

  it('never makes a number of a value that is none', async () => {
    const pair = row(1, [3, 4])
    const [run] = await read(
      `${lines(row(0, 1), pair)}${JSON.stringify(row(2, 0)).replace('"exact_match":0', '"exact_match":NaN')}\n`,
    )
    const [trials] = await trialsOf(run === undefined ? [] : [run])
    expect(trials?.map(({ outcome }) => outcome.kind)).toEqual(['scored', 'unscored', 'unscored'])
  })

  it('takes the metric that is asked for', async () => {
    const rows = [row(0, 1, { metrics: ['exact_match', 'f1'], f1: 0.25 })]
    const [run] = await read(rows, undefined, { metric: 'f1' })
    expect(await Array.fromAsync(run?.trials() ?? [])).toMatchObject([
      { outcome: { value: 0.25 }, readings: { exact_match: { value: 1 } } },
    ])
    await expect(read(rows, undefined, { metric: 'bleu' })).rejects.toMatchObject({
      hint: 'There are: exact_match, f1. Choose one with --metric.',
    })
  })

  it('has a scale as wide as its scores', async () => {
    const [run] = await read([row(0, 7.5), row(1, 2)])
    expect(run?.range).toEqual([0, 7.5])
  })

  it('says which documents have no row, and drops a line that was cut off', async () => {
    const whole = lines(row(0, 1), row(1, 0))
    const facts = results('beads', {}, { 'n-samples': { beads: { original: 9, effective: 5 } } })
    const [run] = await read(whole.slice(0, -20), facts)
    expect(run?.planned).toBe(5)
    expect(run?.notes).toEqual(['line 2 was cut off, and is left out', '4 of 5 documents have no row'])
  })

  it.each([
    [
      'a document twice',
      lines(row(0, 1), row(1, 1), row(0, 0)),
      /beads_.*jsonl:3: document 0 is there a second time with the filter none/,
    ],
    ['a line of something else', `${lines(row(0, 1))}{"a": 1}\n`, /jsonl:2: not a row of lm-eval/],
    ['a broken line in the middle', `{"doc_id": 1,\n${lines(row(0, 1))}`, /jsonl:1: ends in the middle/],
    [
      'perplexity alone',
      lines(row(0, undefined, { metrics: ['word_perplexity'], word_perplexity: [-4, 3] })),
      /no metric that is a number/,
    ],
  ])('refuses %s', async (_, text, message) => expect(read(text)).rejects.toThrow(message))

  it('refuses results without samples, and says how to get them', async () => {
    await expect(read(undefined, results('beads', { 'exact_match,none': 1 }))).rejects.toMatchObject({
      message: expect.stringContaining('results of lm-eval without samples'),
      hint: expect.stringContaining('--log_samples'),
    })
  })

  it('reads samples without results, and says what is not known then', async () => {
    const [run] = await read([row(0, 1)])
    expect(run?.notes).toEqual([expect.stringContaining('no results file of the same date')])
    expect(run?.shots).toBeUndefined()
  })

  it('refuses a filter that no row has, with those there are', async () => {
    await expect(read([row(0, 1, { filter: 'strict' })], undefined, { filter: 'strikt' })).rejects.toMatchObject({
      message: expect.stringContaining('no row has the filter strikt'),
      hint: 'Did you mean "strict"? There are: strict.',
    })
  })

  it('leaves out a task without a score of one row, and says so', async () => {
    const root = await temporaryFolder()
    await writeLmEval(root, 'beads', [row(0, 1)], undefined)
    const path = await writeLmEval(
      root,
      'prose',
      [row(0, undefined, { metrics: ['word_perplexity'], word_perplexity: [-8, 3] })],
      undefined,
    )
    const [run, ...others] = await foreignRuns(path)
    expect([run?.task, others]).toEqual(['beads', []])
    expect(run?.notes.at(-1)).toMatch(/^left out: .*samples_prose.*have no metric that is a number/)
  })

  it('reads a task with a single filter by that, where another is asked for that a second task has', async () => {
    const root = await temporaryFolder()
    await writeLmEval(root, 'beads', [row(0, 1, { filter: 'strict' }), row(0, 1, { filter: 'flexible' })], undefined)
    const path = await writeLmEval(root, 'kites', [row(0, 1)], undefined)
    const runs = await foreignRuns(path, { filter: 'flexible' })
    expect(runs.map(({ task, filter }) => [task, filter])).toEqual([
      ['beads', 'flexible'],
      ['kites', undefined],
    ])
  })

  it('refuses what was made with --predict_only, whose zeros are no scores', async () => {
    await expect(read([row(0, undefined, { metrics: ['bypass'], bypass: 0 })])).rejects.toThrow(
      'made with --predict_only, which scores nothing',
    )
  })

  it('keeps evaluations of several dates apart', async () => {
    const root = await temporaryFolder()
    const facts = (version: number) => ({ ...results('beads', {}), versions: { beads: version } })
    await writeLmEval(join(root, 'm'), 'beads', [row(0, 1)], facts(1), DATE)
    await writeLmEval(join(root, 'm'), 'beads', [row(0, 0)], facts(2), '2026-03-05T00-00-00.000001')
    expect((await foreignRuns(root)).map(({ taskVersion }) => taskVersion)).toEqual(['1', '2'])
  })

  it('has the verdicts of what lm-eval 0.4.13 itself wrote of log-likelihoods, in each of its metrics', async () => {
    const folder = join(import.meta.dirname, '../../../../fixtures/interop/lm-eval-likelihoods')
    for (const metric of ['acc', 'acc_norm', 'acc_bytes', 'acc_mutual_info']) {
      const [run] = await foreignRuns(folder, { metric })
      const { origin, rows } = run?.scores.find((score) => score.metric === metric) ?? {}
      expect(rows).toBeCloseTo(origin ?? Number.NaN, 12)
      const [trials = []] = await trialsOf(run === undefined ? [] : [run])
      expect([trials.length, run?.planned]).toEqual([7, 7])
      expect(trials[0]?.turns[0]?.completion.likelihoods).toHaveLength(4)
    }
  })
})
