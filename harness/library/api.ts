/**
 * evalkit as a library: `import { defineBenchmark, defineScorer, run, compare, gate } from 'evalkit'`.
 *
 * This file is what the package publishes as its types, so it imports nothing. Semantic versioning covers what it declares.
 */

/** A message of a conversation. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** One question. Exactly one of `prompt`, `messages` and `turns`. */
export interface SampleDefinition {
  /** Default: its place in the data, from 0. */
  readonly id?: string | number
  /** The user's message. */
  readonly prompt?: string
  /** A conversation; the last message is the user's. */
  readonly messages?: readonly Message[]
  /** Messages of the user, each sent after the reply to the one before; the last reply is scored. */
  readonly turns?: readonly string[]
  /** The right answer, or several. */
  readonly target?: string | readonly string[]
  /** Category, for tables by category. */
  readonly group?: string
}

/** A reply of a model. */
export interface Reply {
  /** Without its reasoning; empty for a refusal. */
  readonly text: string
  readonly reasoning?: string
  /** The reply ended at its token limit. */
  readonly isCut: boolean
}

export interface ScoredSample {
  readonly id: string
  /** Right answers; empty where there are none. */
  readonly targets: readonly string[]
  readonly group?: string
}

/** A score, and what was read in the reply: `null` for no answer. */
export interface ReplyScore {
  readonly value: number
  readonly answer?: string | null
}

export interface ScorerDefinition {
  readonly name: string
  /** Lowest and highest score; default 0 and 1. */
  readonly range?: readonly [min: number, max: number]
  /** Never throws for what a reply says: whatever it says gets a score. */
  score(reply: Reply, sample: ScoredSample): number | ReplyScore | Promise<number | ReplyScore>
}

declare const scorer: unique symbol
/** Made by `defineScorer`. */
export interface Scorer {
  readonly [scorer]: true
}

/** Scores that come with evalkit; see docs/own-benchmarks.md. */
export type ScoreName = 'exact' | 'exact/strict' | 'contains' | 'number' | 'math'

export interface Generation {
  /** Default: 0. */
  readonly temperature?: number
  readonly topP?: number
  /** Default: 2048. */
  readonly maxTokens?: number
  readonly seed?: number
  readonly stop?: string[]
  readonly system?: string
}

export interface BenchmarkDefinition<Row> {
  /** Letters, digits, dots and dashes. */
  readonly name: string
  /** A whole number from 1, to be raised whenever prompt or scoring changes: runs compare within one version. */
  readonly version: number
  /** One line for `evalkit list`. */
  readonly about?: string
  /**
   * JSON Lines, CSV or Parquet. A path is relative to the file `NAME.benchmark.ts`, or in a script to the working folder;
   * `new URL('./rows.jsonl', import.meta.url)` fits both.
   */
  readonly data: string | URL
  /** Throws for a row that cannot be used; the message is shown with file and line. */
  sample(row: Row, index: number): SampleDefinition
  readonly score: ScoreName | Scorer
  /** Largest loss that the gate allows, in points of the table. */
  readonly margin?: number
  readonly generation?: Generation
  /** Replies to each sample; default 1. */
  readonly repeats?: number
}

declare const benchmark: unique symbol
/** Made by `defineBenchmark`. */
export interface Benchmark {
  readonly [benchmark]: true
  readonly name: string
}

/** Declares a benchmark. The default export of `NAME.benchmark.ts` is found by `evalkit run NAME`. */
export declare function defineBenchmark<Row = Record<string, unknown>>(definition: BenchmarkDefinition<Row>): Benchmark

/** Declares how replies are scored. */
export declare function defineScorer(definition: ScorerDefinition): Scorer

/** Flags of the command of the same name, without dashes: `{ limit: 100, 'max-connections': 8, judge: ['openai/gpt-4.1'] }`. */
export type Flags = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>

export interface RunOptions {
  /** Names, files, and what `defineBenchmark` made. */
  readonly benchmarks: readonly (string | Benchmark)[]
  /** Specs, as `sft=vllm/my-sft@http://localhost:8000/v1`, or names from the config. */
  readonly models: readonly string[]
  /** A spec or a name as well. */
  readonly baseline?: string
  readonly flags?: Flags
}

/** A run with its numbers, as `--json` prints it; further fields are in `evalkit schema results`. */
export interface Run {
  /** Its folder. */
  readonly run: string
  readonly benchmark: string
  readonly protocol: string
  /** Label. */
  readonly model: string
  readonly status: string
  /** Absent where nothing was scored. */
  readonly score?: number
  readonly interval?: readonly [low: number, high: number]
  /** Samples with a score. */
  readonly n: number
  readonly unscored: number
  readonly metrics: Readonly<Record<string, number>>
}

/** `INCOMPLETE`, `INCOMPARABLE`, `REGRESSED`, `INCONCLUSIVE`, `PASS`, and in comparisons without a gate the others. */
export type Verdict = string

/** Two runs of one benchmark, paired by sample; further fields are in `evalkit schema results`. */
export interface Comparison {
  readonly benchmark: string
  /** Labels. */
  readonly baseline: string
  readonly candidate: string
  /** Candidate minus baseline; absent without a sample scored in both. */
  readonly delta?: number
  readonly interval?: readonly [low: number, high: number]
  /** Two-sided. */
  readonly p?: number
  readonly gained: number
  readonly lost: number
  readonly notes: readonly string[]
}

export interface Decision {
  readonly benchmark: string
  readonly baseline: string
  readonly candidate: string
  readonly verdict: Verdict
  readonly reason: string
  readonly advice?: string
}

export interface GateVerdict {
  readonly verdict: Verdict
  /** Of `evalkit gate`: 0 for PASS, 10 REGRESSED, 11 INCONCLUSIVE, 12 INCOMPARABLE, 3 INCOMPLETE. */
  readonly exitCode: number
  readonly reason: string
  readonly decisions: readonly Decision[]
}

export interface CompareOptions {
  /** Folder or result of the baseline's runs; default: the runs of the first model. */
  readonly baseline?: readonly (string | Run)[]
  readonly flags?: Flags
}

/**
 * Runs each model on each benchmark, and saves run folders.
 *
 * Rejects with an error whose `message` and `hint` say what happened and what to do; what was finished is saved.
 */
export declare function run(options: RunOptions): Promise<Run[]>

/** Compares runs, given by folder or as `run` returned them. */
export declare function compare(runs: readonly (string | Run)[], options?: CompareOptions): Promise<Comparison[]>

/** Decides whether models are no worse than the baseline allows, by the policy of the config and the margins of benchmarks. */
export declare function gate(runs: readonly (string | Run)[], options?: CompareOptions): Promise<GateVerdict>
