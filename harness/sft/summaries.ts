/** Asking for a summary of a thinking, and what comes back. */
import type { Sample, SampleRecord } from '../../results/schema.ts'
import type { Answer } from './answers.ts'
import { separate } from './answers.ts'
import type { Drop } from './drop.ts'
import type { PromptRecord } from './prompt-file.ts'
import { fillTemplate } from './template.ts'

export const summaryId = (line: number, repeat: number) => `sft-summarizer/${line}.${repeat}`

export function summarySample(template: string, record: PromptRecord, { repeat, thinking, answer }: Answer): Sample {
  const question = record.messages.at(-1)?.content ?? ''
  const prompt = fillTemplate(template, { question, thinking: thinking ?? '', answer })
  return { id: summaryId(record.line, repeat), turns: [prompt] }
}

export function readSummary({ outcome, attempt }: SampleRecord): { summary: string } | { dropped: Drop } {
  if (outcome.kind === 'unscored') return { dropped: { reason: 'no-summary', detail: outcome.error.message } }
  const completion = attempt.turns.at(-1)?.completion
  const summary = completion === undefined ? '' : separate(completion).answer
  const isWhole = outcome.score.flaw === undefined && summary !== ''
  return isWhole ? { summary } : { dropped: { reason: 'empty-summary', detail: outcome.score.flaw ?? 'empty' } }
}
