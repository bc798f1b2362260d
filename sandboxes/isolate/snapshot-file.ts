/** The memory snapshot that Python starts from, kept in the user's cache folder: taking it costs seconds, loading it none. */
import { hash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { PYTHON_MAX_PAGES } from './assets.ts'
import { snapshotProgram } from './python-modules.ts'
import { PYODIDE_VERSION } from './versions.ts'

const DIGEST_BYTES = 32

/** Named after all that its content depends on; V8 decides how the shell behaves that the snapshot remembers. */
export function snapshotPath(cacheFolder: string): string {
  const ingredients = [PYODIDE_VERSION, process.versions.v8, process.arch, PYTHON_MAX_PAGES, snapshotProgram()]
  return join(cacheFolder, `python-${hash('sha256', JSON.stringify(ingredients)).slice(0, 16)}.snapshot`)
}

/** @returns nothing when there is none, or when it is not what was written */
export async function readSnapshot(path: string): Promise<Uint8Array | undefined> {
  const file = await readFile(path).catch(() => undefined)
  if (file === undefined || file.length <= DIGEST_BYTES) return undefined
  const content = file.subarray(DIGEST_BYTES)
  return file.subarray(0, DIGEST_BYTES).equals(hash('sha256', content, 'buffer')) ? content : undefined
}

/** Whole or not at all. @throws when the folder cannot be written */
export async function writeSnapshot(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFileAtomic(path, Buffer.concat([hash('sha256', content, 'buffer'), content]))
}
