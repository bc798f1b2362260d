/** The first thing that a report says. */

import { plural } from '../words/format.ts'
import { gravelyIncomplete } from '../words/incomplete.ts'
import { finding, sentence } from '../words/sentence.ts'
import { bestSentences } from './best-of-several.ts'
import { pooledSentences } from './pooled.ts'
import type { Results } from './results.ts'
import { type Tone, toneOf } from './rows.ts'

export interface Headline {
  /** A word or two: `REGRESSED`, `sft is worse`. */
  readonly title: string
  readonly tone: Tone
  /** What is behind it, a sentence each. */
  readonly sentences: readonly string[]
}

/** The gate's verdict; without a gate what is missing, or what was found; without a baseline how much there is to see. */
export function headline({ runs, comparisons, gate }: Results): Headline {
  if (gate !== undefined)
    return {
      title: gate.verdict,
      tone: toneOf(gate.verdict),
      sentences: [gate.reason, ...pooledSentences(gate), ...bestSentences(gate)],
    }
  const unfinished = runs.flatMap(({ manifest, summary }) => {
    const words = gravelyIncomplete(summary)
    return words === undefined ? [] : [`${manifest.model.label} on ${manifest.benchmark.name}: ${words}`]
  })
  if (unfinished.length > 0) return { title: 'INCOMPLETE', tone: toneOf('INCOMPLETE'), sentences: unfinished }
  if (comparisons.length === 0) return { title: plural(runs.length, 'run'), tone: 'plain', sentences: [] }
  const several = new Set(comparisons.map(({ benchmark }) => benchmark)).size > 1
  const found = comparisons.map(finding)
  const [title, tone] = found.includes('worse')
    ? (['worse', 'bad'] as const)
    : found.includes('better')
      ? (['better', 'good'] as const)
      : (['no significant difference', 'plain'] as const)
  const where = several && title !== 'no significant difference' ? `${title} on some benchmarks` : title
  return {
    title: found.every((one) => one === found[0]) ? title : where,
    tone,
    sentences: comparisons.map((one) => `${several ? `${one.benchmark}: ` : ''}${sentence(one)}`),
  }
}
