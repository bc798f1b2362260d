/**
 * How much two checkpoints of one model differ by chance, where nobody has measured it: as on the invented exams of
 * `npm run bench:statistics`, which look like the five benchmarks.
 */

/** Of the difference between two models on one question, answered once by each. */
export interface AssumedSpread {
  /** Of scores that are 0 or 1: the share of questions that only one of two equal models answers right. */
  readonly discordance?: number
  /** Of ratings: standard deviation, in points. */
  readonly deviation?: number
  /** The share of that variance which is luck, new at each repeat; none at temperature 0. */
  readonly luck: number
}

const ASSUMED: Readonly<Record<string, AssumedSpread>> = {
  gsm8k: { discordance: 0.1, luck: 0.75 },
  'gsm8k-platinum': { discordance: 0.1, luck: 0.75 },
  humaneval: { discordance: 0.13, luck: 0.7 },
  'humaneval-plus': { discordance: 0.13, luck: 0.7 },
  'humaneval-js': { discordance: 0.13, luck: 0.7 },
  'gpqa-diamond': { discordance: 0.28, luck: 0.9 },
  'mt-bench': { deviation: 1.8, luck: 0.6 },
  'mt-bench-inf': { deviation: 1.8, luck: 0.6 },
  alignbench: { deviation: 2.4, luck: 0.75 },
}

/** Of benchmarks nobody has looked at, rather too much than too little. */
const UNKNOWN = { share: { discordance: 0.2, luck: 0.75 }, rating: { deviation: 2.4, luck: 0.6 } }

export const assumedSpread = (benchmark: string, isRated: boolean): AssumedSpread =>
  ASSUMED[benchmark] ?? UNKNOWN[isRated ? 'rating' : 'share']
