/** Gates runs: compares each pair, applies the policy, and counts the looks at each checkpoint. */
import { marginIn } from '../../benchmarks/own/load.ts'
import { type CompareOptions, compareRuns } from '../../results/compare/compare.ts'
import { inOneFamily } from '../../results/compare/family.ts'
import type { RunPair } from '../../results/compare/groups.ts'
import { IncomparableError } from '../../results/errors.ts'
import type { GatedPair } from '../../results/gate/case.ts'
import { gate } from '../../results/gate/gate.ts'
import { type LookPlace, lookAt, type NewLook, placeOf, scoreDigests } from '../../results/gate/looks.ts'
import type { Comparison } from '../../results/schema/comparison.ts'
import type { GateLook, GatePolicy, GateVerdict } from '../../results/schema/gate.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { count } from '../../results/words/format.ts'
import { note } from '../lib/terminal.ts'
import { isReference } from '../options/run-references.ts'
import { byCheckpoint, type Gathered, withEarlierRuns } from './earlier-runs.ts'
import { type Ledger, type LedgerLocations, openLedger } from './look-ledger.ts'

export interface GateSetup extends LedgerLocations {
  readonly policy: GatePolicy
  /** Whether the verdict counts as a look. Default: no. */
  readonly spendsLook?: boolean
}

export interface Gated {
  readonly verdict: GateVerdict
  /** Comparisons with their verdicts. Pairs that must not be compared are in the verdict only. */
  readonly comparisons: Comparison[]
}

/** @throws UsageError or StoreError; pairs that must not be compared are part of the verdict */
export async function gateRuns(pairs: readonly RunPair[], setup: GateSetup, options: CompareOptions): Promise<Gated> {
  const ledger = await openLedger(
    setup,
    pairs.some(({ baseline }) => isReference(baseline.folder)),
  )
  const looked: (GatedPair & { readonly newLook: NewLook | undefined })[] = []
  for (const pair of byCheckpoint(pairs)) {
    const newLook = await lookOf(pair)
    const place = newLook === undefined ? UNCOUNTED : placeOf(ledger.looks, newLook)
    const { baseline, candidate } = pair
    const { pair: whole, lost } = await withEarlierRuns(pair, place.earlier, setup.runsDir)
    const compared = await compareOrExplain(whole, options)
    const errors = place.errors.filter((error) => error !== undefined)
    looked.push({
      ...{ baseline, candidate, compared, look: place.number },
      ...(lost === 0 && errors.length === place.errors.length && { before: errors }),
      newLook: place.isKnown ? undefined : newLook,
    })
  }
  const corrected = inOneFamily(looked)
  const verdict = gate(corrected, await withDeclaredMargins(setup.policy, pairs))
  const comparisons = corrected.flatMap(({ compared, candidate }, index) => {
    if (!('facts' in compared)) return []
    const decided = verdict.decisions[index]?.verdict
    const notes = [
      ...compared.facts.notes,
      ...assumedMargin(candidate.manifest, setup.policy),
      ...uncounted(candidate.manifest.model),
    ]
    return [{ ...compared.facts, notes, ...(decided && { verdict: decided }) }]
  })
  if (setup.spendsLook) await spend(ledger, looked, verdict)
  return { verdict, comparisons }
}

/** The look at a checkpoint without a version. */
const UNCOUNTED: LookPlace = { number: 1, isKnown: false, errors: [], earlier: { baseline: [], candidate: [] } }

async function lookOf({ baseline, candidate, others }: Gathered): Promise<NewLook | undefined> {
  if (candidate.manifest.model.version === undefined) return undefined
  const seen = async (run: RunPair['candidate']) => ({ manifest: run.manifest, sheets: await scoreDigests(run) })
  const rest = []
  for (const other of others) rest.push(await seen(other))
  return lookAt(await seen(baseline), await seen(candidate), ...rest)
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

/** Whoever gates a task of another tool should know where its margin comes from. */
function assumedMargin(
  { benchmark: { name, margin }, imported, items }: RunPair['candidate']['manifest'],
  { tasks }: GatePolicy,
): string[] {
  if (imported === undefined || margin === undefined || tasks?.[name]?.margin !== undefined) return []
  return [
    `no margin is set for ${name}: ${margin} is assumed, by the number of samples alone (${count(items.count)}); ` +
      `set gate.tasks.${name}.margin in the config file`,
  ]
}

function uncounted({ version, label }: RunPair['candidate']['manifest']['model']): string[] {
  if (version !== undefined) return []
  return [`looks at ${label} are not counted: no --model-version tells its checkpoints apart`]
}

/** A verdict without enough data, or without comparable runs, does not count as a look. */
async function spend(
  ledger: Ledger,
  looked: readonly { readonly newLook: NewLook | undefined }[],
  { decisions }: GateVerdict,
): Promise<void> {
  const looks = looked.flatMap(({ newLook }, index): GateLook[] => {
    const { verdict, standardError } = decisions[index] ?? {}
    if (newLook === undefined || verdict === 'INCOMPLETE' || verdict === 'INCOMPARABLE') return []
    const { key, runs, sheets } = newLook
    return [
      {
        ...{ schemaVersion: SCHEMA_VERSION, at: new Date().toISOString(), key, runs, sheets },
        ...(standardError !== undefined && { standardError }),
      },
    ]
  })
  if (looks.length === 0) return
  if (ledger.caution !== undefined && process.env.CI) note(ledger.caution)
  await ledger.add(looks).catch((error: Error) => note(`${error.message}; this look will not be counted`))
}

/**
 * The policy, with the margins of the user's own benchmarks that it leaves to their declarations, as these say now: a margin that was added
 * after a run holds for it too. A declaration that is gone or broken changes nothing.
 */
async function withDeclaredMargins(policy: GatePolicy, pairs: readonly RunPair[]): Promise<GatePolicy> {
  const benchmarks = { ...policy.tasks, ...policy.benchmarks }
  for (const { candidate } of pairs) {
    // A task that turned out to be a benchmark of evalkit keeps the policy under its own name.
    const { imported, benchmark } = candidate.manifest
    const ofTask = imported && policy.tasks?.[imported.task]
    if (imported === undefined || ofTask === undefined || imported.task === benchmark.name) continue
    benchmarks[benchmark.name] ??= ofTask
    delete benchmarks[imported.task]
  }
  for (const { candidate } of pairs) {
    const { name, source } = candidate.manifest.benchmark
    if (source === undefined || benchmarks[name]?.margin !== undefined) continue
    const margin = await marginIn(source, name)
    if (margin !== undefined) benchmarks[name] = { ...benchmarks[name], margin }
  }
  return Object.keys(benchmarks).length === 0 ? policy : { ...policy, benchmarks }
}
