/** Whether a long text is worth the search for secrets: at the speed of looking for a few words. */
import type { Secret } from './secret-echoes.ts'

/** Pieces that are looked for; any part of eleven characters holds one whole. */
const PIECE = 8
const STRIDE = 4

export function mayEcho(text: string, secrets: readonly Secret[]): boolean {
  if (secrets.length === 0) return false
  const small = text.replace(/[^a-zA-Z\d]+/g, '').toLowerCase()
  const packed = text.replace(/\s+/g, '').replace(UNSEEN, '')
  return (
    looksEncoded(text) ||
    secrets.some((secret) => {
      const traces = tracesOf(secret)
      return (
        traces.letters.some((piece) => small.includes(piece)) || traces.packed.some((piece) => packed.includes(piece))
      )
    })
  )
}

const UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu

/** Several escapes, much hexadecimal, many numbers in a row: rare in prose and in programs. */
const looksEncoded = (text: string): boolean =>
  ESCAPES.some(({ mark, pattern }) => text.includes(mark) && pattern.test(text)) ||
  NUMBERS.some((pattern) => pattern.test(text)) ||
  (text.match(LONG_RUN) ?? []).some((run) => /\d/.test(run) && /[a-z]/.test(run) && /[A-Z]/.test(run))

const ESCAPES = [
  { mark: '%', pattern: /(?:%[0-9a-fA-F]{2}[\s\S]{0,12}?){3}/ },
  { mark: '=', pattern: /(?:=[0-9A-F]{2}[\s\S]{0,12}?){3}/ },
  { mark: '\\', pattern: /(?:\\(?:[xuU]\{?[0-9a-fA-F]{2,8}|[0-3]?[0-7]{2}).{0,4}){6}/ },
  { mark: '&', pattern: /(?:&(?:amp;)?#?[0-9a-zA-Z]{2,8};.{0,8}){3}/ },
]

const NUMBERS = [
  /[0-9a-fA-F]{24}/,
  /(?:\b(?:0x)?[0-9a-fA-F]{2}[\s:,;_-]{1,3}){12}/,
  /(?:\b\d{2,3}[\s,;]{1,3}){12}/,
  /[\uff01-\uff5e]{6}/,
]

/** Of Base64 within Base64; that of a secret itself is known. */
const LONG_RUN = /[A-Za-z\d+/]{32,}/g

interface Traces {
  readonly letters: readonly string[]
  /** With its marks, and in Base64. */
  readonly packed: readonly string[]
}

const traces = new WeakMap<Secret, Traces>()

function tracesOf(secret: Secret): Traces {
  const known = traces.get(secret)
  if (known !== undefined) return known
  const letters = secret.value.replace(/[^a-z\d]+/gi, '').toLowerCase()
  const found = {
    letters: [...piecesOf(letters), ...piecesOf([...letters].reverse().join(''))],
    packed: [...piecesOf(secret.value.replace(/\s+/g, '')), ...base64PiecesOf(secret.value)],
  }
  traces.set(secret, found)
  return found
}

const piecesOf = (value: string): string[] =>
  Array.from({ length: Math.max(0, Math.floor((value.length - PIECE) / STRIDE) + 1) }, (_, at) =>
    value.slice(at * STRIDE, at * STRIDE + PIECE),
  )

/** Base64 of its middle, at each of the three places where it can begin in a group. */
const base64PiecesOf = (value: string): string[] =>
  [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.from(value.slice(offset)).toString('base64url').slice(0, -2)
    return piecesOf(encoded).flatMap((piece) => [piece, piece.replaceAll('-', '+').replaceAll('_', '/')])
  })
