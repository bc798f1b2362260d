/** The memory snapshot that Python starts from, kept in the user's cache folder: taking it costs seconds, loading it none. */
import { hash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { preloadProgram } from '../python/modules.ts'
import { PYTHON_MAX_PAGES, readShared, readShell } from './assets.ts'
import { PYODIDE_VERSION } from './versions.ts'

const DIGEST_BYTES = 32

/** Named after all that it depends on: it holds addresses of functions, which the shell and V8 have a hand in. */
export function snapshotPath(cacheFolder: string): string {
  const ingredients = [
    PYODIDE_VERSION,
    process.versions.v8,
    process.arch,
    PYTHON_MAX_PAGES,
    readShell(),
    preloadProgram(),
  ]
  return join(cacheFolder, `python-${hash('sha256', JSON.stringify(ingredients)).slice(0, 16)}.snapshot`)
}

/** @returns nothing when there is none, or when it is not what was written */
export function readSnapshot(path: string): Uint8Array<SharedArrayBuffer> | undefined {
  if (!existsSync(path)) return undefined
  const file = readShared(path)
  if (file.byteLength <= DIGEST_BYTES) return undefined
  const content = new Uint8Array(file, DIGEST_BYTES)
  const digest = hash('sha256', Buffer.from(file, DIGEST_BYTES), 'buffer')
  return digest.equals(new Uint8Array(file, 0, DIGEST_BYTES)) ? content : undefined
}

/** Whole or not at all. @throws when the folder cannot be written */
export async function writeSnapshot(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFileAtomic(path, Buffer.concat([hash('sha256', content, 'buffer'), content]))
}
