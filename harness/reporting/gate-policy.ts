/** The policy of `--gate`, checked before the first request. */
import type { SelectedBenchmark } from '../../benchmarks/suites.ts'
import { UsageError } from '../../results/errors.ts'
import { rulesFor } from '../../results/gate/policy.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'
import type { Config } from '../options/config-schema.ts'

/** What a margin could be is seen in results. */
const FIRST_RUN = 'Run it without --gate first: evalkit gate then says what margin these results suggest. '

/** Checks the gate before the first request. @throws UsageError for a gate that could not decide */
export function requirePolicy(
  baseline: string | undefined,
  selected: readonly SelectedBenchmark[],
  { gate: policy = {} }: Config,
): GatePolicy {
  if (baseline === undefined) {
    throw new UsageError('--gate requires a baseline', { hint: 'Name it with --baseline.' })
  }
  for (const { benchmark, protocol } of selected) {
    const [min, max] = protocol.scorer.range
    rulesFor(benchmark, protocol.repeats ?? 1, [min, max], policy, () => FIRST_RUN)
  }
  return policy
}
