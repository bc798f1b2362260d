/**
 * Finds secrets in text in the forms in which they are repeated: as they are, in capitals, backwards, percent-encoded, as escapes of JSON
 * and HTML, in Base64, hexadecimal and lists of numbers, some of these within each other, split by whatever it be, and cut.
 */
import { asItIs, type Decoded, JOINED, LETTERS, type Reading, unescaped, unpacked } from './decoded-text.ts'

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

interface SearchOptions {
  /** Parts without a digit that are no longer than words stay, as they may be words. */
  readonly wordsStay?: boolean
}

/** Shortest part of a random secret, in characters. */
const PART = 8

/** Longest part that may be a word. */
const WORD = 15

/** Escapes within escapes; Base64 within Base64. */
const LAYERS = 3
const PACKINGS = 2

/** @returns echoes in order, none within another */
export function echoesIn(text: string, secrets: readonly Secret[], { wordsStay = false }: SearchOptions = {}): Echo[] {
  return merged([...search(asItIs(text), secrets.flatMap(wantedForms), wordsStay, PACKINGS)])
}

/** One spelling of a secret, and how a text is read for it. */
interface Wanted {
  readonly name: string
  readonly value: string
  readonly reading: Reading
  /** Each shortest part; the whole of a secret that is not random. */
  readonly parts: ReadonlyMap<string, readonly number[]>
}

function wantedForms({ name, value, isRandom }: Secret): Wanted[] {
  const plain = value.replace(/\s+/g, '')
  if (!isRandom) return [{ name, value: plain, reading: JOINED, parts: new Map([[plain, [0]]]) }]
  const small = LETTERS.of(value)
  const backwards = [...small].reverse().join('')
  return [
    { name, value: plain, reading: JOINED, parts: shortestParts(plain) },
    ...[small, backwards].map((one) => ({ name, value: one, reading: LETTERS, parts: shortestParts(one) })),
  ]
}

function shortestParts(value: string): Map<string, number[]> {
  const length = Math.max(PART, Math.ceil(value.length / 4))
  const parts = new Map<string, number[]>()
  for (let at = 0; at + length <= value.length; at++) {
    const part = value.slice(at, at + length)
    parts.set(part, [...(parts.get(part) ?? []), at])
  }
  return parts
}

function* search(whole: Decoded, wanted: readonly Wanted[], wordsStay: boolean, packings: number): Generator<Echo> {
  const isPromising = (clear: string) => {
    const read = new Map([JOINED, LETTERS].map((reading) => [reading, reading.of(clear)]))
    return (
      (packings > 1 && MAY_BE_PACKED.test(clear)) || wanted.some((one) => holdsPart(read.get(one.reading) ?? '', one))
    )
  }
  let layer = whole
  for (let depth = 0; depth <= LAYERS; depth++) {
    for (const one of wanted) yield* within(layer, one, wordsStay)
    if (packings > 0) {
      for (const clear of unpacked(layer, isPromising)) yield* search(clear, wanted, wordsStay, packings - 1)
    }
    const next = unescaped(layer)
    if (next.text === layer.text) return
    layer = next
  }
}

/** Text, and not the bytes that a word becomes when it is read as Base64. */
const MAY_BE_PACKED = /[\w+/%\\&;-]{12}/

const holdsPart = (text: string, { parts }: Wanted) => parts.keys().some((part) => text.includes(part))

/** The longest parts of a secret in a text. */
function* within(layer: Decoded, wanted: Wanted, wordsStay: boolean): Generator<Echo> {
  const { name, value, parts, reading } = wanted
  if (!holdsPart(reading.of(layer.text), wanted)) return
  const { text, starts, ends } = reading.placed(layer)
  const least = parts.keys().next().value?.length ?? 0
  for (let from = 0; from + least <= text.length; ) {
    const places = parts.get(text.slice(from, from + least))
    const length = Math.max(1, ...(places ?? []).map((start) => commonLength(text, from, value, start)))
    const isWord = wordsStay && length <= WORD && !/\d/.test(text.slice(from, from + length))
    if (places !== undefined && !isWord)
      yield { name, start: starts[from] as number, end: ends[from + length - 1] as number }
    from += length
  }
}

function commonLength(text: string, at: number, other: string, start: number): number {
  let length = 0
  while (start + length < other.length && text[at + length] === other[start + length]) length++
  return length
}

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
