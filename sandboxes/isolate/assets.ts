/** The files an interpreter is made of: Pyodide's own, and ours beside this one. Read once per worker. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { preloadProgram } from '../python/modules.ts'

/** Wasm pages of 64 KiB that a Python program may fill: 256 MiB. Python answers with MemoryError beyond. */
export const PYTHON_MAX_PAGES = 4096

/** Pyodide compares this part of its lock file with itself when it starts. */
interface LockInfo {
  readonly abi_version: string
  readonly arch: string
  readonly platform: string
  readonly python: string
}

export interface PyodideAssets {
  /** Shared with every isolate, never copied. */
  readonly wasm: SharedArrayBuffer
  readonly standardLibrary: SharedArrayBuffer
  readonly engineModule: string
  readonly loaderModule: string
  readonly info: LockInfo
}

/** @throws when Pyodide is not installed, or is not built as this code knows it */
export function readPyodide(): PyodideAssets {
  const file = (name: string) => fileURLToPath(import.meta.resolve(`pyodide/${name}`))
  const lock = JSON.parse(readFileSync(file('pyodide-lock.json'), 'utf8')) as { info: LockInfo }
  return {
    wasm: limitMemory(readShared(file('pyodide.asm.wasm')), PYTHON_MAX_PAGES),
    standardLibrary: readShared(file('python_stdlib.zip')),
    engineModule: readFileSync(file('pyodide.asm.mjs'), 'utf8'),
    loaderModule: readFileSync(file('pyodide.mjs'), 'utf8'),
    info: lock.info,
  }
}

/** A file of the folder `inside`, whose code runs inside isolates. */
export function readInside(name: string): string {
  return readFileSync(new URL(`./inside/${name}`, import.meta.url), 'utf8')
}

/** What Python runs before it is kept as a snapshot. */
export const isolatePreload = (): string => preloadProgram({ _evalkit_missing_parts: readInside('missing_parts.py') })

/** The modules around CPython in its isolate, each after those it imports; the last is the host's. Names, then sources. */
export const readPythonModules = (): readonly (readonly [string, string])[] =>
  ['first-used.js', 'memory.js', 'streams.js', 'surroundings.js', 'doors.js', 'shell.js', 'python.js'].map((name) => [
    `./${name}`,
    readInside(name),
  ])

/** Reads a file into memory that isolates can share, without another copy on the way. @throws as node:fs does */
export function readShared(path: string): SharedArrayBuffer {
  const file = openSync(path, 'r')
  try {
    const buffer = new SharedArrayBuffer(fstatSync(file).size)
    const bytes = new Uint8Array(buffer)
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(file, bytes, at, bytes.length - at, at)
      if (read === 0) throw new Error(`${path} has changed while it was read`)
      at += read
    }
    return buffer
  } finally {
    closeSync(file)
  }
}

/** The memory section: id, size, one memory with both limits, at least 480 pages, at most 65,536 as three bytes LEB128. */
const MEMORY_SECTION = Buffer.from([0x05, 0x07, 0x01, 0x01, 0xe0, 0x03, 0x80, 0x80, 0x04])

/**
 * Lowers the number of pages that the module's memory may grow to, which the module itself declares.
 *
 * @see WebAssembly core specification, 5.5.8 memory section
 */
function limitMemory(buffer: SharedArrayBuffer, pages: number): SharedArrayBuffer {
  const wasm = Buffer.from(buffer)
  const at = wasm.indexOf(MEMORY_SECTION) + MEMORY_SECTION.length - 3
  if (at < MEMORY_SECTION.length - 3) throw new Error('the memory of Pyodide’s module is not declared as expected')
  wasm.set([(pages & 127) | 128, ((pages >> 7) & 127) | 128, (pages >> 14) & 127], at)
  return buffer
}
