import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DatasetFile } from '../../../benchmarks/benchmark.ts'
import { filesOf, findStatus, pullFile, verifyStatus } from '../../../benchmarks/data/data-files.ts'
import { BENCHMARKS, benchmarkNamed } from '../../../benchmarks/index.ts'
import { serve } from '../../helpers/file-server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const TEXT = '{"question": "How many legs have two spiders?", "answer": "#### 16"}\n'
const declared: DatasetFile = {
  file: 'legs/test.jsonl',
  url: 'http://127.0.0.1:9/test.jsonl',
  sha256: createHash('sha256').update(TEXT).digest('hex'),
  rows: 1,
  license: 'MIT',
}

async function folderWith(text?: string): Promise<string> {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'legs'))
  if (text !== undefined) await writeFile(join(folder, declared.file), text)
  return folder
}

describe('filesOf', () => {
  it('names questions, examples, references and judge prompts, each once', () => {
    const files = filesOf(benchmarkNamed('mt-bench')).map(({ file }) => file)
    expect(files).toContain('mt-bench/question.jsonl')
    expect(files).toContain('mt-bench/reference_answer/gpt-4.jsonl')
    expect(files).toContain('mt-bench/judge_prompts.jsonl')
    expect(new Set(files).size).toBe(files.length)
  })

  it.each(BENCHMARKS.map((benchmark) => [benchmark.name, benchmark] as const))('of %s is not empty', (_, benchmark) =>
    expect(filesOf(benchmark)).toContain(benchmark.dataset.test),
  )
})

describe('the status of a file', () => {
  it.each([
    ['absent', undefined, 'missing', 'missing'],
    ['the published one', TEXT, 'present', 'verified'],
    ['other bytes', `${TEXT}\n`, 'present', 'damaged'],
  ])('that is %s', async (_, text, found, verified) => {
    const options = { cacheDir: await folderWith(text) }
    expect((await findStatus(declared, options)).state).toBe(found)
    expect((await verifyStatus(declared, options)).state).toBe(verified)
  })

  it('says so where upstream publishes no digest', async () => {
    const { sha256, ...rest } = declared
    expect(await verifyStatus(rest, { cacheDir: await folderWith(TEXT) })).toMatchObject({
      state: 'unpublished',
      sha256,
      bytes: TEXT.length,
    })
  })
})

describe('pullFile', () => {
  const serving = async (text: string) => {
    const served = { requests: 0, url: '' }
    served.url = await serve((_request, response) => {
      served.requests++
      response.end(text)
    })
    return served
  }

  it.each(['cacheDir', 'dataDir'] as const)('fetches into the %s once', async (kind) => {
    const server = await serving(TEXT)
    const folder = await temporaryFolder()
    const options = { cacheDir: '/nowhere', [kind]: folder }
    for (let i = 0; i < 2; i++) {
      expect(await pullFile({ ...declared, url: server.url }, options)).toMatchObject({
        state: 'verified',
        path: join(folder, declared.file),
      })
    }
    expect(server.requests).toBe(1)
  })

  it('replaces a damaged file', async () => {
    const server = await serving(TEXT)
    const folder = await folderWith('torn')
    expect(await pullFile({ ...declared, url: server.url }, { cacheDir: folder })).toMatchObject({ state: 'verified' })
    expect(await readFile(join(folder, declared.file), 'utf8')).toBe(TEXT)
  })

  it('keeps a damaged file where nothing better came, and says why', async () => {
    const server = await serving('something else')
    const folder = await folderWith('torn')
    const status = await pullFile({ ...declared, url: server.url }, { cacheDir: folder })
    expect(status.state).toBe('damaged')
    expect(status.failure?.message).toMatch(/expected/)
    expect(await readFile(join(folder, declared.file), 'utf8')).toBe('torn')
  })

  it('reports an address that cannot be reached', async () => {
    const status = await pullFile(declared, { cacheDir: await temporaryFolder() })
    expect(status).toMatchObject({ state: 'missing', failure: { hint: expect.stringContaining('--data-dir') } })
  })

  it('reports a folder that cannot be written', async () => {
    const server = await serving(TEXT)
    const file = join(await folderWith(TEXT), declared.file)
    const status = await pullFile({ ...declared, url: server.url }, { cacheDir: file })
    expect(status.failure?.message).toMatch(/cannot be written/)
  })

  it('leaves a file without an address to the user', async () => {
    const { url, ...rest } = declared
    const status = await pullFile({ ...rest, obtain: 'Export it.' }, { cacheDir: await temporaryFolder() })
    expect(status).toMatchObject({ state: 'missing' })
    expect(status.failure).toBeUndefined()
  })
})
