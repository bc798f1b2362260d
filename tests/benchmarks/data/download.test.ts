import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { download } from '../../../benchmarks/data/download.ts'
import { serve } from '../../helpers/file-server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const CONTENT = 'one line\n'.repeat(10_000)
const SHA256 = createHash('sha256').update(CONTENT).digest('hex')

describe('download', () => {
  it('leaves the whole file under its name and nothing beside it', async () => {
    const folder = await temporaryFolder()
    const url = await serve((_request, response) => response.end(CONTENT))
    await download(url, join(folder, 'set/rows.jsonl'), SHA256)
    expect(await readFile(join(folder, 'set/rows.jsonl'), 'utf8')).toBe(CONTENT)
    expect(await readdir(join(folder, 'set'))).toEqual(['rows.jsonl'])
  })

  it('goes on where a lost connection stopped', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'rows.jsonl')
    const ranges: (string | undefined)[] = []
    const url = await serve((request, response) => {
      ranges.push(request.headers.range)
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      if (from > 0) return response.writeHead(206).end(CONTENT.slice(from))
      response.writeHead(200, { 'content-length': CONTENT.length })
      response.write(CONTENT.slice(0, 40_000), () => setTimeout(() => response.destroy(), 100))
    })
    await expect(download(url, path, SHA256)).rejects.toThrow(/could not be fetched/)
    const kept = (await readFile(`${path}.part`)).length
    expect(kept).toBeGreaterThan(0)
    await download(url, path, SHA256)
    expect(await readFile(path, 'utf8')).toBe(CONTENT)
    expect(ranges).toEqual([undefined, `bytes=${kept}-`])
  })

  it('starts anew when the server does not know ranges', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'rows.jsonl')
    await writeFile(`${path}.part`, CONTENT.slice(0, 100))
    const url = await serve((_request, response) => response.end(CONTENT))
    await download(url, path, SHA256)
    expect(await readFile(path, 'utf8')).toBe(CONTENT)
  })

  it('takes a part that was already whole', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'rows.jsonl')
    await writeFile(`${path}.part`, CONTENT)
    const url = await serve((_request, response) => response.writeHead(416).end())
    await download(url, path, SHA256)
    expect(await readFile(path, 'utf8')).toBe(CONTENT)
  })

  it('keeps nothing of a file with other bytes, and names both digests', async () => {
    const folder = await temporaryFolder()
    const url = await serve((_request, response) => response.end('something else'))
    await expect(download(url, join(folder, 'rows.jsonl'), SHA256)).rejects.toThrow(
      new RegExp(`sha256 [0-9a-f]{64}, expected ${SHA256}`),
    )
    expect(await readdir(folder)).toEqual([])
  })

  it('says what to do on a machine without internet', async () => {
    const folder = await temporaryFolder()
    const failure = await download('http://127.0.0.1:9/rows.jsonl', join(folder, 'rows.jsonl')).catch((error) => error)
    expect(failure.name).toBe('DatasetError')
    expect(failure.hint).toMatch(/--data-dir/)
  })
})
