/** What further requests would take, by what these runs took. */
import type { ComparedRun } from '../compare/compared-run.ts'
import { magnitude, plural } from '../words/format.ts'

/** Of samples that have not been asked yet, by both models. */
export const requestsFor = (asked: number, all: number, baseline: ComparedRun, candidate: ComparedRun) =>
  Math.max(0, all - asked) * (baseline.manifest.repeats + candidate.manifest.repeats)

/** At what these runs took a trial; absent where servers or prices were silent. */
export function costOf(requests: number, ...runs: readonly ComparedRun[]): { tokens?: number; cost?: number } {
  const perTrial = (of: (run: ComparedRun) => number | undefined) => {
    const values = runs.map((run) => {
      const total = of(run)
      return total === undefined || !run.summary?.trials ? undefined : total / run.summary.trials
    })
    return values.every((value) => value !== undefined) ? values.reduce((a, b) => a + b, 0) / runs.length : undefined
  }
  const tokens = perTrial(({ summary }) => {
    const { inputTokens, outputTokens } = summary?.tokens ?? {}
    return inputTokens === undefined && outputTokens === undefined
      ? undefined
      : (inputTokens ?? 0) + (outputTokens ?? 0)
  })
  const cost = perTrial(({ summary }) => summary?.cost)
  return {
    ...(tokens !== undefined && { tokens: Math.round(requests * tokens) }),
    ...(cost !== undefined && { cost: requests * cost }),
  }
}

/** ` That takes 2,638 requests, about 1.2M tokens, at a cost of 3.4.` */
export function price(requests: number, baseline: ComparedRun, candidate: ComparedRun): string {
  const { tokens, cost } = costOf(requests, baseline, candidate)
  return ` That takes ${plural(requests, 'request')}${tokens === undefined ? '' : `, about ${magnitude(tokens)} tokens`}${
    cost === undefined ? '' : `, at a cost of ${Number(cost.toPrecision(3))}`
  }.`
}
