/** The policy of a gate: that of the config, or a file of another tool. */
import type { GatePolicy } from '../../results/schema/gate.ts'
import { line } from '../../results/visible.ts'
import { note } from '../lib/terminal.ts'
import type { Config } from '../options/config-schema.ts'

/**
 * Notes what the file says that the gate has no equivalent of.
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
