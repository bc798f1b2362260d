/** What all required benchmarks show together, as a sentence for each candidate. */
import type { GateVerdict, PooledDifference } from '../schema/gate.ts'
import { CONFIDENCE } from '../statistics/confidence.ts'
import { pValue } from '../words/format.ts'

/** Of a one-sided test that gates nothing. */
const NOTABLE = 1 - CONFIDENCE

/** Names the candidate where there are several. */
export const pooledSentences = ({ pooled = [] }: Pick<GateVerdict, 'pooled'>): string[] =>
  pooled.map((one) => `${pooled.length > 1 ? `${one.candidate}, all` : 'All'} ${pooledWords(one)}`)

function pooledWords({ benchmarks, estimate, interval, p }: PooledDifference): string {
  const [low, high] = interval.map(margins)
  const finding =
    p < NOTABLE
      ? 'worse on the whole'
      : interval[0] > 0
        ? 'no degradation on the whole'
        : 'no degradation detected on the whole'
  return (
    `${benchmarks.length} required benchmarks together: ${finding}, ${margins(estimate)} margins on average ` +
    `(95%: ${low} to ${high}; one-sided p ${pValue(p)}). This line decides nothing.`
  )
}

/** `−0.31`. */
function margins(value: number): string {
  const digits = value.toFixed(2)
  if (Number(digits) === 0) return '0.00'
  return value > 0 ? `+${digits}` : digits.replace('-', '−')
}
