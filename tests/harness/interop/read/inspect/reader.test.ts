import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ForeignTrial } from '../../../../../harness/interop/read/foreign.ts'
import { foreignRuns } from '../../../../../harness/interop/read/tools.ts'
import { archive, header, sample, writeZip } from '../../../../helpers/inspect-log.ts'
import { temporaryFolder } from '../../../../helpers/temporary.ts'

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/interop/inspect/', import.meta.url))

const trialsOf = async (path: string, options = {}): Promise<ForeignTrial[][]> =>
  Promise.all((await foreignRuns(path, options)).map((run) => Array.fromAsync(run.trials())))

let root: string
beforeEach(async () => {
  root = await temporaryFolder()
})

/** The trials of a JSON log with these samples. */
async function read(samples: readonly unknown[], more: object = {}) {
  await writeFile(join(root, 'log.json'), JSON.stringify({ ...header(more), samples }))
  return (await trialsOf(join(root, 'log.json')))[0] ?? []
}

describe('a log of Inspect', () => {
  it.each(['deflate', 'zstd', 'zstd in frames'] as const)(
    'is read from an archive that is packed by %s',
    async (method) => {
      await writeZip(join(root, 'log.eval'), archive([sample('a', 'C'), sample('b', 'I')]), method)
      const [run] = await foreignRuns(root)
      expect(run).toMatchObject({
        tool: 'inspect',
        toolVersion: '0.3.285',
        task: 'beads',
        taskVersion: '3',
        filter: 'match',
        metric: 'accuracy',
        model: { name: 'acme/bead-7b', provider: 'openai', endpoint: 'http://127.0.0.1:1/v1' },
        generation: { temperature: 0, maxTokens: 64 },
        planned: 2,
        wallMs: 2000,
        scores: [{ metric: 'accuracy', filter: 'match', origin: 0.5, standardError: 0.1, rows: 0.5 }],
      })
      expect(await trialsOf(root)).toMatchObject([
        [
          {
            id: 'a',
            outcome: { kind: 'scored', value: 1, answer: '7' },
            turns: [
              {
                prompt: [{ role: 'user', content: 'How many beads are on string a of the abacus?' }],
                completion: {
                  text: 'There are 7.',
                  finishReason: 'stop',
                  usage: { inputTokens: 9, outputTokens: 4 },
                  latencyMs: 250,
                },
              },
            ],
          },
          { id: 'b', outcome: { kind: 'scored', value: 0 } },
        ],
      ])
    },
  )

  it('is read the same from JSON', async () => {
    await writeZip(join(root, 'log.eval'), archive([sample('a', 'C'), sample('b', 'I')]))
    const [packed] = await trialsOf(join(root, 'log.eval'))
    expect(await read([sample('a', 'C'), sample('b', 'I')])).toEqual(packed)
  })

  it('has samples in parts, with messages and long texts in files of their own', async () => {
    const { messages, output, ...rest } = sample('a', 'C')
    const files = {
      'header.json': header(),
      'samples/a_epoch_1/sample.json': { ...rest, output: { ...output, completion: 'attachment://1' } },
      'samples/a_epoch_1/metadata.json': {},
      'samples/a_epoch_1/messages/1.json': [messages[1]],
      'samples/a_epoch_1/messages/0.json': [{ role: 'user', content: 'attachment://0' }],
      'samples/a_epoch_1/attachments/0.json': ['A long question.', 'A long reply.'],
    }
    await writeZip(join(root, 'log.eval'), files, 'zstd')
    expect(await trialsOf(root)).toMatchObject([
      [{ turns: [{ prompt: [{ content: 'A long question.' }], completion: { text: 'A long reply.' } }] }],
    ])
  })

  it.each([
    ['C', 1],
    ['I', 0],
    ['P', 0.5],
    ['N', 0],
    [true, 1],
    [false, 0],
    [0.25, 0.25],
    ['0.75', 0.75],
    ['yes', 1],
  ])('has a value for %j', async (value, number) => {
    expect(await read([sample('a', value)])).toMatchObject([{ outcome: { kind: 'scored', value: number } }])
  })

  it.each([
    [
      'an error',
      sample('a', 'C', { error: { message: 'It broke\ndown.', traceback: '…' } }),
      'model-error',
      'It broke down.',
    ],
    ['no score', sample('a', 'C', { scores: {} }), 'missing', 'no value by match'],
    ['a value that is none', sample('a', 'maybe'), 'missing', 'no value by match'],
    ['NaN', sample('a', Number.NaN), 'missing', 'no value by match'],
    [
      'a limit without a score',
      sample('a', null, { limit: { type: 'token', limit: 9 } }),
      'missing',
      'ended by the token limit, without a value by match',
    ],
    [
      'an invalidation',
      sample('a', 'C', { invalidation: { reason: 'leaked' } }),
      'missing',
      'the sample was invalidated in the log',
    ],
  ])('leaves a sample with %s unscored', async (_, broken, reason, message) => {
    const trials = await read([broken, sample('b', 'C')])
    expect(trials[0]?.outcome).toEqual({ kind: 'unscored', reason, message })
  })

  it('marks what was cut off', async () => {
    const cut = sample('a', 'I')
    cut.output.choices = [{ message: { role: 'assistant', content: 'There' }, stop_reason: 'max_tokens' }]
    const limited = sample('b', 'C', { limit: { type: 'token', limit: 9 } })
    expect(await read([cut, limited])).toMatchObject([
      { outcome: { value: 0, flaw: 'truncated' }, turns: [{ completion: { finishReason: 'length' } }] },
      { outcome: { value: 1, flaw: 'truncated' } },
    ])
  })

  it('separates reasoning from the reply', async () => {
    const content = [
      { type: 'reasoning', reasoning: 'Count them.' },
      { type: 'text', text: 'There are 7.' },
    ]
    const thought = sample('a', 'C', {
      output: { choices: [{ message: { role: 'assistant', content }, stop_reason: 'stop' }] },
    })
    expect(await read([thought])).toMatchObject([
      { turns: [{ completion: { text: 'There are 7.', reasoning: 'Count them.' } }] },
    ])
  })

  it('is one run for each scorer and each of its values, the headline first', async () => {
    const scores = { match: { value: 'C' }, style: { value: { clear: 0.5, short: 3 } } }
    await writeFile(join(root, 'log.json'), JSON.stringify({ ...header(), samples: [sample('a', 'C', { scores })] }))
    const runs = await foreignRuns(root)
    expect(runs.map(({ filter, range }) => [filter, range])).toEqual([
      ['match', [0, 1]],
      ['style/clear', [0, 1]],
      ['style/short', [0, 3]],
    ])
    expect((await foreignRuns(root, { filter: 'style' })).map(({ filter }) => filter)).toEqual([
      'style/clear',
      'style/short',
    ])
    const [[trial] = []] = await trialsOf(root)
    expect(trial?.readings).toMatchObject({ 'style/clear': { value: 0.5 }, 'style/short': { value: 3 } })
    await expect(foreignRuns(root, { filter: 'stile' })).rejects.toMatchObject({
      hint: expect.stringContaining('There are: match'),
    })
  })

  it('has the origin’s score of each value, and of several reducers that of the mean', async () => {
    const entry = (name: string, scorer: string, reducer: string | null, metric: string, value: number) => {
      return { name, scorer, reducer, metrics: { [metric]: { name: metric, value } } }
    }
    const scores = [
      entry('match', 'match', 'max', 'accuracy', 1),
      entry('match', 'match', 'mean', 'accuracy', 0.5),
      entry('clear', 'style', null, 'mean', 0.25),
    ]
    const samples = ['C', 'I'].map((value, at) =>
      sample(String(at), value, { scores: { match: { value }, style: { value: { clear: at / 2 } } } }),
    )
    await writeFile(join(root, 'log.json'), JSON.stringify({ ...header(), results: { scores }, samples }))
    const [match, style] = await foreignRuns(root)
    expect(match?.scores[0]).toEqual({ metric: 'accuracy', filter: 'match', origin: 0.5, rows: 0.5 })
    expect(style).toMatchObject({ filter: 'style/clear', metric: 'mean' })
    expect(style?.scores.find(({ filter }) => filter === 'style/clear')).toEqual({
      metric: 'mean',
      filter: 'style/clear',
      origin: 0.25,
      rows: 0.25,
    })
  })

  it('is read beside the list of logs that an eval set keeps', async () => {
    await writeFile(join(root, 'log.json'), JSON.stringify({ ...header(), samples: [sample('a', 'C')] }))
    await writeFile(join(root, 'logs.json'), JSON.stringify({ 'log.json': header() }))
    expect(await foreignRuns(root)).toHaveLength(1)
  })

  it('is unfinished without a header, and says how much is missing', async () => {
    const { 'header.json': _, ...files } = archive([sample('a', 'C')])
    await writeZip(join(root, 'log.eval'), files)
    const [run] = await foreignRuns(root)
    expect(run).toMatchObject({ planned: 2 })
    expect(run?.notes).toEqual([
      'the evaluation had not ended when the log was written',
      '1 of 2 samples are not in the log',
    ])
  })

  it('of a newer version is read as far as it is known, and says so', async () => {
    await writeFile(
      join(root, 'log.json'),
      JSON.stringify({ ...header({ version: 3 }), samples: [sample('a', 'C'), sample('b', 'C')] }),
    )
    const [run] = await foreignRuns(root)
    expect(run?.notes).toEqual(['version 3 of the format is newer than 2: what is known of it was read'])
  })

  it.each([
    ['without any score', [sample('a', 'C', { scores: {} })], /no sample has a score; the log's status is success/],
    ['with a sample twice', [sample('a', 'C'), sample('a', 'I')], /sample a, epoch 1, is there a second time/],
    ['with a sample without id', [sample('', 'C')], /a sample has no "id"/],
  ])('is refused %s', async (_, samples, message) => expect(read(samples)).rejects.toThrow(message))

  it('is refused where the archive was cut off, is none, or has no log', async () => {
    const path = await writeZip(join(root, 'log.eval'), archive([sample('a', 'C'), sample('b', 'C')]))
    await truncate(path, 700)
    await expect(foreignRuns(path)).rejects.toMatchObject({
      message: `${path}: not a whole zip archive`,
      hint: expect.stringContaining('copy it again'),
    })
    await writeFile(path, 'no archive at all')
    await expect(foreignRuns(path)).rejects.toThrow('not a whole zip archive')
    await writeZip(path, { 'readme.txt': 'hello' })
    await expect(foreignRuns(path)).rejects.toThrow('neither header.json nor _journal/start.json')
  })

  it('is refused where a file in it unpacks to more than it may', async () => {
    const files = archive([sample('a', 'C')])
    const path = await writeZip(
      join(root, 'log.eval'),
      { ...files, 'samples/b_epoch_1.json': ' '.repeat(257 * 1024 * 1024) },
      'zstd',
    )
    await expect(foreignRuns(path)).rejects.toThrow('samples/b_epoch_1.json: unpacks to more than 256 MiB')
  })
})

describe('logs that Inspect 0.3.285 wrote (events removed, paths shortened)', () => {
  it('keeps epochs as repeats', async () => {
    const [run] = await foreignRuns(join(FIXTURES, 'epochs.eval'))
    expect(run).toMatchObject({
      trialsPerSample: 2,
      scores: [{ origin: 1, rows: 1 }],
      generation: { temperature: 0.7 },
    })
    const [trials = []] = await trialsOf(join(FIXTURES, 'epochs.eval'))
    expect(trials.map(({ id, repeat }) => `${id} ${repeat}`).sort()).toHaveLength(12)
    expect(new Set(trials.map(({ repeat }) => repeat))).toEqual(new Set([1, 2]))
  })

  it('has errors as such', async () => {
    const [trials = []] = await trialsOf(join(FIXTURES, 'errors.eval'))
    const broken = trials.filter(({ outcome }) => outcome.kind === 'unscored')
    expect(broken.map(({ id }) => id).sort()).toEqual(['13', '3'])
    expect(broken[0]?.outcome).toMatchObject({
      reason: 'model-error',
      message: "RuntimeError('the tool broke down on purpose')",
    })
  })

  it('has a NaN as no score', async () => {
    const [, partial = []] = await trialsOf(join(FIXTURES, 'two-scorers.json'))
    expect(partial.find(({ id }) => id === '7')?.outcome).toEqual({
      kind: 'unscored',
      reason: 'missing',
      message: 'no value by partial',
    })
  })

  it('has replies that were cut off', async () => {
    const [trials = []] = await trialsOf(join(FIXTURES, 'tokens.eval'))
    expect(trials.map(({ outcome }) => outcome.kind === 'scored' && outcome.flaw)).toEqual(Array(4).fill('truncated'))
  })

  it('was killed half-way', async () => {
    const [run] = await foreignRuns(join(FIXTURES, 'killed.eval'))
    expect(run?.notes).toContain('34 of 60 samples are not in the log')
  })
})
