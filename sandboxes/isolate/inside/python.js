/**
 * CPython in an isolate, as the host handles it. What this module exports is held by the host alone, and so is what every
 * interpreter is made from: nothing of it stays where a program that gets to the JavaScript side could find it.
 */
import './shell.js'
import { behindDoors, closeAll, touchedDoor } from './doors.js'
import { ascii, grownPages, heap, lend, reset as putBack, save as remember, restore, take, wasm } from './memory.js'
import { difference, remember as rememberSurroundings, surround } from './surroundings.js'

export { seedRandom } from './doors.js'
export { grownPages } from './memory.js'
export { answerWith, begin, printed } from './streams.js'

/** @type {Record<string, number>} */ const functions = {}
/** @type {any} */ let pyodide
let callsUnderWay = 0
/** CPython, while it is booted. @type {WebAssembly.Module | undefined} */ let engine

/**
 * In place before Pyodide is loaded, which begins to compile at once. V8's own functions finish on another thread and then wait
 * for the isolate to be entered again: nobody would, and the boot would hang at times.
 */
Object.assign(WebAssembly, {
  /** The engine is handed no bytes and instantiates the real ones; Pyodide's small helper module comes compiled. */
  async instantiate(/** @type {any} */ source, /** @type {any} */ imports) {
    return source instanceof WebAssembly.Module
      ? new WebAssembly.Instance(source, imports)
      : instantiate(/** @type {WebAssembly.Module} */ (engine), imports)
  },
  compile: async (/** @type {ArrayBuffer} */ source) => new WebAssembly.Module(source),
})

const QUIET = { stdin: () => undefined, stdout() {}, stderr() {} }

/**
 * The buffers are shared with every other interpreter.
 *
 * @param {SharedArrayBuffer} code @param {SharedArrayBuffer} standardLibrary @param {SharedArrayBuffer | undefined} snapshot
 * @param {Function} createPyodideModule @param {Function} loadPyodide @param {object} options of `loadPyodide`
 */
export async function boot(code, standardLibrary, snapshot, createPyodideModule, loadPyodide, options) {
  Object.assign(globalThis, {
    /** @param {string} path */
    readbuffer(path) {
      if (path.endsWith('.zip')) return standardLibrary
      if (path.endsWith('.wasm')) return new ArrayBuffer(0) // compiled below, from the real bytes
      throw new Error(`no file ${path}`)
    },
  })
  engine = new WebAssembly.Module(new Uint8Array(code))
  const _loadSnapshot = snapshot && snapshotHead(snapshot)
  pyodide = await loadPyodide({ ...options, ...QUIET, createPyodideModule, _loadSnapshot })
  Object.assign(globalThis, { readbuffer: undefined })
  Object.assign(WebAssembly, { instantiate: undefined, compile: undefined })
  engine = undefined
  surround(pyodide.FS)
  if (_loadSnapshot) Object.assign(_loadSnapshot, { subarray: undefined })
}

/** @param {WebAssembly.Module} module @param {Record<string, Record<string, any>>} imports */
function instantiate(module, imports) {
  leaveOutGraphics(module, imports)
  const instance = new WebAssembly.Instance(module, behindDoors(imports))
  take(instance.exports)
  return { module, instance }
}

/**
 * Leaves out hundreds of WebGL functions, for each of which the linker would compile a module at every boot: a null address
 * counts as resolved.
 *
 * @param {WebAssembly.Module} module @param {Record<string, Record<string, any>>} imports
 */
function leaveOutGraphics(module, imports) {
  for (const { module: space, name } of WebAssembly.Module.imports(module))
    if (space === 'GOT.func' && name.startsWith('emscripten_gl')) /** @type {any} */ (imports[space])[name].value = 0
}

/**
 * Pyodide's own part of the snapshot. It reads from it, then takes all the rest as the memory: which is when we put the memory
 * there, without the zeros that it mostly consists of.
 *
 * @param {SharedArrayBuffer} snapshot the length of that part, the part, and the memory (see memory.js)
 */
function snapshotHead(snapshot) {
  const [length] = /** @type {any} */ (new Uint32Array(snapshot, 0, 1))
  const head = new Uint8Array(snapshot, 4, length).slice()
  const { subarray } = head
  return Object.assign(head, {
    /** @param {number} start @param {number} [end] */
    subarray(start, end) {
      if (start === length && end === undefined) restore(snapshot, 4 + length)
      return subarray.call(head, start, end)
    },
  })
}

/** The memory of this interpreter after a program has run in it, as Pyodide writes it. @param {string} program */
export function makeSnapshot(program) {
  pyodide.runPython(program)
  return pyodide.makeMemorySnapshot()
}

/** Makes functions of a Python module callable. @param {string} module @param {string[]} names */
export function bind(module, names) {
  const object = wasm.PyImport_ImportModule(lend(module))
  for (const name of names) {
    functions[name] = wasm.PyObject_GetAttrString(object, lend(name))
    if (!functions[name]) throw new Error(`${module}.py has no ${name}`)
  }
}

/**
 * Calls a bound Python function with one string; it answers with one.
 *
 * @param {string} name @param {string} argument ASCII @param {number} limit characters in the answer
 * @throws when Python raised, or answered with something else
 */
export function call(name, argument, limit) {
  // A call in the midst of another, which has let go of the interpreter's lock to write its question, takes the lock.
  const lock = callsUnderWay++ > 0 ? wasm.PyGILState_Ensure() : undefined
  try {
    return answerTo(name, argument, limit)
  } finally {
    callsUnderWay--
    if (lock !== undefined) wasm.PyGILState_Release(lock)
  }
}

/** @param {string} name @param {string} argument @param {number} limit */
function answerTo(name, argument, limit) {
  const text = lend(argument)
  const string = wasm.PyUnicode_FromStringAndSize(text, argument.length)
  wasm.free(text)
  const answer = wasm.PyObject_CallOneArg(functions[name], string)
  wasm.Py_DecRef(string)
  if (answer === 0) throw new Error(`${name} raised`)
  const size = lend('    ')
  const start = wasm.PyUnicode_AsUTF8AndSize(answer, size) >>> 0
  const length = new DataView(heap().buffer).getUint32(size, true)
  wasm.free(size)
  if (start === 0 || length > limit) throw new Error(`${name} answered with no string of at most ${limit} characters`)
  const result = ascii(heap().subarray(start, start + length))
  wasm.Py_DecRef(answer)
  return result
}

/** From here on, `reset` comes back to this moment. */
export function save() {
  closeAll()
  remember()
  rememberSurroundings()
}

/**
 * Undoes what a program did.
 *
 * @param {number} maxPages of WebAssembly by which the memory may have grown
 * @returns why it cannot be undone; empty when it is
 */
export function reset(maxPages) {
  if (touchedDoor() !== '') return `it used ${touchedDoor()}`
  if (grownPages() > maxPages) return 'its memory has grown'
  const changed = difference()
  if (changed !== '') return `it changed ${changed}`
  putBack()
  closeAll()
  return ''
}
