/** `evalkit run`: runs each model on each benchmark, and compares with the baseline. */
import type { OpenBaseline } from '../../results/baselines/baseline.ts'
import { requireComparable } from '../../results/compare/comparability.ts'
import { EXIT, type ExitCode, IncomparableError } from '../../results/errors.ts'
import type { GateVerdict } from '../../results/schema/gate.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { endWith } from '../lib/failure.ts'
import { note } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findModelChoices } from '../options/model-choices.ts'
import { findBenchmarks } from '../options/own-benchmarks.ts'
import { readAllowance } from '../options/request-flags.ts'
import { isReference, openReference } from '../options/run-references.ts'
import { runRequest } from '../options/run-request.ts'
import { findLocations, noteConfigFile } from '../options/settings.ts'
import { acceptedChecks } from '../reporting/compared-folders.ts'
import { requirePolicy } from '../reporting/gate-policy.ts'
import type { GateSetup } from '../reporting/gate-runs.ts'
import { type GatherOptions, gatherResults } from '../reporting/gather-results.ts'
import { tellFailure } from '../reporting/github/workflow.ts'
import { ledgerLocations } from '../reporting/look-ledger.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { publishedNamed } from '../reporting/reference.ts'
import { openTrackers } from '../reporting/trackers/trackers.ts'
import { isIncomplete } from '../runs/close-run.ts'
import { designOf, runByDesign } from '../runs/gate-design.ts'
import { resumeCommand, withResumeHint } from '../runs/resume-command.ts'
import { judgeAllPairs, PAIRWISE, requirePairs } from '../runs/run-pairs.ts'
import type { command } from './declarations/run.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const locations = await findLocations(args)
  if (args.verbose) noteConfigFile(locations)
  const allowed = readAllowance(args['fail-on-error'])
  const stored = isReference(args.baseline) ? args.baseline : undefined
  const modelChoices = findModelChoices(
    stored === undefined ? args : { ...args, baseline: undefined },
    locations.config,
  )

  const inPairs = args.protocol === PAIRWISE
  const benchmarks = await findBenchmarks(args.benchmark ?? [], inPairs ? undefined : args.protocol, locations)
  if (inPairs) requirePairs(benchmarks, args.baseline)
  const blessed = stored === undefined ? [] : await openReference(stored, args.baselines)
  const published = publishedNamed(args.reference)
  const policy = args.gate ? requirePolicy(args.baseline, benchmarks, locations.config) : undefined
  const accept = acceptedChecks(args.accept, locations.config.gate)
  const plan = runRequest(args, benchmarks, modelChoices, locations)
  const trackers = await openTrackers(args)
  const baseline = modelChoices.find((modelChoice) => modelChoice.isBaseline)?.spec.label
  const named = stored ?? baseline
  const choiceFor = (runs: readonly FinishedRun[]) =>
    stored === undefined ? baseline && { label: baseline } : { runs: baselinesOf(blessed, runs) }
  const session = await runByDesign(
    {
      ...plan,
      ...(named !== undefined && { baseline: named }),
      ...(stored !== undefined && { approve: comparableWith(stored, blessed) }),
    },
    designOf(args, policy, benchmarks),
    (runs) => decideOn(runs, choiceFor(runs), accept, { policy: policy ?? {}, ...ledgerLocations(args, locations) }),
  )
  const against = choiceFor(session.runs)
  const ended = withResumeHint(session.failure)
  const judged =
    inPairs && ended === undefined
      ? await judgeAllPairs(session.runs, benchmarks, baseline, plan.judging, locations)
      : { runs: [], failure: undefined }
  const pairs = judged.runs
  const failure = ended ?? judged.failure
  const code = await presentRuns([...session.runs, ...pairs], {
    json: args.json === true,
    verbose: args.verbose,
    published,
    accept,
    trackers,
    ...(against && { baseline: against }),
    ...(failure !== undefined && { failure }),
    ...(policy !== undefined &&
      failure === undefined && { gate: { policy, ...ledgerLocations(args, locations), spendsLook: true } }),
  })
  if (failure !== undefined) {
    // Incomplete runs get their own annotation.
    if (!session.runs.some(({ summary }) => isIncomplete(summary, () => 0))) await tellFailure(failure)
    return endWith(failure)
  }
  // The gate has its own limit on unscored trials, unless a flag sets one.
  if (policy !== undefined && args['fail-on-error'] === undefined) return code
  if (![...session.runs, ...pairs].some(({ summary }) => isIncomplete(summary, allowed))) return code
  note(`Some trials have no score, so the run is incomplete. To request only those again: ${resumeCommand()}`)
  return EXIT.incomplete
}

/** The verdict of an interim analysis; only the final verdict is recorded as a look. */
async function decideOn(
  runs: readonly FinishedRun[],
  baseline: GatherOptions['baseline'] | '',
  accept: GatherOptions['accept'],
  gate: GateSetup,
): Promise<GateVerdict> {
  const { gate: verdict } = await gatherResults(runs, {
    ...(baseline && { baseline }),
    ...(accept && { accept }),
    gate,
  })
  if (verdict === undefined) throw new TypeError('a plan of looks requires a gate')
  return verdict
}

/** The stored baselines of the benchmarks that were run. */
const baselinesOf = (blessed: readonly OpenBaseline[], runs: readonly FinishedRun[]) =>
  blessed.filter((one) => runs.some(({ manifest }) => manifest.benchmark.name === one.manifest.benchmark.name))

/** Checks the manifests before the first request. @throws IncomparableError when the results could not be compared with the stored baseline */
const comparableWith = (name: string, blessed: readonly OpenBaseline[]) => (manifests: readonly RunManifest[]) => {
  for (const manifest of manifests) {
    const own = blessed.find((one) => one.manifest.benchmark.name === manifest.benchmark.name)
    if (own !== undefined) requireComparable(own.manifest, manifest, [])
    else {
      throw new IncomparableError(`${name} has no run of ${manifest.benchmark.name}`, {
        hint: `Save one with: evalkit baseline set ${name.slice(1).split('/')[0]} ${manifest.benchmark.name} --model …`,
      })
    }
  }
}
