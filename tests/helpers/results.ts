/** Results of invented runs, as reports get them. */
import { compareRuns } from '../../results/compare/compare.ts'
import { asFamily } from '../../results/compare/family.ts'
import { gate } from '../../results/gate/gate.ts'
import type { GatePolicy } from '../../results/gate-schema.ts'
import type { finishedRun } from './records.ts'

type Run = Awaited<ReturnType<typeof finishedRun>>

/** The first run is the baseline. */
export async function resultsOf(...runs: readonly [Run, ...Run[]]) {
  const [baseline, ...candidates] = runs
  const compared = []
  for (const candidate of candidates) compared.push((await compareRuns(baseline, candidate)).facts)
  return { runs, comparisons: asFamily(compared) }
}

/** With the gate's verdict on each candidate. */
export async function gatedResultsOf(policy: GatePolicy, ...runs: readonly [Run, ...Run[]]) {
  const [baseline, ...candidates] = runs
  const pairs = []
  for (const candidate of candidates) {
    pairs.push({ baseline, candidate, look: 1, compared: await compareRuns(baseline, candidate) })
  }
  const verdict = gate(pairs, policy)
  const comparisons = pairs.map(({ compared }, at) => {
    const decided = verdict.decisions[at]?.verdict
    return { ...compared.facts, ...(decided && { verdict: decided }) }
  })
  return { runs, comparisons, gate: verdict }
}
