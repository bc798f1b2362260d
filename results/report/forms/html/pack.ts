/** Texts as they stand in an HTML file: compressed in chunks, so that a page opens at once and reads what it is asked for. */
import { zlibSync } from 'fflate'
import type { PageChunk, PageTexts } from './page-data.ts'

/** Characters of JSON that are read together when one of their samples is looked at. */
const CHUNK = 160_000

/** Samples that changed may take so many times the room of the others. */
const GENEROUS = 4

export interface TextsToPack {
  readonly benchmark: string
  /** In the order in which they should find room. */
  readonly samples: readonly { readonly texts: PageTexts; readonly isChanged: boolean }[]
  /** Samples whose texts are not even here. */
  readonly missing: number
}

export interface PackedTexts {
  readonly chunks: readonly string[]
  /** Of each benchmark: the chunk by sample id. */
  readonly places: readonly ReadonlyMap<string, number>[]
  readonly leftOut: number
}

/** Changed samples of all benchmarks come first. @param size bytes of all chunks */
export function packTexts(groups: readonly TextsToPack[], size: number): PackedTexts {
  const chunks: string[] = []
  const places = groups.map(() => new Map<string, number>())
  let leftOut = groups.reduce((sum, { missing }) => sum + missing, 0)
  let taken = 0
  for (const isChanged of [true, false]) {
    const limit = isChanged ? GENEROUS * size : size
    for (const [at, { benchmark, samples }] of groups.entries()) {
      for (const part of parts(samples.filter((sample) => sample.isChanged === isChanged).map(({ texts }) => texts))) {
        const chunk = taken < limit ? packed(part.map((texts) => ({ benchmark, ...texts })) satisfies PageChunk) : ''
        if (chunk === '' || taken + chunk.length > limit) {
          leftOut += part.length
          continue
        }
        for (const { id } of part) places[at]?.set(id, chunks.length)
        taken += chunk.length
        chunks.push(chunk)
      }
    }
  }
  return { chunks, places, leftOut }
}

function* parts(samples: readonly PageTexts[]): Generator<PageTexts[]> {
  let part: PageTexts[] = []
  let size = 0
  for (const texts of samples) {
    part.push(texts)
    size += JSON.stringify(texts).length
    if (size < CHUNK) continue
    yield part
    part = []
    size = 0
  }
  if (part.length > 0) yield part
}

/** zlib's format in Base64: the same bytes on every machine, which Node's own compression does not promise, and inert in HTML. */
export const packed = (value: unknown) =>
  Buffer.from(zlibSync(Buffer.from(JSON.stringify(value)), { level: 9 })).toString('base64')
