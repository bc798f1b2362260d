/**
 * What Pyodide expects of a JavaScript shell, inside an isolate that has nothing but the language itself.
 *
 * Evaluated in the isolate before Pyodide. The engine finds `read` and `load`, takes itself to be in such a shell, and asks for
 * neither network nor files.
 */
import { fillRandom } from './doors.js'

const UTF8_CHUNK = 8192

class Utf8Encoder {
  /** @param {unknown} value */
  encode(value) {
    const bytes = []
    for (const character of String(value)) {
      const code = /** @type {number} */ (character.codePointAt(0))
      if (code < 0x80) bytes.push(code)
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    }
    return new Uint8Array(bytes)
  }

  /** @param {string} value @param {Uint8Array} into */
  encodeInto(value, into) {
    const bytes = this.encode(value)
    into.set(bytes)
    return { read: value.length, written: bytes.length }
  }
}

/** Well-formed input only, which is all that CPython hands over. */
class Utf8Decoder {
  encoding = 'utf-8'

  /** @param {Uint8Array | ArrayBuffer} [input] */
  decode(input = new Uint8Array()) {
    const bytes =
      input instanceof ArrayBuffer
        ? new Uint8Array(input)
        : new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    const at = (/** @type {number} */ index) => /** @type {number} */ (bytes[index]) & 63
    let text = ''
    let index = 0
    while (index < bytes.length) {
      const start = index
      while (index < bytes.length && /** @type {number} */ (bytes[index]) < 0x80 && index - start < UTF8_CHUNK) index++
      text += String.fromCharCode(...bytes.subarray(start, index))
      const lead = bytes[index]
      if (lead === undefined || lead < 0x80) continue
      if (lead < 0xe0) text += String.fromCodePoint(((lead & 31) << 6) | at(index + 1))
      else if (lead < 0xf0) text += String.fromCodePoint(((lead & 15) << 12) | (at(index + 1) << 6) | at(index + 2))
      else
        text += String.fromCodePoint(((lead & 7) << 18) | (at(index + 1) << 12) | (at(index + 2) << 6) | at(index + 3))
      index += lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    }
    return text
  }
}

Object.assign(globalThis, {
  TextEncoder: Utf8Encoder,
  TextDecoder: Utf8Decoder,
  read: () => '{}',
  load: () => undefined,
  /** @param {() => void} callback */
  setTimeout(callback) {
    Promise.resolve().then(() => callback())
    return 0
  },
  clearTimeout: () => undefined,
  performance: { now: () => Date.now() },
  console: { log() {}, warn() {}, error() {} },
  location: '/',
  AbortController: class {
    signal = { aborted: false, addEventListener() {} }
    abort() {}
  },
  AbortSignal: { any: () => ({ aborted: false, addEventListener() {} }) },
  crypto: { getRandomValues: fillRandom },
  os: {
    /** How a shell gets random bytes: `head -c16 /dev/urandom | base64`. @param {string} _shell @param {string[]} args */
    system: (_shell, args) => 'A'.repeat(4 * Math.ceil(Number(/-c(\d+)/.exec(args[1] ?? '')?.[1] ?? 0) / 3)),
  },
})
