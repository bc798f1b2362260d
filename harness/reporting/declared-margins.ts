/** Margins of the user's own benchmarks, as their declarations say now: a margin that was added after a run holds for it too. */
import { marginIn } from '../../benchmarks/own/load.ts'
import type { RunPair } from '../../results/compare/groups.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'

/** The policy, with margins that it leaves to the declarations. A declaration that is gone or broken changes nothing. */
export async function withDeclaredMargins(policy: GatePolicy, pairs: readonly RunPair[]): Promise<GatePolicy> {
  const benchmarks = { ...policy.benchmarks }
  for (const { candidate } of pairs) {
    const { name, source } = candidate.manifest.benchmark
    if (source === undefined || benchmarks[name]?.margin !== undefined) continue
    const margin = await marginIn(source, name)
    if (margin !== undefined) benchmarks[name] = { ...benchmarks[name], margin }
  }
  return Object.keys(benchmarks).length === 0 ? policy : { ...policy, benchmarks }
}
