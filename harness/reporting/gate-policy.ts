/** The policy of a gate: that of the config, or a file of another tool. */
import type { SelectedBenchmark } from '../../benchmarks/suites.ts'
import { UsageError } from '../../results/errors.ts'
import { rulesFor } from '../../results/gate/policy.ts'
import type { GatePolicy } from '../../results/schema/gate.ts'
import { line } from '../../results/visible.ts'
import { note } from '../lib/terminal.ts'
import type { Config } from '../options/config-schema.ts'

/** What a margin could be is seen in results. */
const FIRST_RUN = 'Run it without --gate first: evalkit gate then says what margin these results suggest. '

/** The policy of `--gate`, checked before the first request. @throws UsageError for a gate that could not decide */
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

/**
 * The policy of the config or, if there is a file, of that. Notes what the file says that the gate has no equivalent of.
 *
 * @param file of NeMo Evaluator
 * @throws UsageError for a file that is no policy
 */
export async function gatePolicy({ gate = {} }: Pick<Config, 'gate'>, file: string | undefined): Promise<GatePolicy> {
  if (file === undefined) return gate
  const { readNemoPolicy } = await import('../interop/nemo-policy.ts')
  const { policy, lost } = await readNemoPolicy(file)
  for (const words of lost) note(line`${file}: no equivalent for ${words}`)
  const { benchmarks: _, tasks: __, ...rest } = gate
  return { ...rest, ...policy }
}
