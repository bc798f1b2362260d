/** What every reader of another tool's logs gives: runs, each with its facts and a stream of trials. */
import type { Completion, Generation, ImportedScore, Prompt, Reading, Turn } from '../../../results/schema/schema.ts'

/** Names of the tools whose logs are read. */
export type ToolName =
  | 'lm-eval'
  | 'inspect'
  | 'evalscope'
  | 'opencompass'
  | 'promptfoo'
  | 'nemo-evaluator'
  | 'simple-evals'

/** The outcome that the origin gave a trial. A failure is never a number. */
export type ForeignOutcome =
  | {
      readonly kind: 'scored'
      readonly value: number
      /** As the origin read it; null where it found none. */
      readonly answer: string | null
      readonly flaw?: 'truncated' | 'empty' | 'refused'
    }
  | { readonly kind: 'unscored'; readonly reason: 'model-error' | 'missing' | 'judge-error'; readonly message: string }

export interface ForeignTrial {
  /** The origin's own id of the question, within its task. */
  readonly id: string
  /** 1-based. */
  readonly repeat: number
  /** Texts by which the question can be recognised: itself, or a prompt that holds it. */
  readonly texts: readonly string[]
  /** The origin's hash of the question's record, as lm-eval makes it. */
  readonly docHash?: string
  /** The prompt and reply of each turn; none where no reply was received. */
  readonly turns: readonly Turn[]
  /** The prompt, where there is no reply that it could stand beside. */
  readonly prompt?: Prompt
  /** Replies beside the first that the one score was taken from. */
  readonly furtherReplies?: readonly string[]
  readonly target?: string
  readonly group?: string
  readonly outcome: ForeignOutcome
  /** Other scores that the origin gave the same reply, by metric or filter. */
  readonly readings?: Readonly<Record<string, Reading>>
}

/** One model's results on one task, read by one filter. */
export interface ForeignRun {
  readonly tool: ToolName
  readonly toolVersion?: string
  /** The file that holds the trials. */
  readonly source: string
  readonly model: {
    /** As the origin calls it. */
    readonly name: string
    readonly provider: string
    readonly api: 'chat' | 'completions'
    readonly endpoint?: string
  }
  readonly task: string
  readonly taskVersion?: string
  readonly filter?: string
  /** Name of the headline score. */
  readonly metric: string
  readonly shots?: number
  readonly chatTemplate?: string
  /** Hash of the system message. */
  readonly system?: string
  readonly generation: Generation
  /** All generation settings of the origin, those without a counterpart too. */
  readonly settings?: unknown
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly wallMs?: number
  /** Samples that the origin set out to ask, where it says so. */
  readonly planned?: number
  /** The ids of all questions that have a trial, where they are known before the trials are read. */
  readonly ids?: Iterable<string>
  readonly trialsPerSample: number
  /** Possible scores. */
  readonly range: readonly [min: number, max: number]
  readonly scores: readonly ImportedScore[]
  readonly isProtected?: boolean
  /** Hashes over all questions and prompts, in order; absent where some are missing. */
  readonly questions?: string
  readonly prompts?: string
  readonly notes: readonly string[]
  /** Each trial at most once, in the log's order. May be called again. */
  trials(): AsyncIterable<ForeignTrial>
}

/** What the command line may ask of a reader. */
export interface ReadOptions {
  /** Only this filter or scorer. */
  readonly filter?: string | undefined
  /** Headline score. */
  readonly metric?: string | undefined
}

/** Reads the logs of one tool. */
export interface Reader {
  readonly tool: ToolName
  /** What it looks for, for the message where nothing is found. */
  readonly lookedFor: string
  /** Whether a file looks like one of this tool's. */
  owns(file: LogFile): Promise<boolean>
  /**
   * @param own the files that are this tool's
   * @param all every file, for what lies beside them
   * @throws InteropError for a log that cannot be read
   */
  read(own: readonly LogFile[], options: ReadOptions, all: readonly LogFile[]): Promise<readonly ForeignRun[]>
}

/** A file that may be a log. */
export interface LogFile {
  readonly path: string
  readonly name: string
  readonly size: number
  /** Its first 64 KiB as text; of a zip archive, its magic bytes. */
  head(): Promise<string>
}

export const completion = (text: string, finishReason: Completion['finishReason'] = 'other'): Completion => ({
  text,
  finishReason,
})
