/** Downloads one file from its official address: resumable, and atomic, so that an incomplete file never has the final name. */

import { createHash } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatasetError } from '../../results/errors.ts'
import { makeFolder } from '../../results/store/make-folder.ts'
import { streamRegular } from '../../results/store/regular-file.ts'

/** A server that sends nothing for this long is given up on; the part that came is kept. */
const SILENCE_MS = 30_000

/**
 * Leaves the whole file at `path`. What came before a lost connection stays beside it as `<path>.part`, and the next
 * call goes on from there.
 *
 * @param sha256 hexadecimal; absent: whatever comes is taken
 * @throws DatasetError when the address cannot be reached or the bytes are not the expected ones
 */
export async function download(url: string, path: string, sha256?: string): Promise<void> {
  await makeFolder(dirname(path))
  const part = `${path}.part`
  await fetchInto(part, url)
  const found = await sha256OfFile(part)
  if (sha256 !== undefined && found !== sha256) {
    await rm(part, { force: true })
    throw new DatasetError(`${url}: the file that came has sha256 ${found}, expected ${sha256}`, {
      hint: 'It changed upstream or on the way. Nothing was kept; try again, or put the right file in --data-dir.',
    })
  }
  await rename(part, path)
}

async function fetchInto(part: string, url: string): Promise<void> {
  const have = await sizeOf(part)
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error('nothing came for 30 s')), SILENCE_MS)
  try {
    const response = await fetch(url, { headers: have > 0 ? { range: `bytes=${have}-` } : {}, signal: silence.signal })
    if (response.status === 416) return // nothing after what is already there
    if (!response.ok || response.body === null) throw new Error(`it answered ${response.status}`)
    await append(response.body, part, response.status === 206 ? 'a' : 'w', () => timer.refresh())
  } catch (error) {
    throw unreachable(url, reasonOf(error))
  } finally {
    clearTimeout(timer)
  }
}

async function append(body: AsyncIterable<Uint8Array>, path: string, flags: 'a' | 'w', onChunk: () => void) {
  const file = await open(path, flags)
  try {
    for await (const chunk of body) {
      onChunk()
      await file.write(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Node's fetch says only "fetch failed" and keeps what happened in the cause. */
function reasonOf(error: unknown): string {
  const cause = (error as Error).cause
  return cause instanceof Error
    ? cause.message || String((cause as NodeJS.ErrnoException).code)
    : (error as Error).message
}

function unreachable(url: string, found: string): DatasetError {
  return new DatasetError(`${url} could not be fetched: ${found}`, {
    hint: 'On a machine without internet, copy the file into a folder and name it with --data-dir or EVALKIT_DATA_DIR.',
  })
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  )
}

/** Hexadecimal sha256 of a file's bytes. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of await streamRegular(path)) hash.update(chunk)
  return hash.digest('hex')
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
