/** MD5 (RFC 1321), which one of HumanEval's problems asks for. The value of this script is a function from text to hexadecimal. */
;(() => {
  /** By how many bits a sum is turned, four of them for each of the four rounds. */
  const TURNS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
  const SINES = Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32))

  /** @param {string} text @returns {number[]} as UTF-8; half of a pair becomes U+FFFD */
  function utf8(text) {
    return Array.from(text.toWellFormed(), (character) => {
      const code = /** @type {number} */ (character.codePointAt(0))
      const six = (/** @type {number} */ shift) => 0x80 | ((code >> shift) & 63)
      if (code < 0x80) return [code]
      if (code < 0x800) return [0xc0 | (code >> 6), six(0)]
      if (code < 0x10000) return [0xe0 | (code >> 12), six(6), six(0)]
      return [0xf0 | (code >> 18), six(12), six(6), six(0)]
    }).flat()
  }

  /** Blocks of 64 bytes: the text, a bit, zeros, and the length of the text in bits. @param {number[]} bytes */
  function padded(bytes) {
    const blocks = new Uint8Array(64 * (Math.floor((bytes.length + 8) / 64) + 1))
    blocks.set(bytes)
    blocks[bytes.length] = 0x80
    const view = new DataView(blocks.buffer)
    view.setBigUint64(blocks.length - 8, BigInt(bytes.length) * 8n, true)
    return view
  }

  /** @param {number} step @param {number} b @param {number} c @param {number} d @returns {[mixed: number, word: number]} */
  function mix(step, b, c, d) {
    if (step < 16) return [(b & c) | (~b & d), step]
    if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) % 16]
    if (step < 48) return [b ^ c ^ d, (3 * step + 5) % 16]
    return [c ^ (b | ~d), (7 * step) % 16]
  }

  return (/** @type {unknown} */ text) => {
    const blocks = padded(utf8(String(text)))
    const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
    for (let at = 0; at < blocks.byteLength; at += 64) {
      let [a, b, c, d] = /** @type {[number, number, number, number]} */ (state)
      for (const [step, sine] of SINES.entries()) {
        const [mixed, word] = mix(step, b, c, d)
        const sum = (a + mixed + sine + blocks.getUint32(at + 4 * word, true)) | 0
        const turn = /** @type {number} */ (TURNS[4 * (step >> 4) + (step & 3)])
        ;[a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0]
      }
      for (const [i, value] of [a, b, c, d].entries()) state[i] = ((state[i] ?? 0) + value) | 0
    }
    const digest = new DataView(new ArrayBuffer(16))
    for (const [i, value] of state.entries()) digest.setInt32(4 * i, value, true)
    return Array.from(new Uint8Array(digest.buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
})()
