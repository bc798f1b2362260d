/** Records that a judge has rated, in few words. */
import type { JudgeVerdict, SampleRecord } from '../../results/schema/schema.ts'
import { record, turn } from './records.ts'

const verdict = (rating: number | undefined, said: string): JudgeVerdict => ({
  judge: 'j',
  regrade: 1,
  rule: 'rating',
  attempts: [{ completion: { text: said, finishReason: 'stop' } }],
  ...(rating === undefined ? { failure: { kind: 'unreadable', message: 'no rating' } } : { rating }),
})

/** One turn, one judge. @param said the judge's own words */
export function ratedRecord(id: string, rating: number, said = `Rating: [[${rating}]]`): SampleRecord {
  return {
    ...record(id, rating, { turns: [turn({ text: 'An answer.' })] }),
    ratings: [{ turn: 1, template: 'single', prompt: [], verdicts: [verdict(rating, said)], rating }],
  }
}
