/** Results of invented runs, as reports get them. */

import { type CompareOptions, compareRuns } from '../../results/compare/compare.ts'
import { asFamily, inOneFamily } from '../../results/compare/family.ts'
import { gate } from '../../results/gate/gate.ts'
import type { Comparison } from '../../results/schema/comparison.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'
import { type Showable, showableResults } from '../../results/words/showable.ts'
import type { finishedRun } from './records.ts'

type Run = Awaited<ReturnType<typeof finishedRun>>

/** The first run is the baseline. */
export async function resultsOf(...runs: readonly [Run, ...Run[]]) {
  const [baseline, ...candidates] = runs
  const compared = []
  for (const candidate of candidates) compared.push(await compareRuns(baseline, candidate))
  return showableResults({ runs, comparisons: asFamily(compared).map(({ facts }) => facts) })
}

/** The comparison of two runs, as printers take it. */
export async function comparisonOf(baseline: Run, candidate: Run, options: CompareOptions = {}) {
  const { facts } = await compareRuns(baseline, candidate, options)
  const { comparisons } = showableResults({ runs: [baseline, candidate], comparisons: [facts] })
  return comparisons[0] as Showable<Comparison>
}

/** With the gate's verdict on each candidate. */
export async function gatedResultsOf(policy: GatePolicy, ...runs: readonly [Run, ...Run[]]) {
  const [baseline, ...candidates] = runs
  const alone = []
  for (const candidate of candidates) {
    alone.push({ baseline, candidate, look: 1, compared: await compareRuns(baseline, candidate) })
  }
  const pairs = inOneFamily(alone)
  const verdict = gate(pairs, policy)
  const comparisons = pairs.flatMap(({ compared }, at) => {
    if (!('facts' in compared)) return []
    const decided = verdict.decisions[at]?.verdict
    return [{ ...compared.facts, ...(decided && { verdict: decided }) }]
  })
  return showableResults({ runs, comparisons, gate: verdict })
}
