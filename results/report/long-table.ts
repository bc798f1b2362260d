/**
 * Results in long format, for notebooks: a row for each trial, or for each run. Columns are declared once, with their type and meaning; the docs
 * list them.
 */
import { checkpointOf } from '../checkpoint.ts'
import type { Completion, RunManifest, SampleRecord } from '../schema/schema.ts'
import { inSampleOrder } from '../summary/sample-order.ts'
import { type Showable, showable } from '../words/showable.ts'
import type { RecordedRun } from './sample-trials.ts'

export type LongCell = string | number | boolean | undefined

export interface LongColumn {
  readonly name: string
  readonly type: 'STRING' | 'DOUBLE' | 'INT32' | 'BOOLEAN'
  readonly about: string
}

export interface LongTable {
  readonly columns: readonly LongColumn[]
  readonly rows: readonly (readonly LongCell[])[]
}

interface Column<Row> extends LongColumn {
  readonly of: (row: Row) => LongCell
}

const text = <Row>(name: string, about: string, of: (row: Row) => string | null | undefined): Column<Row> => ({
  ...{ name, type: 'STRING', about },
  of: (row) => of(row) ?? undefined,
})
const amount = <Row>(name: string, about: string, of: (row: Row) => number | undefined): Column<Row> => ({
  ...{ name, type: 'DOUBLE', about, of },
})
const whole = <Row>(name: string, about: string, of: (row: Row) => number | undefined): Column<Row> => ({
  ...{ name, type: 'INT32', about, of },
})

const RUN: readonly Column<RecordedRun>[] = [
  text('benchmark', 'name of the benchmark', ({ manifest }) => manifest.benchmark.name),
  text('protocol', 'name of the protocol', ({ manifest }) => manifest.protocol.name),
  text('model', 'label of the model', ({ manifest }) => manifest.model.label),
  text('model_version', '--model-version; empty without one', ({ manifest }) => manifest.model.version),
  whole('step', 'training step of a checkpoint', ({ manifest }) => checkpointOf(manifest.model).step),
  text('series', 'training run of a checkpoint', ({ manifest }) => seriesOf(manifest.model)),
  text('run', 'run folder', ({ folder }) => folder),
]

/** Only of checkpoints: the series of any other model would be its label. */
function seriesOf(model: RunManifest['model']): string | undefined {
  const { step, series } = checkpointOf(model)
  return step === undefined ? undefined : series
}

interface Trial {
  readonly run: RecordedRun
  readonly record: Showable<SampleRecord>
  /** Read for numbers alone: lengths and ratings tell nothing of a question, and a redacted record has other ones, or none. */
  readonly unredacted: SampleRecord
}

const recordedScore = ({ record: { outcome } }: Trial) => (outcome.kind === 'scored' ? outcome.score : undefined)
const turnsOf = ({ record }: Trial) => record.attempt.turns.map(({ completion }) => completion)

/** Over all turns; undefined where a turn does not tell. */
function sumOf({ unredacted }: Trial, of: (completion: Completion) => number | undefined): number | undefined {
  const values = unredacted.attempt.turns.map(({ completion }) => of(completion))
  return values.length > 0 && values.every((value) => value !== undefined)
    ? values.reduce((sum, value) => sum + value, 0)
    : undefined
}

const ratingOf = ({ unredacted }: Trial, turn: number) => unredacted.ratings?.find((one) => one.turn === turn)?.rating

const TRIAL: readonly Column<Trial>[] = [
  ...RUN.map(({ of, ...column }): Column<Trial> => ({ ...column, of: ({ run }) => of(run) })),
  text('sample', 'sample id', ({ record }) => record.id),
  whole('repeat', '1 for the first answer to a sample', ({ record }) => record.repeat),
  text('group', 'category or subject', ({ record }) => record.group),
  text('target', 'the right answer', ({ record }) => record.target),
  {
    name: 'scored',
    type: 'BOOLEAN',
    about: 'whether the trial has a score',
    of: ({ record }) => record.outcome.kind === 'scored',
  },
  text('reason', 'why it has no score; empty where it has one', ({ record: { outcome } }) =>
    outcome.kind === 'unscored' ? outcome.reason : undefined,
  ),
  amount('value', 'score; empty without one, which is not 0', (trial) => recordedScore(trial)?.value),
  text('answer', 'the answer taken; empty where there is none', (trial) => recordedScore(trial)?.answer),
  text('flaw', 'truncated, empty or refused', (trial) => recordedScore(trial)?.flaw),
  text('rule', 'extraction rule of the score', (trial) => recordedScore(trial)?.rule),
  text('verdict', 'what became of a program', (trial) => recordedScore(trial)?.verdict?.outcome),
  amount('rating_turn_1', 'judges’ rating of the first turn', (trial) => ratingOf(trial, 1)),
  amount('rating_turn_2', 'judges’ rating of the second turn', (trial) => ratingOf(trial, 2)),
  whole('turns', 'replies', (trial) => turnsOf(trial).length),
  whole('input_tokens', 'over all turns; empty where the server does not count them', (trial) =>
    sumOf(trial, ({ usage }) => usage?.inputTokens),
  ),
  whole('output_tokens', 'likewise, reasoning included', (trial) => sumOf(trial, ({ usage }) => usage?.outputTokens)),
  whole('reasoning_tokens', 'likewise', (trial) => sumOf(trial, ({ usage }) => usage?.reasoningTokens)),
  whole('reply_characters', 'length of the replies, without reasoning', (trial) =>
    sumOf(trial, ({ text: { length } }) => length),
  ),
  text('finish_reason', 'of the last reply', (trial) => turnsOf(trial).at(-1)?.finishReason),
  amount('latency_ms', 'over all turns', (trial) => sumOf(trial, ({ latencyMs }) => latencyMs)),
  amount(
    'first_token_ms',
    'of the first reply, where replies are streamed',
    (trial) => turnsOf(trial)[0]?.firstTokenMs,
  ),
  whole('tries', 'requests that the replies took', (trial) => sumOf(trial, ({ tries = 1 }) => tries)),
]

const SCORE: readonly Column<RecordedRun>[] = [
  ...RUN,
  text('status', 'complete, incomplete or interrupted', ({ manifest }) => manifest.status),
  text('started_at', 'UTC, ISO 8601', ({ manifest }) => manifest.startedAt),
  text('metric', 'what the score is', ({ summary }) => summary.metric),
  amount('score', 'fractions as 0–1; empty where nothing is scored', ({ summary }) => summary.score),
  amount('low', 'of the 95% interval', ({ summary }) => summary.interval?.[0]),
  amount('high', 'of the 95% interval', ({ summary }) => summary.interval?.[1]),
  whole('n', 'samples with a score', ({ summary }) => summary.n),
  whole('trials', 'scored trials', ({ summary }) => summary.trials),
  whole('unscored', 'trials without a score', ({ summary }) => summary.unscored),
  whole('pending', 'trials that were never run', ({ summary }) => summary.pending),
  whole('unanswered', 'replies without an answer', ({ summary }) => summary.unanswered),
  whole('truncated', 'replies that were cut off', ({ summary }) => summary.truncated),
  amount('output_tokens', 'of all replies', ({ summary }) => summary.tokens.outputTokens),
  amount('cost', 'of the model’s tokens, where their price is known', ({ summary }) => summary.cost),
  amount('judge_cost', 'of the judges’ tokens, likewise', ({ summary }) => summary.judgeCost),
  text('currency', 'of both', ({ summary }) => summary.currency),
  amount('wall_ms', 'time spent running', ({ summary }) => summary.wallMs),
]

export const TRIAL_COLUMNS: readonly LongColumn[] = TRIAL
export const SCORE_COLUMNS: readonly LongColumn[] = SCORE

/** In the order of runs, samples and repeats. @param showProtected also answers of protected benchmarks that are more than a letter */
export async function trialTable(runs: readonly RecordedRun[], showProtected: boolean): Promise<LongTable> {
  const rows: LongCell[][] = []
  for (const run of runs) {
    const own: { readonly id: string; readonly repeat: number; readonly cells: LongCell[] }[] = []
    for await (const unredacted of run.records()) {
      const record = showable(unredacted, run.manifest, showProtected)
      const cells = TRIAL.map(({ of }) => of({ run, record, unredacted }))
      own.push({ id: record.id, repeat: record.repeat, cells })
    }
    own.sort((a, b) => (a.id === b.id ? a.repeat - b.repeat : inSampleOrder(a.id, b.id)))
    for (const { cells } of own) rows.push(cells)
  }
  return { columns: TRIAL, rows }
}

/** A row for each run. */
export const scoreTable = (runs: readonly RecordedRun[]): LongTable => ({
  columns: SCORE,
  rows: runs.map((run) => SCORE.map(({ of }) => of(run))),
})
