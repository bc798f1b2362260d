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
  /** The share of that variance which is luck, new at each repeat, where all replies are sampled. */
  readonly luck: number
  /** The same at temperature 0, where each repeat shows the options in another order. */
  readonly orderLuck?: number
}

const ASSUMED: Readonly<Record<string, AssumedSpread>> = {
  gsm8k: { discordance: 0.1, luck: 0.75 },
  'gsm8k-platinum': { discordance: 0.1, luck: 0.75 },
  humaneval: { discordance: 0.13, luck: 0.7 },
  'humaneval-plus': { discordance: 0.13, luck: 0.7 },
  'humaneval-js': { discordance: 0.13, luck: 0.7 },
  'gpqa-diamond': { discordance: 0.28, luck: 0.9, orderLuck: 0.6 },
  'math-500': { discordance: 0.15, luck: 0.75 },
  mmlu: { discordance: 0.15, luck: 0.75 },
  ifeval: { discordance: 0.14, luck: 0.7 },
  'arc-challenge': { discordance: 0.12, luck: 0 },
  hellaswag: { discordance: 0.08, luck: 0 },
  'mt-bench': { deviation: 1.8, luck: 0.6 },
  'mt-bench-inf': { deviation: 1.8, luck: 0.6 },
  alignbench: { deviation: 2.4, luck: 0.75 },
}

/** Of benchmarks nobody has looked at, rather too much than too little. */
const UNKNOWN = {
  share: { discordance: 0.2, luck: 0.75, orderLuck: 0.4 },
  rating: { deviation: 2.4, luck: 0.6, orderLuck: 0 },
}

export const assumedSpread = (benchmark: string, isRated: boolean): AssumedSpread =>
  ASSUMED[benchmark] ?? UNKNOWN[isRated ? 'rating' : 'share']

/** What makes one repeat differ from the next. */
export interface Sampling {
  /** Share of the samples that are asked at a temperature above 0. */
  readonly sampled: number
  /** Each repeat shows the options in another order. */
  readonly reorders: boolean
}

/**
 * The share of a difference's variance that further answers average out: of samples asked at temperature 0 none, but for new
 * orders of options, unless the server's own replies vary, which must be measured (`evalkit noise`).
 */
export const luckShare = ({ luck, orderLuck = 0 }: AssumedSpread, { sampled, reorders }: Sampling): number =>
  sampled * luck + (reorders ? (1 - sampled) * orderLuck : 0)
