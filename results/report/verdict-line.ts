/** The answer in one sentence, for reports that open with it. */
import { plural } from '../words/format.ts'
import { type Finding, finding, sentence } from '../words/sentence.ts'
import { headline } from './headline.ts'
import type { Results } from './results.ts'
import type { Tone } from './rows.ts'

export interface VerdictLine {
  /** `REGRESSED`, `worse on some benchmarks`. */
  readonly word: string
  readonly tone: Tone
  /** `sft on humaneval. 1 of 10 required comparisons.`; `''` where the word says it all. */
  readonly sentence: string
  /** What else is to be said of the whole, a sentence each. */
  readonly further: readonly string[]
}

export function verdictLine(results: Results): VerdictLine {
  const { title, tone, sentences } = headline(results)
  const isSummed = results.gate === undefined && results.comparisons.length > 1 && title !== 'INCOMPLETE'
  const [first = '', ...further] = isSummed ? [findings(results)] : sentences
  return { word: title, tone, sentence: first, further }
}

const WORDS = { worse: 'Worse', better: 'Better', unclear: 'No difference detected' } as const satisfies Record<
  Finding,
  string
>

/** More than these are counted, and not named. */
const NAMED = 4

/** `Worse: sft on humaneval. Better: sft on gsm8k. No difference detected in 8 comparisons.` */
function findings({ comparisons }: Results): string {
  const [only] = comparisons
  if (comparisons.length === 1 && only !== undefined) return sentence(only)
  const groups = Map.groupBy(comparisons, finding)
  return (['worse', 'better', 'unclear'] as const)
    .flatMap((found) => {
      const group = groups.get(found) ?? []
      if (group.length === 0) return []
      if (found === 'unclear' || group.length > NAMED)
        return [`${WORDS[found]} in ${plural(group.length, 'comparison')}.`]
      return [`${WORDS[found]}: ${group.map(({ candidate, benchmark }) => `${candidate} on ${benchmark}`).join(', ')}.`]
    })
    .join(' ')
}
