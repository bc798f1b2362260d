/**
 * A benchmark is a declaration: where its rows come from, how a row becomes a sample, and by which protocols it is asked
 * and scored.
 */
import type { Generation, Sample } from '../results/schema/schema.ts'
import type { JudgeTemplate } from '../scorers/judge-template.ts'
import type { PairwiseOptions } from '../scorers/pairwise.ts'
import type { Resources, Scorer } from '../scorers/scorer.ts'
import type { OptionOrder, OptionPlan } from './option-order.ts'

/** One file of a data set, as its authors publish it. */
export interface DatasetFile {
  /** Path below the data folder, here and in a local mirror: `gsm8k/test.jsonl`. */
  readonly file: string
  /** Where a file of the user's own lies; `file` is then only its name in runs. */
  readonly path?: string
  /** Official address of the file, or of its archive; absent for files that ship with evalkit. */
  readonly url?: string
  /** Absent only where upstream publishes no fixed bytes: then the digest found is recorded in the run, not compared. */
  readonly sha256?: string
  /** How to get a file that has no address of its own, one sentence: then it is looked for where the user keeps data. */
  readonly obtain?: string
  /** Rows in the file. Fewer are an error, never a smaller benchmark. Absent for a file of the user's own. */
  readonly rows?: number
  readonly license: string
  /** Where its authors publish a table for each subject instead: read where the file itself is not there. */
  readonly tables?: Tables
  /** Rows of each group, by the column that names it. Other numbers are an error, and rows are put into the order of the groups. */
  readonly groups?: { readonly column: string; readonly rows: Readonly<Record<string, number>> }
  /** Where its authors publish it packed. The file itself, unpacked, may lie in a mirror as well. */
  readonly archive?: Archive
}

/** A zip archive that holds a data file. A mirror's copy may be repacked: only the file inside counts. */
export interface Archive {
  /** Paths below the data folder where it may lie; it is fetched to the first. */
  readonly files: readonly [string, ...string[]]
  /** Of the authors' own archive, as it is fetched. */
  readonly sha256: string
  /** Path of the file within it. */
  readonly inside: string
  readonly password: string
}

/** A data file in parts: CSV files without a head, in a folder of their own or in a tar archive. */
export interface Tables {
  /** Below the data folder. */
  readonly folder: string
  readonly suffix: string
  /** What is before the suffix in the name of each file, and becomes a column of its rows. */
  readonly names: readonly string[]
  readonly nameColumn: string
  /** Of a row, in their order. */
  readonly columns: readonly string[]
  readonly tar: {
    /** Below the data folder. */
    readonly file: string
    readonly url: string
    /** Path of the folder within it. */
    readonly inside: string
  }
}

/** A prepared sample without its id, which is the benchmark's business. */
export type SampleDraft = Omit<Sample, 'id'>

/** Worked examples put before each question. */
export interface FewShot<Row> {
  readonly count: number
  /**
   * Which rows of the train file each question gets.
   *
   * @returns one list of `count` 0-based places in the pool for each of the questions, in file order
   */
  draw(questions: readonly Row[], pool: readonly Row[]): readonly (readonly number[])[]
}

/** A file that is no list of questions: reference answers, definitions. */
export interface BesideFile extends DatasetFile {
  readonly row: RowSchema<unknown>
}

/** The rows of the files beside the questions, by the names the benchmark gave them. */
export type Beside = Readonly<Record<string, readonly unknown[]>>

/** How a judge is asked. */
export interface Judging {
  /** Where its templates are. */
  readonly template: DatasetFile
  /** The templates themselves, where `template` is a file that declares more than them. */
  readonly text?: string
  /** @throws DatasetError for a template that is missing, or lacks a placeholder */
  templates(text: string): readonly JudgeTemplate[]
  readonly generation: Generation
}

/** How two models' answers are judged against each other. */
export interface Pairwise extends PairwiseOptions {
  readonly judging: Judging
}

/** Everything that makes a number comparable: how it is asked, how drawn, how read, how counted. */
export interface Protocol<Row> {
  /** One line for `evalkit list`. */
  readonly about: string
  /** Rises when the prompt or reading of this protocol alone changes; runs compare within one version. [1] */
  readonly version?: number
  /** The API a model is asked by unless `--api` says otherwise. */
  readonly api: 'chat' | 'completions'
  readonly fewShot?: FewShot<Row>
  readonly generation: Generation
  /**
   * Added where a completions API is asked: without them a base model goes on with a question of its own. Replies are cut at
   * them whatever the server does (`scorers/extract/stops.ts`).
   */
  readonly completionStops?: readonly string[]
  readonly repeats?: number
  readonly scorer: Scorer<keyof Resources>
  /** What guessing scores. Absent: one of the `options`, or the scorer's minimum where there are none. */
  readonly chance?: number
  /** Where the answer is one of several options, which each repeat shows in an order of its own. */
  readonly options?: OptionPlan<Row>
  /** Another edition of the questions than the benchmark's own. */
  readonly questions?: DatasetFile
  /** Where the answer is rated by a judge. */
  readonly judging?: Judging
  /**
   * @param order of the options, where there are any
   * @throws DatasetError saying what the row lacks; the loader adds file and line
   */
  toSample(row: Row, shots: readonly Row[], order?: OptionOrder, beside?: Beside): SampleDraft
}

/** What guessing scores, in units of the score. */
export const chanceLevel = ({ chance, options, scorer }: Pick<Protocol<unknown>, 'chance' | 'options' | 'scorer'>) =>
  chance ?? (options === undefined ? scorer.range[0] : 1 / options.count)

export interface Benchmark<Row = unknown> {
  readonly name: string
  /** Rises when prompt, extraction or scoring changes; runs compare within one version. */
  readonly version: number
  /** One line for `evalkit list`. */
  readonly about: string
  /** Name of the number in tables. */
  readonly metric: string
  /** Its authors ask that no text of it stand in the open: reports, logs and errors show it on request only. */
  readonly protected?: true
  readonly dataset: {
    readonly test: DatasetFile
    readonly train?: DatasetFile
    /** By names of the benchmark's own. */
    readonly beside?: Readonly<Record<string, BesideFile>>
  }
  readonly row: RowSchema<Row>
  /** Where answers can be judged in pairs. */
  readonly pairwise?: Pairwise
  /** Upstream's own number of a question, or a name in the user's data, which becomes its id; absent: its 0-based line. */
  numberOf?(row: Row): number | string
  /** How much worse a model may be, in points of the tables, where neither the policy nor `results/gate/margins.ts` says. */
  readonly margin?: number
  /** The file that declares it, where it is the user's own. */
  readonly source?: string
  /** What `evalkit benchmark check` needs to know of the user's own. */
  readonly check?: {
    /** A reply that must score full marks; undefined where nothing tells how one looks. */
    gold(row: Row, sample: SampleDraft): string | undefined
    /** The row's part of the question, without the words that all rows share. */
    question(row: Row): string
  }
  /** What one row alone cannot tell. @throws EvalkitError for data that the benchmark cannot use */
  checkRows?(rows: readonly Row[]): void
  /** The first one is the default. */
  readonly protocols: Readonly<Record<string, Protocol<Row>>>
}

/** JSON Schema of a row, and with it the row's type. */
export interface RowSchema<Row> {
  readonly schema: object
  /** Never there: it only carries the type. */
  readonly row?: Row
}

/** A row of texts, none of them empty; fields that are not named are passed over. */
export function textRow<const Name extends string>(
  ...names: readonly Name[]
): RowSchema<Readonly<Record<Name, string>>> {
  const text = { type: 'string', minLength: 1 }
  return {
    schema: { type: 'object', required: names, properties: Object.fromEntries(names.map((name) => [name, text])) },
  }
}

/** Ties the row's schema to the rows its protocols receive; the type inside is checked here and then forgotten. */
export const defineBenchmark = <Row>(declaration: Benchmark<Row>): Benchmark => declaration as unknown as Benchmark
