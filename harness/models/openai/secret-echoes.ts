/**
 * Finds secrets in text in the forms in which they are repeated: as they are, percent-encoded, as escapes of JSON and HTML, in Base64
 * and hexadecimal, split over lines, and cut.
 */

export interface Secret {
  readonly name: string
  readonly value: string
  /** A part of it is no coincidence. */
  readonly isRandom: boolean
}

export interface Echo {
  readonly name: string
  /** UTF-16 offsets, end exclusive. */
  readonly start: number
  readonly end: number
}

/** Shortest part of a random secret, in characters. */
const PART = 8

/** @returns echoes in order, none within another */
export function echoesIn(text: string, secrets: readonly Secret[]): Echo[] {
  const plain = decodedText(text)
  const found = secrets.flatMap((secret) => [
    ...partsOf(plain.text, secret).map(([from, to]) => ({
      name: secret.name,
      start: plain.starts[from] as number,
      end: plain.ends[to - 1] as number,
    })),
    ...(LONG_RUN.test(text) ? encodedEchoes(plain, secret) : []),
  ])
  return merged(found)
}

/** Whether a long text is worth the search: at the speed of looking for a few words. */
export function mayEcho(text: string, secret: Secret): boolean {
  const { plain, base64 } = tracesOf(secret)
  const packed = text.replace(UNSEEN.test(text) ? SPACES_AND_UNSEEN : SPACES, '')
  if (plain.some((chunk) => packed.includes(chunk)) || ENCODED.some((pattern) => pattern.test(text))) return true
  return LONG_RUN.test(text) && base64.some((chunk) => packed.includes(chunk))
}

const SPACES = /\s+/g
const SPACES_AND_UNSEEN = /[\s\p{Default_Ignorable_Code_Point}]+/gu
const UNSEEN = /[\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\udb40]|[\ufe00-\ufe0f]/

/** Longer than words are; Base64 of a secret has lines of at least this length. */
const LONG_RUN = /[\w+/-]{16}/

interface Traces {
  readonly plain: readonly string[]
  readonly base64: readonly string[]
}

const traces = new WeakMap<Secret, Traces>()

function tracesOf(secret: Secret): Traces {
  const found = traces.get(secret) ?? { plain: chunksOf(secret.value), base64: base64ChunksOf(secret.value) }
  traces.set(secret, found)
  return found
}

/** Several escapes in a row, or much hexadecimal: rare in prose and in code. */
const ENCODED = [
  /(?:%[0-9a-f]{2}.{0,4}){6}/i,
  /(?:\\[ux][0-9a-f]{2,4}.{0,4}){6}/i,
  /(?:&#x?[0-9a-f]+;.{0,4}){6}/i,
  /[0-9a-f]{24}/i,
]

/** Any part of twice their length holds one of them whole. */
const chunksOf = (value: string): string[] =>
  Array.from({ length: Math.floor(value.length / PART) }, (_, at) => value.slice(at * PART, (at + 1) * PART))

/** Base64 of its middle, at each of the three places where it can begin in a group. */
const base64ChunksOf = (value: string): string[] =>
  [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.from(value.slice(offset)).toString('base64url').slice(0, -2)
    return chunksOf(encoded).flatMap((chunk) => [chunk, chunk.replaceAll('-', '+').replaceAll('_', '/')])
  })

interface Decoded {
  readonly text: string
  /** Of each character, its place in the original. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** `%2B`, `\u002b`, `\x2b`, `&#43;`, `&#x2b;`. */
const ESCAPE = /%([0-9a-f]{2})|\\u\{?([0-9a-f]{2,6})\}?|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});|&#(\d{1,7});/iy

/** What a secret is split by: white space, escaped line ends, invisible characters, the quotes and signs between joined strings. */
const SPLIT = /\\[nrt]|["'`]\s*[+.,]?\s*["'`]|[\s\p{Default_Ignorable_Code_Point}\p{Cc}]/uy

/** Without escapes and without what splits. */
function decodedText(text: string): Decoded {
  let plain = ''
  const starts: number[] = []
  const ends: number[] = []
  for (let at = 0; at < text.length; ) {
    SPLIT.lastIndex = at
    const gap = SPLIT.exec(text)?.[0].length ?? 0
    if (gap > 0) {
      at += gap
      continue
    }
    ESCAPE.lastIndex = at
    const found = '%\\&'.includes(text[at] as string) ? ESCAPE.exec(text) : null
    const [whole = text[at] as string, percent, unicode, byte, hex, decimal] = found ?? []
    const code = percent ?? unicode ?? byte ?? hex
    const value = code === undefined ? (decimal === undefined ? undefined : Number(decimal)) : Number.parseInt(code, 16)
    plain += value === undefined || value > 0xffff ? whole[0] : String.fromCharCode(value)
    starts.push(at)
    at += value === undefined || value > 0xffff ? 1 : whole.length
    ends.push(at)
  }
  return { text: plain, starts, ends }
}

/** The longest parts of a secret in a text; of one that is not random, the whole alone. */
function partsOf(text: string, { value, isRandom }: Secret): [start: number, end: number][] {
  const wanted = value.replace(/\s+/g, '')
  if (!isRandom) return placesOf(text, wanted)
  const least = Math.max(PART, Math.ceil(wanted.length / 4))
  const places = new Map<string, number[]>()
  for (let at = 0; at + least <= wanted.length; at++) {
    const gram = wanted.slice(at, at + least)
    places.set(gram, [...(places.get(gram) ?? []), at])
  }
  const found: [number, number][] = []
  for (let at = 0; at + least <= text.length; ) {
    const starts = places.get(text.slice(at, at + least))
    if (starts === undefined) at++
    else {
      const length = Math.max(...starts.map((start) => commonLength(text, at, wanted, start)))
      found.push([at, at + length])
      at += length
    }
  }
  return found
}

function placesOf(text: string, wanted: string): [number, number][] {
  const found: [number, number][] = []
  for (let at = text.indexOf(wanted); wanted !== '' && at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    found.push([at, at + wanted.length])
  }
  return found
}

function commonLength(text: string, at: number, other: string, start: number): number {
  let length = 0
  while (start + length < other.length && text[at + length] === other[start + length]) length++
  return length
}

const BASE64_RUN = /[\w+/-]{12,}={0,2}/g
const HEX_RUN = /[0-9a-f]{16,}/gi

/** The part of a run that encodes a part of the secret. */
function encodedEchoes({ text, starts, ends }: Decoded, secret: Secret): Echo[] {
  const found: Echo[] = []
  for (const { pattern, encoding, charsPerByte, group } of ENCODINGS) {
    for (const { 0: run, index } of text.matchAll(pattern)) {
      for (let offset = 0; offset < group; offset++) {
        const clear = Buffer.from(run.slice(offset), encoding).toString('latin1')
        for (const [from, to] of partsOf(clear, secret)) {
          const first = index + offset + Math.floor(from * charsPerByte)
          const last = index + Math.min(run.length, offset + Math.ceil(to * charsPerByte)) - 1
          found.push({ name: secret.name, start: starts[first] as number, end: ends[last] as number })
        }
      }
    }
  }
  return found
}

/** `group`: at how many places a group of characters can begin. */
const ENCODINGS = [
  { pattern: BASE64_RUN, encoding: 'base64', charsPerByte: 4 / 3, group: 4 },
  { pattern: HEX_RUN, encoding: 'hex', charsPerByte: 2, group: 2 },
] as const

/** In order; of two that overlap, one from the start of the first to the end of the last. */
function merged(echoes: readonly Echo[]): Echo[] {
  const kept: Echo[] = []
  for (const echo of echoes.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1)
    if (last !== undefined && echo.start < last.end)
      kept[kept.length - 1] = { ...last, end: Math.max(last.end, echo.end) }
    else kept.push(echo)
  }
  return kept
}
