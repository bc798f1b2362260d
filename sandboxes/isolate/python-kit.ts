/** What Python is booted from: the files of Pyodide, and a snapshot, cached or newly made. */
import { readPyodide, readPythonModules } from './assets.ts'
import { engineModule, machineCodeOf } from './compiled-engine.ts'
import { makeSnapshot, type PythonKit } from './python-boot.ts'
import { readSnapshot, snapshotPath, writeSnapshot } from './snapshot-file.ts'
import { packSnapshot } from './snapshot-pack.ts'

/** @throws when Pyodide does not boot, or its files are not there */
export async function loadPythonKit(cacheFolder: string): Promise<PythonKit> {
  const assets = readPyodide()
  const modules = readPythonModules()
  const path = snapshotPath(cacheFolder)
  const kept = readSnapshot(path)
  const engine = engineModule(new Uint8Array(assets.wasm), kept?.machineCode)
  if (kept !== undefined) return { assets, modules, engine, snapshot: kept.memory }

  const memory = packSnapshot(await makeSnapshot({ assets, modules, engine }))
  // A cache that cannot be written costs time at the next start, and nothing else.
  await writeSnapshot(path, memory, machineCodeOf(engine)).catch(() => undefined)
  return { assets, modules, engine, snapshot: shareable(memory) }
}

function shareable(bytes: Uint8Array): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes.byteLength)
  new Uint8Array(buffer).set(bytes)
  return buffer
}
