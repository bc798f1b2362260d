import { createHash } from 'node:crypto'
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openReplay } from '../../../../harness/models/replay/replay.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const IDS = ['test/0', 'test/1', 'test/2']

async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(await temporaryFolder(), 'answers.jsonl')
  await writeFile(path, content)
  return path
}

async function open(path: string, version?: string) {
  const spec = { label: 'old', provider: 'replay', name: path, urls: [] }
  const model = await openReplay(spec, { api: 'chat', ...(version !== undefined && { version }) })
  onTestFinished(async () => model.close?.())
  const ask = (sampleId: string, repeat = 1, turn = 1) =>
    model.complete({ prompt: [], generation: {}, trial: { sampleId, repeat, turn } })
  return { model, ask }
}

const replay = async (...lines: object[]) =>
  open(await fileOf(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))

describe('a replay', () => {
  it('answers what the file holds', async () => {
    const { ask } = await replay(
      { id: 'test/0', completion: 'zero' },
      { id: 'test/1', completion: 'one', repeat: 1, model: 'other fields are left alone' },
      { id: 'test/1', completion: '', repeat: 2 },
      { id: 'test/2', completion: 'cut', finish_reason: 'length', order: [3, 0, 1, 2] },
    )
    expect(await ask('test/0')).toEqual({ text: 'zero', finishReason: 'stop' })
    expect(await ask('test/1')).toMatchObject({ text: 'one' })
    expect(await ask('test/1', 2)).toMatchObject({ text: '' })
    expect(await ask('test/2')).toEqual({ text: 'cut', finishReason: 'length' })
  })

  it('answers turn by turn', async () => {
    const { ask } = await replay({ id: 'test/0', completions: ['first', 'second'], finish_reason: 'length' })
    expect(await ask('test/0', 1, 1)).toEqual({ text: 'first', finishReason: 'stop' })
    expect(await ask('test/0', 1, 2)).toEqual({ text: 'second', finishReason: 'length' })
  })

  it.each([
    ['sample', 'test/9', 1, 1],
    ['repeat', 'test/0', 2, 1],
    ['turn', 'test/0', 1, 2],
  ])('misses a %s that is not there', async (_name, id, repeat, turn) => {
    const { ask } = await replay({ id: 'test/0', completion: 'zero' })
    await expect(ask(id, repeat, turn)).rejects.toMatchObject({ missing: true, retryable: false, fatal: false })
  })

  it('says that it proves nothing, and which file it was', async () => {
    const content = '{"id": "test/0", "completion": "zero"}\n'
    const path = await fileOf(content)
    const { model } = await open(path)
    expect(model.facts).toEqual({
      label: 'old',
      provider: 'replay',
      name: 'answers.jsonl',
      api: 'chat',
      version: createHash('sha256').update(content).digest('hex'),
      claimed: true,
    })
    expect((await open(path, 'v2')).model.facts.version).toBe('v2')
  })

  it('reads files with a byte-order mark, CRLF, blank lines and no line end at the end', async () => {
    const { ask } = await open(
      await fileOf('\uFEFF{"id": "test/0", "completion": "é"}\r\n\r\n \n{"id": "test/1", "completion": "数"}'),
    )
    expect([(await ask('test/0')).text, (await ask('test/1')).text]).toEqual(['é', '数'])
  })

  it('answers many at once from a file larger than its buffers', async () => {
    const ids = Array.from({ length: 3000 }, (_, i) => `test/${i}`)
    const { ask } = await replay(...ids.map((id, i) => ({ id, completion: `${id}: ${'数'.repeat(i % 500)}` })))
    const texts = await Promise.all(ids.map(async (id) => (await ask(id)).text))
    expect(texts).toEqual(ids.map((id, i) => `${id}: ${'数'.repeat(i % 500)}`))
  })

  it('knows when the file is changed under it', async () => {
    const path = await fileOf('{"id": "test/0", "completion": "zero"}\n')
    const { ask } = await open(path)
    await writeFile(path, '{"id": "test/7", "completion": "none"}\n')
    await expect(ask('test/0')).rejects.toThrow(/answers\.jsonl:1: the file changed/)
    await appendFile(path, 'x')
  })
})

describe('the check of a replay', () => {
  it('lets samples be left out', async () => {
    const { model } = await replay({ id: 'test/0', completion: 'zero' }, { id: 'test/2', completion: 'two' })
    await model.check?.({ sampleIds: ['test/1'], allIds: IDS, repeats: 9 })
  })

  it('finds ids that the benchmark does not have', async () => {
    const { model } = await replay({ id: 'test/0', completion: 'zero' }, { id: 'test/00', completion: 'two' })
    await expect(model.check?.({ sampleIds: ['test/0'], allIds: IDS, repeats: 9 })).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/answers\.jsonl:2: this benchmark has no sample "test\/00"$/),
      hint: 'Its 3 samples have ids such as "test/0".',
    })
  })
})

it('refuses repeats that would not be read', async () => {
  const { model } = await replay({ id: 'test/0', completion: 'zero' }, { id: 'test/0', repeat: 2, completion: 'again' })
  const checked = (repeats: number) => model.check?.({ sampleIds: ['test/0'], allIds: IDS, repeats })
  await checked(2)
  await expect(checked(1)).rejects.toThrow(/answers\.jsonl:2: repeat 2, but only one answer per sample would be read/)
})

describe('a replay file is refused', () => {
  const good = '{"id": "test/0", "completion": "zero"}\n'

  it.each([
    ['empty', '', /answers\.jsonl: the file is empty$/],
    ['blank', '\n \n\n', /answers\.jsonl: the file is empty$/],
    ['torn', `${good}{"id": "test/1", "compl`, /:2: truncated or malformed/],
    ['not JSON', `${good}\n# comment\n`, /:3: truncated or malformed/],
    ['a list', `${good}[1]\n`, /:2: not a JSON object$/],
    ['without an id', `${good}{"completion": "x"}\n`, /:2: "id" is not a sample id$/],
    ['with a number for an id', '{"id": 1, "completion": "x"}\n', /:1: "id" is not a sample id$/],
    ['without a reply', '{"id": "test/0"}\n', /:1: exactly one of "completion" and "completions"/],
    [
      'with both',
      '{"id": "test/0", "completion": "a", "completions": ["a"]}\n',
      /:1: exactly one of "completion" and "completions"/,
    ],
    ['with null for a reply', '{"id": "test/0", "completion": null}\n', /:1: "completion" is not a string$/],
    [
      'with log-likelihoods and a reply',
      '{"id": "test/0", "completion": "B", "log_likelihoods": [-1, -2]}\n',
      /:1: "log_likelihoods" beside a reply$/,
    ],
    [
      'with a log-likelihood above 0',
      '{"id": "test/0", "log_likelihoods": [-1, 0.5]}\n',
      /:1: "log_likelihoods" is not a list/,
    ],
    ['with one log-likelihood', '{"id": "test/0", "log_likelihoods": [-1]}\n', /:1: "log_likelihoods" is not a list/],
    ['with no turns', '{"id": "test/0", "completions": []}\n', /:1: "completions" is not a list of strings$/],
    ['with a turn that is no text', '{"id": "test/0", "completions": ["a", 1]}\n', /:1: "completions" is not/],
    [
      'with repeat 0',
      '{"id": "test/0", "completion": "a", "repeat": 0}\n',
      /:1: "repeat" is not a whole number from 1$/,
    ],
    ['with half a repeat', '{"id": "test/0", "completion": "a", "repeat": 1.5}\n', /:1: "repeat"/],
    ['with an order of words', '{"id": "test/0", "completion": "a", "order": ["A"]}\n', /:1: "order"/],
    [
      'with another finish reason',
      '{"id": "test/0", "completion": "a", "finish_reason": "eos"}\n',
      /:1: "finish_reason"/,
    ],
    [
      'with one trial twice',
      `${good}{"id": "test/0", "repeat": 1, "completion": "b"}\n`,
      /:2: test\/0, repeat 1, already has a reply in line 1$/,
    ],
    ['not UTF-8', Buffer.from([0x7b, 0xe9, 0x7d]), /:1: not UTF-8$/],
  ])('when it is %s', async (_name, content, message) => {
    const path = await fileOf(content)
    await expect(open(path)).rejects.toMatchObject({
      name: 'UsageError',
      exitCode: 2,
      message: expect.stringMatching(message),
    })
  })

  it('when it is not there, or a folder', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'dir'))
    await expect(open(join(folder, 'none.jsonl'))).rejects.toThrow(/none\.jsonl: there is no such file$/)
    await expect(open(join(folder, 'dir'))).rejects.toThrow(/dir: it is a folder$/)
  })
})

describe('a replay of multiple-choice answers', () => {
  const asked = { sampleIds: IDS, allIds: IDS, repeats: 1, options: 4 }

  it('says in which order the options stood', async () => {
    const { model } = await replay({ id: 'test/0', completion: 'C', order: [3, 0, 1, 2] })
    await expect(model.check?.(asked)).resolves.toBeUndefined()
    expect(model.orderOf?.('test/0', 1)).toEqual([3, 0, 1, 2])
    expect(model.orderOf?.('test/1', 1)).toBeUndefined()
  })

  it.each([
    ['no order', {}, 'the "order" of the options is missing'],
    ['an option twice', { order: [0, 1, 1, 2] }, '"order" is [0, 1, 1, 2], which is not a permutation of 4 options'],
    ['too few', { order: [0, 1, 2] }, '"order" is [0, 1, 2]'],
    ['another count from 1', { order: [1, 2, 3, 4] }, '"order" is [1, 2, 3, 4]'],
  ])('is refused with %s, with file and line', async (_case, fields, message) => {
    const { model } = await replay(
      { id: 'test/0', completion: 'C', order: [3, 0, 1, 2] },
      { id: 'test/1', completion: 'C', ...fields },
    )
    const failure = await model.check?.(asked).catch((error) => error)
    expect(failure).toMatchObject({ name: 'UsageError', exitCode: 2 })
    expect(failure.message).toContain(`answers.jsonl:2: ${message}`)
    expect(failure.hint).toContain('"order": [')
  })
})
