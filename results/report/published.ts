/** What papers report, to stand beside what is measured here: facts, with their source and what can be said of them. */
import { CONFIDENCE } from '../statistics/confidence.ts'
import { wilson } from '../statistics/wilson.ts'
import type { PublishedRow, PublishedScore } from './overview.ts'

/** Questions behind a share. The paper names no spread, and none of its counts. */
const QUESTIONS: Readonly<Record<string, number>> = {
  'gpqa-diamond': 198,
  gsm8k: 1319,
  mmlu: 14_042,
  humaneval: 164,
  ifeval: 541,
}

const BENCHMARKS = ['gpqa-diamond', 'gsm8k', 'mmlu', 'humaneval', 'ifeval', 'alignbench', 'mt-bench'] as const

/**
 * arXiv 2504.09639 v1, table 1, the four models of its own. GPQA is the mean over 8 answers to each question, whose spread
 * between answers is not known: its interval takes the questions alone, and is a little too wide.
 */
const TABLE_1: readonly (readonly [label: string, scores: readonly number[]])[] = [
  ['paper: original (baseline)', [34.3, 83.7, 82.5, 80.5, 73.4, 6.2, 7.7]],
  ['paper: direct', [40.3, 92.2, 82.5, 90.9, 76.9, 6.9, 7.6]],
  ['paper: think-summary', [47.7, 91.4, 81.0, 86.0, 61.2, 7.2, 7.9]],
  ['paper: control', [47.9, 90.2, 70.1, 90.9, 76.6, 7.6, 8.2]],
]

export const REFERENCES: Readonly<Record<string, readonly PublishedRow[]>> = {
  paper: TABLE_1.map(([label, scores]) => ({
    label,
    scores: Object.fromEntries(
      BENCHMARKS.map((name, i) => [name, published(scores[i] ?? Number.NaN, QUESTIONS[name])]),
    ),
  })),
}

/** @param questions absent for ratings: nothing can be said of their spread from a mean alone */
function published(value: number, questions: number | undefined): PublishedScore {
  if (questions === undefined) return { value }
  const interval = wilson((value / 100) * questions, questions, CONFIDENCE)
  return { value, ...(interval && { interval: [100 * interval[0], 100 * interval[1]] }) }
}
