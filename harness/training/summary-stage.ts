/** The second stage: the thinking of each answer that is kept is summed up. */
import type { Generation } from '../../results/schema/schema.ts'
import { type FinishedRun, readPlaced } from '../../results/store/read.ts'
import { askAll, type Office } from './ask.ts'
import type { DroppedRecord } from './exclusion-reasons.ts'
import type { Unfinished } from './plan.ts'
import { RowReader } from './row-texts.ts'
import { answerCheck, openStage, type Stage } from './stage.ts'
import { readSummary, requireSummaries, summaryId, summaryPrompt, summarySample } from './summaries.ts'
import type { Row } from './variants.ts'

/** Of a summarizer that does not think, and whose config entry says nothing else. */
export const SUMMARY_GENERATION: Generation = { temperature: 0, maxTokens: 1024 }

export interface Summing extends Pick<Stage, 'model' | 'spec' | 'generation' | 'resources' | 'files' | 'group'> {
  readonly template: string
  readonly teacher: FinishedRun
  readonly thinkingPattern: RegExp | undefined
}

type Summed = {
  readonly kind: 'summed'
  readonly run: FinishedRun
  readonly rows: readonly Row[]
  /** Records whose summaries all failed. */
  readonly dropped: readonly DroppedRecord[]
}

const idOf = ({ record, answer }: Row) => summaryId(record.line, answer.repeat)

export async function sumUp(rows: readonly Row[], summing: Summing, office: Office): Promise<Summed | Unfinished> {
  const { template, teacher, thinkingPattern, ...stage } = summing
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
    // Filters may change between sittings, and with them what is summed up: what was summed up before still holds.
    identity: { teacher: teacher.manifest.hash, template },
  })
  const asked = await askAll(prepared, office, { onRecord: requireSummaries(stage.model.facts.label, byId.size) })
  return asked.kind === 'asked' ? { kind: 'summed', run: asked.run, ...(await withSummaries(rows, asked.run)) } : asked
}

async function withSummaries(rows: readonly Row[], { folder }: FinishedRun): Promise<Pick<Summed, 'rows' | 'dropped'>> {
  const found = new Map<string, Pick<Row, 'summary'> | Pick<DroppedRecord, 'reason' | 'detail'>>()
  for await (const { value, place } of readPlaced(folder)) {
    const read = readSummary(value)
    found.set(value.id, 'summary' in read ? { summary: place } : read.dropped)
  }
  const kept: Row[] = []
  const failed = new Map<number, DroppedRecord>()
  for (const row of rows) {
    const { line } = row.record
    const summary = found.get(idOf(row)) ?? { reason: 'no-summary' }
    if ('reason' in summary) failed.set(line, { line, ...summary })
    else kept.push({ ...row, ...summary })
  }
  for (const { record } of kept) failed.delete(record.line)
  return { rows: kept, dropped: [...failed.values()] }
}
