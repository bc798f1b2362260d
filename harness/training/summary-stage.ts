/** The second stage of a build: summarizes the reasoning of each answer that is kept. */
import type { Generation } from '../../results/schema/schema.ts'
import { type FinishedRun, readPlaced } from '../../results/store/read.ts'
import type { ExcludedRecord } from './exclusion-reasons.ts'
import type { Unfinished } from './plan.ts'
import { RowReader } from './row-texts.ts'
import { type BuildContext, runStage } from './run-stage.ts'
import { answerCheck, openStage, type Stage } from './stage.ts'
import { readSummary, requireSummaries, summaryId, summaryPrompt, summarySample } from './summaries.ts'
import type { Row } from './variants.ts'

/** Defaults for a separate summarizer; its config entry overrides them. */
export const SUMMARY_GENERATION: Generation = { temperature: 0, maxTokens: 1024 }

export interface SummaryStage extends Pick<Stage, 'model' | 'spec' | 'generation' | 'resources' | 'files' | 'group'> {
  readonly template: string
  readonly teacher: FinishedRun
  readonly thinkingPattern: RegExp | undefined
}

type Summarized = {
  readonly kind: 'summarized'
  readonly run: FinishedRun
  readonly rows: readonly Row[]
  /** Records for which every summary failed. */
  readonly dropped: readonly ExcludedRecord[]
}

const idOf = ({ record, answer }: Row) => summaryId(record.line, answer.repeat)

/** @throws UsageError when the first summaries are all empty or truncated; ModelError when the summarizer cannot be used */
export async function summarizeReasoning(
  rows: readonly Row[],
  summaryStage: SummaryStage,
  context: BuildContext,
): Promise<Summarized | Unfinished> {
  const { template, teacher, thinkingPattern, ...stage } = summaryStage
  const byId = new Map(rows.map((row) => [idOf(row), row]))
  using reader = new RowReader(teacher.folder, undefined, thinkingPattern)
  const prepared = await openStage({
    name: 'summarizer',
    ...stage,
    samples: [...byId.keys()].map(summarySample),
    forRepeat(sample) {
      const row = byId.get(sample.id) as Row
      return { ...sample, turns: [summaryPrompt(template, row.record, reader.reply(row))] }
    },
    repeats: 1,
    scorer: answerCheck(new Map()),
    // Filters may change between sessions, and with them the rows to summarize: existing summaries stay valid.
    identity: { teacher: teacher.manifest.hash, template },
  })
  const result = await runStage(prepared, context, { onRecord: requireSummaries(stage.model.facts.label, byId.size) })
  return result.kind === 'complete'
    ? { kind: 'summarized', run: result.run, ...(await withSummaries(rows, result.run)) }
    : result
}

async function withSummaries(
  rows: readonly Row[],
  { folder }: FinishedRun,
): Promise<Pick<Summarized, 'rows' | 'dropped'>> {
  const found = new Map<string, Pick<Row, 'summary'> | Pick<ExcludedRecord, 'reason' | 'detail'>>()
  for await (const { value, place } of readPlaced(folder)) {
    const read = readSummary(value)
    found.set(value.id, 'summary' in read ? { summary: place } : read.dropped)
  }
  const kept: Row[] = []
  const failed = new Map<number, ExcludedRecord>()
  for (const row of rows) {
    const { line } = row.record
    const summary = found.get(idOf(row)) ?? { reason: 'no-summary' }
    if ('reason' in summary) failed.set(line, { line, ...summary })
    else kept.push({ ...row, ...summary })
  }
  for (const { record } of kept) failed.delete(record.line)
  return { rows: kept, dropped: [...failed.values()] }
}
