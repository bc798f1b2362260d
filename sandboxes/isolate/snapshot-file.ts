/**
 * The memory that Python starts from and V8's machine code for it, kept in the user's cache folder: making them costs seconds,
 * reading them a fraction of one.
 */
import { createHash, hash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makePrivateFolder, PRIVATE_FILE, reasonNotPrivate } from '../../results/store/private-files.ts'
import { writeWhole } from '../../results/store/write-whole.ts'
import { isolatePreload, PYTHON_MAX_PAGES, readPythonModules, readShared } from './assets.ts'
import { PYODIDE_VERSION } from './versions.ts'

const DIGEST_BYTES = 32
const LENGTH_BYTES = 4

/** Ten times what a snapshot has: a larger file is none, and would not fit into memory. */
const MOST_BYTES = 256 * 2 ** 20

/** Named after all that it depends on. */
export const snapshotPath = (cacheFolder: string): string =>
  join(cacheFolder, `python-${digestOfInputs().slice(0, 16)}.snapshot`)

/** Of all that a snapshot depends on: it holds addresses of functions, which the code around Python and V8 have a hand in. */
function digestOfInputs(): string {
  const inputs = [
    PYODIDE_VERSION,
    process.versions.v8,
    process.arch,
    PYTHON_MAX_PAGES,
    readPythonModules(),
    isolatePreload(),
  ]
  return hash('sha256', JSON.stringify(inputs))
}

/** Of the content and of what it must have been made from, which this process knows from elsewhere than the file. */
const digestOf = (content: Uint8Array): Buffer => {
  const inputs = Buffer.from(digestOfInputs(), 'hex')
  return createHash('sha256').update(inputs).update(content).digest()
}

/** What Python is started from. */
export interface Snapshot {
  /** As `packSnapshot` makes it; more may follow. */
  readonly memory: SharedArrayBuffer
  /** As `machineCodeOf` makes it; empty where there is none. */
  readonly machineCode: Uint8Array
}

/** @returns nothing when there is none, when others could have written it, or when it is not what was written from the same inputs */
export function readSnapshot(path: string): Snapshot | undefined {
  if (!existsSync(path) || reasonNotPrivate(path) !== undefined || statSync(path).size > MOST_BYTES) return undefined
  const memory = readShared(path)
  const end = memory.byteLength - DIGEST_BYTES
  const codeEnd = end - LENGTH_BYTES
  if (codeEnd <= 0) return undefined
  const digest = digestOf(Buffer.from(memory, 0, end))
  if (!digest.equals(new Uint8Array(memory, end))) return undefined
  const codeLength = Buffer.from(memory).readUInt32LE(codeEnd)
  return { memory, machineCode: new Uint8Array(memory, codeEnd - codeLength, codeLength) }
}

/** The memory, the code, the code's length, and a digest of all that. Whole or not at all. @throws when the folder cannot be written */
export async function writeSnapshot(path: string, memory: Uint8Array, machineCode: Uint8Array): Promise<void> {
  const codeLength = Buffer.alloc(LENGTH_BYTES)
  codeLength.writeUInt32LE(machineCode.length)
  const content = Buffer.concat([memory, machineCode, codeLength])
  const reason = makePrivateFolder(dirname(path))
  if (reason !== undefined) throw new Error(`${dirname(path)} ${reason}`)
  await writeWhole(path, Buffer.concat([content, digestOf(content)]), { mode: PRIVATE_FILE })
}
