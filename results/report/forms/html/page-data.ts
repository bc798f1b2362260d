/** The samples inside an HTML report, as its script reads them: short names, since there may be thousands of them. */

/** One answer. */
export interface PageTrial {
  /** Repeat, where it is not the first. */
  readonly r?: number
  /** Value; absent where it is unscored. */
  readonly v?: number
  /** Why it is unscored. */
  readonly u?: string
  /** Error message of an unscored trial. */
  readonly m?: string
  /** Answer; null where none was found. */
  readonly a?: string | null
  /** Flaw. */
  readonly f?: string
  /** What became of the program. */
  readonly g?: string
  /** Where the answer stands in the last reply. */
  readonly s?: readonly [number, number]
  /** Replies, turn by turn; absent where they were left out to keep the file small. */
  readonly t?: readonly string[]
  /** Thinking that came in a field of its own, turn by turn. */
  readonly k?: readonly string[]
  /** Prompts, turn by turn, where they are not those of the sample. */
  readonly p?: readonly string[]
  /** Output tokens. */
  readonly n?: number
  /** What judges made of it. */
  readonly j?: readonly PageVerdict[]
}

/** What one judge made of one turn. */
export interface PageVerdict {
  /** Judge and, where there are several, which of its verdicts. */
  readonly b: string
  /** Turn, from 1. */
  readonly t: number
  /** Rating, by dimension where there are any; or why there is none. */
  readonly v: string
  /** Its replies, the unreadable ones among them. */
  readonly s: readonly string[]
}

export interface PageSample {
  readonly id: string
  readonly group?: string
  readonly target?: string
  /** Turn by turn. */
  readonly prompts: readonly string[]
  /** By run of the benchmark. */
  readonly runs: readonly (readonly PageTrial[])[]
}

/** A sample whose score changed: `lost` or `gained`, what became of it in words, and whether repeats agree. */
export type PageFlip = readonly [direction: 'lost' | 'gained', change: string, steadiness?: 'stable' | 'flaky']

/** What the explorer can look at: a run, or a run beside its baseline. */
export interface PageView {
  readonly title: string
  readonly before?: { readonly run: number; readonly name: string }
  readonly after: { readonly run: number; readonly name: string; readonly folder: string }
  /** By sample id. */
  readonly flips: Readonly<Record<string, PageFlip>>
}

export interface PageBenchmark {
  readonly name: string
  /** The highest score there is. */
  readonly best: number
  /** Scores are shares: 0 is wrong and 1 is right. */
  readonly binary: boolean
  readonly samples: readonly PageSample[]
  /** What the authors ask to stand beside their questions, where these are shown: collectors of training data pass it over. */
  readonly canary?: string
  readonly views: readonly PageView[]
}

export interface PageData {
  readonly benchmarks: readonly PageBenchmark[]
}
