/** What CPython writes and reads: its output, kept up to a limit, and a line to the other interpreter, through the host. */
import { ascii, heap } from './memory.js'

/** The file descriptor through which checker and candidate ask each other: see channel.py. */
const HOST = 1000

/** @type {Uint8Array[]} */ let output = []
let outputLeft = 0
let outputCut = false
/** @type {((request: string) => string) | undefined} */ let ask
/** What is left of the other's answer. */
let answer = ''

/** @param {number} limit bytes of output to keep from here on */
export function begin(limit) {
  output = []
  outputLeft = limit
  outputCut = false
}

/** One character a byte. @returns {[text: string, cut: boolean]} */
export function printed() {
  return [output.map(ascii).join(''), outputCut]
}

/** From here on, it can ask. @param {(request: string) => string} answerer */
export function answerWith(answerer) {
  ask = answerer
}

/**
 * `fd_write` for the streams that are ours.
 *
 * @param {number} file @param {number} vectors @param {number} count @param {number} written
 * @returns {number | undefined} 0, or nothing for any other file
 * @see WASI preview 1: an address and a length for each piece, and where to put the number of bytes
 */
export function write(file, vectors, count, written) {
  if (file === 1 || file === 2) return report(written, print(pieces(vectors, count)))
  if (file === HOST && ask) return report(written, request(pieces(vectors, count), ask))
  return undefined
}

/**
 * `fd_read`, likewise.
 *
 * @param {number} file @param {number} vectors @param {number} count @param {number} read
 */
export function read(file, vectors, count, read) {
  return file === HOST && ask ? report(read, takeAnswer(pieces(vectors, count))) : undefined
}

/** @param {number} vectors @param {number} count @returns {Uint8Array[]} */
function pieces(vectors, count) {
  const memory = heap()
  const view = new DataView(memory.buffer, vectors >>> 0)
  return Array.from({ length: count }, (_, index) => {
    const start = view.getUint32(8 * index, true)
    return memory.subarray(start, start + view.getUint32(8 * index + 4, true))
  })
}

/** @param {number} at @param {number} count */
function report(at, count) {
  new DataView(heap().buffer).setUint32(at >>> 0, count, true)
  return 0
}

/** Keeps the first part, and says that all was written. @param {Uint8Array[]} parts */
function print(parts) {
  let total = 0
  for (const part of parts) {
    const kept = Math.min(part.length, outputLeft)
    if (kept > 0) output.push(part.slice(0, kept))
    outputLeft -= kept
    outputCut ||= kept < part.length
    total += part.length
  }
  return total
}

/** @param {Uint8Array[]} parts @param {(request: string) => string} ask */
function request(parts, ask) {
  const text = parts.map(ascii).join('')
  answer = ask(text)
  return text.length
}

/** @param {Uint8Array[]} parts */
function takeAnswer([part = new Uint8Array()]) {
  const length = Math.min(part.length, answer.length)
  for (let index = 0; index < length; index++) part[index] = answer.charCodeAt(index)
  answer = answer.slice(length)
  return length
}
