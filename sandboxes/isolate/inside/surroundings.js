/**
 * What an interpreter consists of beside its memory: open files, the working folder, the tables and globals of WebAssembly, and the
 * JavaScript globals around it. Programs change little of it without going through a door (doors.js), but closing a file or moving
 * its position is one of the things that they may do: so all of it is compared with what it was at the start.
 */
import { wasm } from './memory.js'

/** Emscripten's file system, once it is there. @type {any} */
let files
/** @type {any[]} */ let tables = []
/** @type {any[]} */ let globals = []
/** @type {() => string} */
let compare = () => ''

/** @param {any} fileSystem of Pyodide */
export function surround(fileSystem) {
  files = fileSystem
  tables = Object.values(wasm).filter((item) => item instanceof WebAssembly.Table)
  globals = Object.values(wasm).filter(isVariable)
}

/** Whether it is a global that the engine may change. @param {any} item that it exports */
function isVariable(item) {
  if (!(item instanceof WebAssembly.Global)) return false
  try {
    const { value } = item
    item.value = value
    return true
  } catch {
    return false
  }
}

/** @param {number} file @returns whether reading it changes nothing but its position: not so for devices, which may keep state */
export function isPlainFile(file) {
  const stream = files?.streams[file]
  return Boolean(stream) && files.isFile(stream.node.mode)
}

/** From here on, `difference` compares with this moment. */
export function remember() {
  const parts = Object.entries(PARTS).map(([name, look]) => ({ name, look, before: look() }))
  compare = () => parts.find(({ look, before }) => !same(look(), before))?.name ?? ''
}

/** @returns what is not as it was: `open files`; empty where all is */
export const difference = () => compare()

/** Values that have to be the very same. @type {Readonly<Record<string, () => readonly unknown[]>>} */
const PARTS = {
  'open files': () => files.streams.flatMap(fileState),
  'working folder': () => [files.currentPath, files.root],
  'file system': () => [files.nextInode, files.mounts.length, files.ignorePermissions],
  'tables and globals': () => [...tables.map(({ length }) => length), ...globals.map(({ value }) => value)],
  'JavaScript globals': globalState,
}

/** @param {any} stream a file, or null under a number that is not in use @param {number} number */
function fileState(stream, number) {
  if (!stream) return []
  const { shared, node, path, stream_ops, tty, ungotten, error, getdents } = stream
  return [
    number,
    stream,
    shared,
    shared?.position,
    shared?.flags,
    node,
    path,
    stream_ops,
    tty,
    ungotten?.length,
    error,
    getdents,
  ]
}

/** Their names, and what they are. */
function globalState() {
  const names = Object.getOwnPropertyNames(globalThis)
  return [...names, ...names.map((name) => /** @type {any} */ (globalThis)[name])]
}

/** @param {readonly unknown[]} some @param {readonly unknown[]} others */
const same = (some, others) =>
  some.length === others.length && some.every((value, index) => Object.is(value, others[index]))
