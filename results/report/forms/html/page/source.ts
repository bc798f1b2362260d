/** Where the samples come from: inside the file, or from the server of `evalkit view`. */
import type { IndexedBenchmark, PageBenchmark, PageChunk, PageData, PageTexts } from '../page-data.ts'
import { answerQuery, type Query, type Row, type Show } from '../query.ts'

export const PAGE_SIZE = 50

/** A query by names, with the words that are searched for and the page that is looked at. */
export interface Request extends Omit<Query, 'found'> {
  readonly benchmark: PageBenchmark
  readonly text: string
  /** Of the first row wanted; or the row of this sample, and those around it. */
  readonly from: number | { readonly sample: string }
}

/** Rows from `first` on, and how many there are in all. */
export interface Page {
  readonly rows: readonly Row[]
  readonly first: number
  readonly total: number
  readonly shows: Readonly<Partial<Record<Show, number>>>
  readonly categories: Readonly<Record<string, number>>
}

export interface Source {
  page(request: Request): Promise<Page>
  /** Undefined where the file has no room for them. */
  texts(benchmark: string, id: string): Promise<PageTexts | undefined>
}

/** The id as it is: links leave out the name of the benchmark in front. */
export const isSample = (id: string, benchmark: string, own: string) => id === `${benchmark}/${own}` || id === own

export function fileSource(data: PageData): Source {
  const index = once(() => unpacked<IndexedBenchmark[]>('index'))
  const chunks = new Map<number, Promise<PageChunk>>()

  function chunk(number: number): Promise<PageChunk> {
    const known = chunks.get(number) ?? unpacked<PageChunk>(`texts-${number}`)
    chunks.set(number, known)
    return known
  }

  async function texts(benchmark: string, id: string): Promise<PageTexts | undefined> {
    const sample = (await named(benchmark))?.samples.find((one) => one.id === id)
    if (sample?.c === undefined) return undefined
    return (await chunk(sample.c)).find((one) => one.id === id && one.benchmark === benchmark)
  }

  const named = async (name: string) => (await index()).find((benchmark) => benchmark.name === name)

  /** Every chunk is read once, and stays. */
  async function search(benchmark: IndexedBenchmark, text: string): Promise<Set<string>> {
    const wanted = text.toLowerCase()
    const found = new Set<string>()
    for (const { id, q, g = '', c } of benchmark.samples) {
      const own = [id, q, g].some((part) => part.toLowerCase().includes(wanted))
      if (own || (c !== undefined && (await textOf(benchmark.name, id, c)).includes(wanted))) found.add(id)
    }
    return found
  }

  const searchable = new Map<string, string>()
  async function textOf(benchmark: string, id: string, at: number): Promise<string> {
    const key = `${benchmark} ${id}`
    if (!searchable.has(key)) {
      for (const one of await chunk(at)) searchable.set(`${one.benchmark} ${one.id}`, allText(one).toLowerCase())
    }
    return searchable.get(key) ?? ''
  }

  return {
    texts,
    async page({ benchmark, text, from, ...query }) {
      const indexed = await named(benchmark.name)
      if (indexed === undefined) throw new Error(`no samples of ${benchmark.name} in ${data.source}`)
      const found = text === '' ? undefined : await search(indexed, text)
      const { rows, shows, categories } = answerQuery(indexed, { ...query, found })
      const at =
        typeof from === 'number'
          ? from
          : rows.findIndex(({ sample }) => isSample(sample.id, benchmark.name, from.sample))
      const first = PAGE_SIZE * Math.floor(Math.max(0, at) / PAGE_SIZE)
      return { rows: rows.slice(first, first + PAGE_SIZE), first, total: rows.length, shows, categories }
    },
  }
}

/** Everything that can be searched for. */
function allText({ target = '', prompts, runs }: PageTexts): string {
  const replies = runs.flat().flatMap(({ t = [], k = [], p = [], j = [], d = '' }) => {
    return [...t, ...k, ...p, d, ...j.flatMap(({ v, s }) => [v, ...s])]
  })
  return [target, ...prompts, ...replies].join('\n')
}

/** From a script element: zlib's format, in Base64. */
async function unpacked<T>(id: string): Promise<T> {
  if (!('DecompressionStream' in globalThis)) {
    throw new Error('this browser is too old; Chrome 103, Firefox 113 and Safari 16.4 can.')
  }
  const packed = document.getElementById(id)?.textContent ?? ''
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))
  return new Response(stream).json()
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
