/**
 * The samples of a report as its page reads them, from inside the file or from `evalkit view`: a light index, by which they are listed,
 * sorted and filtered, and the texts of one sample, read when it is looked at. Short names where there may be thousands of a thing.
 */

/** One answer in the index. */
export interface PageTrial {
  /** Repeat, where it is not the first. */
  readonly r?: number
  /** Value; absent where it is unscored. */
  readonly v?: number
  /** Why it is unscored. */
  readonly u?: string
  /** The answer, shortened; null where none was found. */
  readonly a?: string | null
  /** Flaw: truncated, empty, refused. */
  readonly f?: string
  /** What became of the program. */
  readonly g?: string
  /** The reply went on after its answer, or shows a token of the chat template. */
  readonly o?: 1
  /** Output tokens. */
  readonly n?: number
  /** Latency of all its requests, in ms. */
  readonly l?: number
}

export interface PageSample {
  readonly id: string
  /** The beginning of the question. */
  readonly q: string
  /** Category. */
  readonly g?: string
  /** Trials by model of the benchmark. */
  readonly r: readonly (readonly PageTrial[])[]
  /** In which chunk of the file its texts are; absent where they are not in it, or come from a server. */
  readonly c?: number
}

export interface PageModel {
  /** Its own among those of the benchmark. */
  readonly name: string
  readonly folder: string
}

/** A benchmark without its samples. */
export interface PageBenchmark {
  readonly name: string
  /** The lowest and the highest score there is. */
  readonly range: readonly [min: number, max: number]
  readonly isProtected: boolean
  readonly models: readonly PageModel[]
  /** What is compared: indices of models, the worst pair first. Empty without a baseline. */
  readonly pairs: readonly (readonly [baseline: number, candidate: number])[]
}

/** A benchmark with its samples, in their order. */
export interface IndexedBenchmark extends PageBenchmark {
  readonly samples: readonly PageSample[]
}

/** What one judge made of one turn. */
export interface PageVerdict {
  /** Judge and, where there are several, which of its verdicts. */
  readonly b: string
  /** Turn, from 1. */
  readonly t: number
  /** Rating; absent where there is none. */
  readonly n?: number
  /** Rating, by dimension where there are any; or why there is none. */
  readonly v: string
  /** Its replies, the unreadable ones among them. */
  readonly s: readonly string[]
}

/** The texts of one answer. */
export interface PageReply {
  readonly r?: number
  /** Replies, turn by turn; absent where they are not kept, as in a stored baseline. */
  readonly t?: readonly string[]
  /** Reasoning that came in a field of its own, turn by turn. */
  readonly k?: readonly string[]
  /** Prompts, turn by turn, where they are not those of the sample. */
  readonly p?: readonly string[]
  /** Where the answer stands in the last reply. */
  readonly s?: readonly [number, number]
  /** Where the reply says that this is its answer. */
  readonly m?: readonly [number, number]
  /** Why it scored so, in sentences. */
  readonly w: string
  /** The last lines of the traceback. */
  readonly d?: string
  /** Which instructions it followed, a line each. */
  readonly i?: readonly string[]
  /** What judges made of it. */
  readonly j?: readonly PageVerdict[]
}

/** The texts of one sample. */
export interface PageTexts {
  readonly id: string
  readonly target?: string
  /** Turn by turn. */
  readonly prompts: readonly string[]
  /** What an answer that is code is tried with. */
  readonly tests?: string
  /** By model of the benchmark. */
  readonly runs: readonly (readonly PageReply[])[]
}

/** What a page is told at once: `file` has all of it inside, `server` asks for samples as they are needed. */
export interface PageData {
  readonly source: 'file' | 'server'
  readonly benchmarks: readonly PageBenchmark[]
  /** Names of the runs, as the server knows them. */
  readonly runs?: readonly string[]
  /** Samples whose texts the file has no room for. */
  readonly leftOut?: number
  /** What the authors ask to stand beside their questions, where these are shown: collectors of training data pass it over. */
  readonly canaries?: readonly string[]
}

/** Chunks of texts name the benchmark of each. */
export type PageChunk = readonly (PageTexts & { readonly benchmark: string })[]
