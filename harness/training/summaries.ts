/** Summary requests, and how their replies are read. */
import { UsageError } from '../../results/errors.ts'
import type { Sample, SampleRecord } from '../../results/schema/schema.ts'
import { type Separated, separate } from './answers.ts'
import type { Exclusion } from './exclusion-reasons.ts'
import type { PromptRecord } from './prompt-file.ts'
import { fillTemplate } from './template.ts'

export const summaryId = (line: number, repeat: number) => `sft-summarizer/${line}.${repeat}`

/** Fills in the summary template. */
export function summaryPrompt(template: string, { messages }: PromptRecord, { thinking = '', answer }: Separated) {
  return fillTemplate(template, { question: messages.at(-1)?.content ?? '', thinking, answer })
}

/** A sample without its prompt, which is long and built just before its request. */
export const summarySample = (id: string): Sample => ({ id, turns: [] })

/** Replies after which a summarizer without a usable summary is taken to be unable. */
const ENOUGH = 8

/**
 * Ends a build early when no summary is usable.
 *
 * @param planned total number of summaries
 * @returns a listener for each record; it throws a UsageError after the first summaries were all unusable
 */
export function requireSummaries(summarizer: string, planned: number): (record: SampleRecord) => void {
  let replies = 0
  let isReadable = false
  return (record) => {
    if (isReadable || record.outcome.kind === 'unscored') return
    isReadable = 'summary' in readSummary(record)
    replies++
    if (isReadable || replies < Math.min(ENOUGH, planned)) return
    throw new UsageError(`the first ${replies} summaries of ${summarizer} are empty or truncated`, {
      hint: 'Raise its token limit ("generation: { maxTokens: … }" in its config entry), choose another model with --summarizer, or keep the reasoning as it is with --summarizer none. With --resume, no reply of the teacher is requested again.',
    })
  }
}

/** @returns the summary, or the reason for excluding the record */
export function readSummary({ outcome, attempt }: SampleRecord): { summary: string } | { dropped: Exclusion } {
  if (outcome.kind === 'unscored') return { dropped: { reason: 'no-summary', detail: outcome.error.message } }
  const completion = attempt.turns.at(-1)?.completion
  const summary = completion === undefined ? '' : separate(completion).answer
  const isWhole = outcome.score.flaw === undefined && summary !== ''
  return isWhole ? { summary } : { dropped: { reason: 'empty-summary', detail: outcome.score.flaw ?? 'empty' } }
}
