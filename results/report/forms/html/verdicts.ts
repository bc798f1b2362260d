/** What judges said of a trial, as a page holds it. */
import type { Completion, JudgeVerdict, SampleRecord } from '../../../schema/schema.ts'
import type { Showable } from '../../../words/showable.ts'
import type { PageVerdict } from './page-data.ts'

export function verdictsOf({ ratings = [] }: Showable<SampleRecord>): PageVerdict[] {
  return ratings.flatMap(({ turn, swapped, verdicts }) => {
    const places = swapped === true ? ', places swapped' : ''
    return verdicts.map(
      (verdict): PageVerdict => ({
        b: `${verdict.judge}${verdict.regrade > 1 ? `, verdict ${verdict.regrade}` : ''}${places}`,
        t: turn,
        ...(verdict.rating !== undefined && { n: verdict.rating }),
        v: ratingWords(verdict),
        s: verdict.attempts.map(({ completion }) => said(completion)),
      }),
    )
  })
}

/** `7`, or `6 (Clarity 7, Depth 5)`. */
function ratingWords({ rating, failure, dimensions = {} }: JudgeVerdict): string {
  if (rating === undefined) return `no rating (${failure?.kind ?? 'unreadable'}): ${failure?.message ?? ''}`
  const parts = Object.entries(dimensions).map(([name, value]) => `${name} ${value}`)
  return parts.length === 0 ? String(rating) : `${rating} (${parts.join(', ')})`
}

const said = ({ text, reasoning }: Completion) => (reasoning === undefined ? text : `[reasoning] ${reasoning}\n${text}`)
