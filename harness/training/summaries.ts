/** Requests a summary of the reasoning, and what comes back. */
import { UsageError } from '../../results/errors.ts'
import type { Sample, SampleRecord } from '../../results/schema/schema.ts'
import { type Separated, separate } from './answers.ts'
import type { Drop } from './exclusion-reasons.ts'
import type { PromptRecord } from './prompt-file.ts'
import { fillTemplate } from './template.ts'

export const summaryId = (line: number, repeat: number) => `sft-summarizer/${line}.${repeat}`

/** The question that has the thinking summed up. */
export function summaryPrompt(template: string, { messages }: PromptRecord, { thinking = '', answer }: Separated) {
  return fillTemplate(template, { question: messages.at(-1)?.content ?? '', thinking, answer })
}

/** Known by name alone: its question is long, and made when it is asked. */
export const summarySample = (id: string): Sample => ({ id, turns: [] })

/** So many tell whether a summarizer can do it. */
const ENOUGH = 8

/**
 * Ends a build whose summaries all come to nothing, before it costs more.
 *
 * @param planned summaries in all
 * @returns to be told of each record
 */
export function requireSummaries(summarizer: string, planned: number): (record: SampleRecord) => void {
  let replies = 0
  let isReadable = false
  return (record) => {
    if (isReadable || record.outcome.kind === 'unscored') return
    isReadable = 'summary' in readSummary(record)
    replies++
    if (isReadable || replies < Math.min(ENOUGH, planned)) return
    throw new UsageError(`the first ${replies} summaries of ${summarizer} are empty or were cut`, {
      hint: 'Give it more room ("generation: { maxTokens: … }" of its entry in the config), name another one with --summarizer, or take the thinking as it is with --summarizer none. With --resume, the teacher is not asked again.',
    })
  }
}

export function readSummary({ outcome, attempt }: SampleRecord): { summary: string } | { dropped: Drop } {
  if (outcome.kind === 'unscored') return { dropped: { reason: 'no-summary', detail: outcome.error.message } }
  const completion = attempt.turns.at(-1)?.completion
  const summary = completion === undefined ? '' : separate(completion).answer
  const isWhole = outcome.score.flaw === undefined && summary !== ''
  return isWhole ? { summary } : { dropped: { reason: 'empty-summary', detail: outcome.score.flaw ?? 'empty' } }
}
