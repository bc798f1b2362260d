/** CPython's memory: everything that a program leaves behind, as long as it stays behind the doors (doors.js). */
import { firstUsedOf } from './first-used.js'

const WASM_PAGE = 65536
/** Memory is looked at in pieces of this size: as systems hand it out. */
const PAGE = 4096

/** What the engine exports: functions of CPython and of C. @type {Record<string, any>} */
export let wasm = {}
let bytes = new Uint8Array()
/** @type {(at: number, end: number) => number} */
let firstUsed = (_, end) => end

/** What `reset` comes back to: pieces of memory in their order, and zeros between them. @type {{ start: number, piece: Uint8Array }[]} */
let saved = []
let stack = 0
let sizeAtStart = 0

/** @param {Record<string, any>} exports of the engine */
export function take(exports) {
  wasm = exports
  firstUsed = firstUsedOf(exports.memory)
}

/** The memory as it is now: growing it makes a new buffer. */
export function heap() {
  if (bytes.buffer !== wasm.memory.buffer) bytes = new Uint8Array(wasm.memory.buffer)
  return bytes
}

/**
 * Fills the memory from a snapshot: a count, then the start and the length of each piece as 32-bit numbers, then the pieces.
 *
 * @param {SharedArrayBuffer} snapshot @param {number} at where in it the count is
 */
export function restore(snapshot, at) {
  const [count] = /** @type {any} */ (new Uint32Array(snapshot, at, 1))
  const table = new Uint32Array(snapshot, at + 4, 2 * count)
  let next = at + 4 + 8 * count
  for (let index = 0; index < table.length; index += 2) {
    const [start, length] = /** @type {any} */ (table.subarray(index, index + 2))
    heap().set(new Uint8Array(snapshot, next, length), start)
    next += length
  }
}

/** From here on, `reset` comes back to this moment. */
export function save() {
  stack = wasm.emscripten_stack_get_current()
  saved = []
  const { length } = heap()
  sizeAtStart = length
  for (let start = usedPage(0); start < length; start = usedPage(start)) {
    const from = start
    while (start < length && usedPage(start) === start) start += PAGE
    saved.push({ start: from, piece: heap().slice(from, start) })
  }
}

/** @param {number} at a page @returns the first page from there on that is not empty */
function usedPage(at) {
  const used = firstUsed(at, heap().length)
  return used - (used % PAGE)
}

/** WebAssembly pages that were added since `save`. Python cannot give them back. */
export const grownPages = () => (heap().length - sizeAtStart) / WASM_PAGE

/** Puts everything back; what has grown is empty. */
export function reset() {
  const memory = heap()
  let end = 0
  for (const { start, piece } of saved) {
    empty(end, start)
    memory.set(piece, start)
    end = start + piece.length
  }
  empty(end, memory.length)
  wasm._emscripten_stack_restore(stack)
}

/** @param {number} start @param {number} end */
function empty(start, end) {
  const used = firstUsed(start, end)
  if (used < end) bytes.fill(0, used, end)
}

/** A zero-terminated copy in the memory. @param {string} ascii @returns {number} its address */
export function lend(ascii) {
  const start = wasm.malloc(ascii.length + 1) >>> 0
  if (start === 0) throw new Error('no memory left for a call')
  const memory = heap()
  for (let index = 0; index < ascii.length; index++) memory[start + index] = ascii.charCodeAt(index)
  memory[start + ascii.length] = 0
  return start
}

/** One character a byte. @param {Uint8Array} part */
export function ascii(part) {
  let text = ''
  for (let start = 0; start < part.length; start += 8192)
    text += String.fromCharCode(...part.subarray(start, start + 8192))
  return text
}
