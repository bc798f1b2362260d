/** Asking for a summary of a thinking, and what comes back. */
import type { Sample, SampleRecord } from '../../results/schema.ts'
import { type Separated, separate } from './answers.ts'
import type { Drop } from './drop.ts'
import type { PromptRecord } from './prompt-file.ts'
import { fillTemplate } from './template.ts'

export const summaryId = (line: number, repeat: number) => `sft-summarizer/${line}.${repeat}`

/** The question that has the thinking summed up. */
export function summaryPrompt(template: string, { messages }: PromptRecord, { thinking = '', answer }: Separated) {
  return fillTemplate(template, { question: messages.at(-1)?.content ?? '', thinking, answer })
}

/** Known by name alone: its question is long, and made when it is asked. */
export const summarySample = (id: string): Sample => ({ id, turns: [] })

export function readSummary({ outcome, attempt }: SampleRecord): { summary: string } | { dropped: Drop } {
  if (outcome.kind === 'unscored') return { dropped: { reason: 'no-summary', detail: outcome.error.message } }
  const completion = attempt.turns.at(-1)?.completion
  const summary = completion === undefined ? '' : separate(completion).answer
  const isWhole = outcome.score.flaw === undefined && summary !== ''
  return isWhole ? { summary } : { dropped: { reason: 'empty-summary', detail: outcome.score.flaw ?? 'empty' } }
}
