/** What Python is booted from: the files of Pyodide, and a snapshot from the cache or made anew. */
import { makeSnapshot, type PythonKit, readPythonKit } from './python-boot.ts'
import { readSnapshot, snapshotPath, writeSnapshot } from './snapshot-file.ts'

/** @throws when Pyodide does not boot, or its files are not there */
export async function loadPythonKit(cacheFolder: string): Promise<PythonKit> {
  const path = snapshotPath(cacheFolder)
  const kept = readSnapshot(path)
  if (kept !== undefined) return readPythonKit(kept)
  const snapshot = await makeSnapshot()
  // A cache that cannot be written costs time at the next start, and nothing else.
  await writeSnapshot(path, snapshot).catch(() => undefined)
  return readPythonKit(shareable(snapshot))
}

function shareable(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength))
  copy.set(bytes)
  return copy
}
