/**
 * How much worse a model may be, where the policy does not say: at realistic spreads an equal model passes each of these
 * with 77 to 92% (least: AlignBench). `npm run bench:statistics` shows with how much.
 */

/** In points of the tables: percentage points, or points of a rating. */
const MARGINS: Readonly<Record<string, number>> = {
  gsm8k: 2.5,
  'gsm8k-platinum': 2.5,
  humaneval: 8,
  'humaneval-plus': 8,
  'humaneval-js': 8,
  'gpqa-diamond': 10,
  'math-500': 5,
  mmlu: 1,
  ifeval: 4.5,
  'arc-challenge': 3,
  hellaswag: 0.8,
  'mt-bench': 0.6,
  'mt-bench-inf': 0.6,
  alignbench: 0.25,
  wordproblems: 7,
}

/** With as many repeats or more, luck is averaged out enough for a smaller one. */
const WITH_REPEATS: Readonly<Record<string, { readonly repeats: number; readonly margin: number }>> = {
  'gpqa-diamond': { repeats: 8, margin: 7 },
}

/** Benchmarks that a policy may leave without a margin. */
export const KNOWN_BENCHMARKS: readonly string[] = Object.keys(MARGINS)

/** @returns undefined for a benchmark that has none */
export function defaultMargin(benchmark: string, repeats: number): number | undefined {
  const special = WITH_REPEATS[benchmark]
  return special !== undefined && repeats >= special.repeats ? special.margin : MARGINS[benchmark]
}
