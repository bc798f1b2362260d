/** What Python is booted from: the files of Pyodide, and a snapshot, cached or newly made. */
import { readPyodide, readPythonModules } from './assets.ts'
import { engineModule, machineCodeOf } from './compiled-engine.ts'
import { makeSnapshot, type PythonKit } from './python-boot.ts'
import { readSnapshot, snapshotPath, writeSnapshot } from './snapshot-file.ts'

/** @param cacheFolder `''` for none @throws when Pyodide does not boot, or its files are not there */
export async function loadPythonKit(cacheFolder: string): Promise<PythonKit> {
  const assets = readPyodide()
  const modules = readPythonModules()
  const path = cacheFolder === '' ? undefined : snapshotPath(cacheFolder)
  const kept = path === undefined ? undefined : readSnapshot(path)
  const engine = engineModule(new Uint8Array(assets.wasm), kept?.machineCode)
  if (kept !== undefined) return { assets, modules, engine, snapshot: kept.memory }

  const memory = packSnapshot(await makeSnapshot({ assets, modules, engine }))
  // A cache that cannot be written costs time at the next start, and nothing else.
  if (path !== undefined) await writeSnapshot(path, memory, machineCodeOf(engine)).catch(() => undefined)
  return { assets, modules, engine, snapshot: shareable(memory) }
}

function shareable(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.byteLength)
  new Uint8Array(buffer).set(bytes)
  return buffer
}

/** Pieces are as long as what systems hand out memory in. */
const PAGE = 4096
const EMPTY = new Uint8Array(PAGE)

/**
 * Packs what Pyodide calls a snapshot: a head, whose length is its second number, and the whole memory.
 *
 * @returns the length of the head, the head, the number of pieces of memory, the start and the length of each, the pieces; all
 *   numbers have 32 bits. `inside/python.js` and `inside/memory.js` read it.
 */
function packSnapshot(snapshot: Uint8Array): Uint8Array {
  const headLength = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(4, true)
  const memory = snapshot.subarray(headLength)
  const pieces = usedPieces(memory)
  return Buffer.concat([
    numbers(headLength),
    snapshot.subarray(0, headLength),
    numbers(pieces.length, ...pieces.flatMap(({ start, end }) => [start, end - start])),
    ...pieces.map(({ start, end }) => memory.subarray(start, end)),
  ])
}

interface Piece {
  readonly start: number
  end: number
}

function usedPieces(memory: Uint8Array): Piece[] {
  const pieces: Piece[] = []
  for (let start = 0; start < memory.length; start += PAGE) {
    const end = Math.min(start + PAGE, memory.length)
    if (Buffer.compare(memory.subarray(start, end), EMPTY.subarray(0, end - start)) === 0) continue
    const last = pieces.at(-1)
    if (last?.end === start) last.end = end
    else pieces.push({ start, end })
  }
  return pieces
}

const numbers = (...values: number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer)
