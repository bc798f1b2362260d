/** Runs compared pair by pair and held against the policy, with the looks at each checkpoint counted. */
import { type CompareOptions, compareRuns } from '../../results/compare/compare.ts'
import type { RunPair } from '../../results/compare/groups.ts'
import type { Comparison } from '../../results/comparison-schema.ts'
import { IncomparableError } from '../../results/errors.ts'
import { type GatedPair, gate } from '../../results/gate/gate.ts'
import { readLooks, recordLooks } from '../../results/gate/look-log.ts'
import { type Look, type LookPlace, placeOf } from '../../results/gate/looks.ts'
import type { GatePolicy, GateVerdict } from '../../results/gate-schema.ts'
import { SCHEMA_VERSION } from '../../results/schema-version.ts'
import { note } from '../terminal.ts'
import { byCheckpoint, type Gathered, withEarlierRuns } from './earlier-runs.ts'

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
  for (const pair of gathered) {
    const place = pair.look === undefined ? UNCOUNTED : placeOf(earlier, pair.look)
    const { baseline, candidate } = pair
    const compared = await compareOrExplain(await withEarlierRuns(pair, place.earlier, runsDir), options)
    gated.push({ baseline, candidate, look: place.number, compared })
  }
  const verdict = gate(gated, policy)
  const comparisons = gated.flatMap(({ compared }, index) => {
    const decided = verdict.decisions[index]?.verdict
    return 'facts' in compared ? [{ ...compared.facts, ...(decided && { verdict: decided }) }] : []
  })
  await rememberLooks(runsDir, earlier, gathered, verdict)
  return { verdict, comparisons }
}

/** The look at a checkpoint that nobody can tell from others. */
const UNCOUNTED: LookPlace = { number: 1, isKnown: false, earlier: { baseline: [], candidate: [] } }

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
    if (placeOf(earlier, look).isKnown) return []
    return [{ schemaVersion: SCHEMA_VERSION, at: new Date().toISOString(), ...look }]
  })
  await recordLooks(runsDir, looks).catch((error: Error) => note(`${error.message}; it will not be counted`))
}
