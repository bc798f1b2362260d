import { chmod, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ResponseCache } from '../../../../harness/models/cache/response-cache.ts'
import { StoreError } from '../../../../results/errors.ts'
import type { Completion } from '../../../../results/schema/schema.ts'
import { temporaryFolder } from '../../../helpers/temporary.ts'

const REPLY: Completion = { text: 'zwölf \u2028 12', finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 2 } }
const SFT = { model: 'sft', version: 'step-100' }

async function newCache(path?: string) {
  const file = path ?? join(await temporaryFolder(), 'deep/down/responses.sqlite')
  const warnings: string[] = []
  const cache = new ResponseCache(file, (sentence) => warnings.push(sentence))
  onTestFinished(() => cache.close())
  return { cache, file, warnings }
}

it('keeps replies as they were, also for the next process', async () => {
  const { cache, file } = await newCache()
  expect(cache.get('a')).toBeUndefined()
  cache.put('a', SFT, REPLY)
  expect(cache.get('a')).toEqual(REPLY)
  cache.close()
  expect((await newCache(file)).cache.get('a')).toEqual(REPLY)
})

it('is used by several at once', async () => {
  const { cache, file } = await newCache()
  const { cache: other, warnings } = await newCache(file)
  for (let i = 0; i < 200; i++) (i % 2 === 0 ? cache : other).put(String(i), SFT, { ...REPLY, text: String(i) })
  for (let i = 0; i < 200; i++) expect((i % 2 === 0 ? other : cache).get(String(i))?.text).toBe(String(i))
  expect(warnings).toEqual([])
})

describe('a file that cannot be used', () => {
  it.each([
    ['is no database', 'this is not a database, and is long enough to be told from an empty one'.repeat(20)],
    ['is damaged', undefined],
  ])('is set aside with a word when it %s', async (_, content) => {
    const { cache, file } = await newCache()
    cache.put('a', SFT, REPLY)
    cache.close()
    if (content !== undefined) await writeFile(file, content)
    else {
      const raw = new DatabaseSync(file)
      raw.exec('DROP TABLE replies; CREATE TABLE replies (something TEXT)')
      raw.close()
    }
    const { cache: next, warnings } = await newCache(file)
    expect(next.get('a')).toBeUndefined()
    next.put('b', SFT, REPLY)
    expect(next.get('b')).toEqual(REPLY)
    expect(warnings).toEqual([expect.stringMatching(/damaged .* renamed to .*damaged-\d+/)])
    expect((await readdir(join(file, '..'))).some((name) => name.includes('.damaged-'))).toBe(true)
  })

  it('is done without when nothing can be written there', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    const { cache, warnings } = await newCache(join(folder, 'file/responses.sqlite'))
    cache.put('a', SFT, REPLY)
    expect(cache.get('a')).toBeUndefined()
    expect(warnings).toEqual([expect.stringMatching(/continuing without it/)])
    expect(() => cache.stats()).toThrow(StoreError)
  })
})

it('tells what is there, and drops what is old', async () => {
  const { cache } = await newCache()
  cache.put('a', SFT, REPLY)
  cache.put('b', { ...SFT, version: 'step-200' }, REPLY)
  cache.put('c', { model: 'base', version: '1' }, REPLY)
  expect(cache.stats().models).toEqual([
    { model: 'base', version: '1', replies: 1 },
    { model: 'sft', version: 'step-100', replies: 1 },
    { model: 'sft', version: 'step-200', replies: 1 },
  ])
  expect(cache.prune(Date.now() - 60_000)).toBe(0)
  expect(cache.prune(Date.now() + 1, 'sft')).toBe(2)
  expect(cache.stats().models).toEqual([{ model: 'base', version: '1', replies: 1 }])
  expect(cache.prune(Date.now() + 1)).toBe(1)
})

describe.skipIf(process.getuid === undefined)('the file', () => {
  it('is for the user alone, and so are those beside it', async () => {
    const { cache, file } = await newCache()
    cache.put('a', SFT, REPLY)
    const modes = await Promise.all(
      ['', '-wal', '-shm', '/..'].map(async (end) => (await stat(join(`${file}${end}`))).mode),
    )
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o700])
  })

  it('is set aside with a word where everybody could have written replies', async () => {
    const { cache, file } = await newCache()
    cache.put('a', SFT, REPLY)
    cache.close()
    await chmod(file, 0o666)
    const { cache: next, warnings } = await newCache(file)
    expect(next.get('a')).toBeUndefined()
    next.put('a', SFT, REPLY)
    expect(next.get('a')).toEqual(REPLY)
    expect(warnings).toEqual([
      expect.stringMatching(/cannot be trusted \(it can be written by everybody\): renamed to /),
    ])
  })

  it('is not followed to elsewhere', async () => {
    const { cache, file } = await newCache()
    cache.put('a', SFT, REPLY)
    cache.close()
    const link = join(await temporaryFolder(), 'responses.sqlite')
    await symlink(file, link)
    const { cache: next, warnings } = await newCache(link)
    expect(next.get('a')).toBeUndefined()
    expect(warnings).toEqual([expect.stringMatching(/not a regular file/)])
  })
})

it.each(['', 'null', '{"text": 7}', '[1', '{"text": "cut"}', '"text"'])(
  'asks again for a row that holds %j',
  async (content) => {
    const { cache, file } = await newCache()
    for (const key of ['a', 'b', 'c']) cache.put(key, SFT, REPLY)
    const raw = new DatabaseSync(file)
    raw.prepare("UPDATE replies SET reply = ? WHERE key IN ('a', 'b')").run(content)
    raw.close()
    const { cache: next, warnings } = await newCache(file)
    expect([next.get('a'), next.get('b'), next.get('c')]).toEqual([undefined, undefined, REPLY])
    expect(warnings).toEqual([expect.stringMatching(/holds a row that is no reply: it is requested again$/)])
    expect(next.stats().models).toEqual([{ model: 'sft', version: 'step-100', replies: 1 }])
  },
)
