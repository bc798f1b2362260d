/** Runs compared pair by pair and held against the policy, with the looks at each checkpoint counted. */
import { type CompareOptions, compareRuns } from '../results/compare/compare.ts'
import type { RunPair } from '../results/compare/groups.ts'
import type { Comparison } from '../results/comparison-schema.ts'
import { IncomparableError } from '../results/errors.ts'
import { type GatedPair, gate } from '../results/gate/gate.ts'
import { readLooks, recordLooks } from '../results/gate/look-log.ts'
import { type Look, lookNumber } from '../results/gate/looks.ts'
import type { GatePolicy, GateVerdict } from '../results/gate-schema.ts'
import { SCHEMA_VERSION } from '../results/schema-version.ts'
import { byCheckpoint, type Gathered, withEarlierRuns } from './earlier-runs.ts'
import { note } from './terminal.ts'

export interface GateSetup {
  readonly policy: GatePolicy
  /** Where the looks are written down. */
  readonly runsDir: string
}

export interface Gated {
  readonly verdict: GateVerdict
  /** With the gate's verdict on each; what must not be compared is in the verdict alone. */
  readonly comparisons: Comparison[]
}

/** @throws UsageError or StoreError; runs that must not be compared are part of the verdict */
export async function gateRuns(
  pairs: readonly RunPair[],
  { policy, runsDir }: GateSetup,
  options: CompareOptions,
): Promise<Gated> {
  const earlier = await readLooks(runsDir)
  noteUncounted(pairs)
  const gated: GatedPair[] = []
  const gathered = byCheckpoint(pairs)
  for (const { look, ...pair } of gathered) {
    const whole = await withEarlierRuns({ ...pair, ...(look && { look }) }, earlier, runsDir)
    gated.push({
      ...pair,
      look: look === undefined ? 1 : lookNumber(earlier, look),
      compared: await compareOrExplain(whole, options),
    })
  }
  const verdict = gate(gated, policy)
  const comparisons = gated.flatMap(({ compared }, index) => {
    const decided = verdict.decisions[index]?.verdict
    return 'facts' in compared ? [{ ...compared.facts, ...(decided && { verdict: decided }) }] : []
  })
  await rememberLooks(runsDir, earlier, gathered, verdict)
  return { verdict, comparisons }
}

async function compareOrExplain(
  { baseline, candidate }: RunPair,
  options: CompareOptions,
): Promise<GatedPair['compared']> {
  try {
    return await compareRuns(baseline, candidate, options)
  } catch (error) {
    if (error instanceof IncomparableError) return { incomparable: `${error.message}.`, hint: error.hint }
    throw error
  }
}

function noteUncounted(pairs: readonly RunPair[]): void {
  const nameless = pairs.filter(({ candidate }) => candidate.manifest.model.version === undefined)
  const labels = [...new Set(nameless.map(({ candidate }) => candidate.manifest.model.label))]
  if (labels.length > 0)
    note(`looks at ${labels.join(', ')} are not counted: no --model-version tells checkpoints apart`)
}

/** A look at what could not be decided for want of data or likeness tells nothing, and costs nothing. */
async function rememberLooks(
  runsDir: string,
  earlier: readonly Look[],
  pairs: readonly Gathered[],
  { decisions }: GateVerdict,
): Promise<void> {
  const looks = pairs.flatMap(({ look }, index): Look[] => {
    const verdict = decisions[index]?.verdict
    if (look === undefined || verdict === 'INCOMPLETE' || verdict === 'INCOMPARABLE') return []
    if (earlier.some(({ key, runs }) => key === look.key && runs === look.runs)) return []
    return [{ schemaVersion: SCHEMA_VERSION, at: new Date().toISOString(), ...look }]
  })
  await recordLooks(runsDir, looks).catch((error: Error) => note(`${error.message}; it will not be counted`))
}
