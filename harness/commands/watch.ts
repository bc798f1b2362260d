/** `evalkit watch`: evaluates the checkpoints that a trainer writes, each once, as soon as it is complete. */
import { type ExitCode, UsageError } from '../../results/errors.ts'
import { endSignal } from '../lib/end-signal.ts'
import { findProgram } from '../models/serve/programs.ts'
import { parseServe } from '../models/serve/serve-spec.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findBenchmarks } from '../options/own-benchmarks.ts'
import { readAllowance } from '../options/request-flags.ts'
import { runRequest } from '../options/run-request.ts'
import { findLocations, wholeNumber } from '../options/settings.ts'
import { acceptedChecks } from '../reporting/compared-folders.ts'
import { requirePolicy } from '../reporting/gate-policy.ts'
import { ledgerLocations } from '../reporting/look-ledger.ts'
import { openTrackers } from '../reporting/trackers/trackers.ts'
import { Budget } from '../runs/budget.ts'
import { openFleet } from '../runs/model-pool.ts'
import { findBaseline } from '../watch/baseline.ts'
import { endRuleOf } from '../watch/end-rule.ts'
import type { PlanWithoutModels, WatchPlan } from '../watch/plan.ts'
import { runWatch } from '../watch/run-watch.ts'
import { checkpointChoice, modelOf } from '../watch/watch-models.ts'
import type { command } from './declarations/watch.ts'

/** Queued checkpoints that are pinned. */
const PINS = 3

/** Of trials without a score, as a gate does. */
const GATE_ALLOWANCE = '1%'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const locations = await findLocations(args)
  const { config } = locations
  const benchmarks = await findBenchmarks(args.benchmark ?? [], args.protocol, locations)
  const policy = args.gate ? requirePolicy(args.baseline?.[0], benchmarks, config) : undefined
  const { confirm: _, resume: __, ...request } = runRequest({ ...args, ...WITHOUT }, benchmarks, [], locations)
  const trackers = await openTrackers(args)
  if (args.serve !== undefined) findProgram(parseServe(args.serve)) // else each checkpoint would fail
  const baseline = await findBaseline({
    named: args.baseline ?? [],
    baselines: args.baselines,
    runsDir: locations.runsDir,
    modelOf: (text) => modelOf(text, args, config),
  })
  using spending = new Budget(request.budget ?? {})
  await using fleet = args.serve === undefined ? undefined : await openFleet(request)
  const session: PlanWithoutModels = {
    ...{ ...request, spending },
    ...(baseline && { baseline: baseline.name }),
    ...(fleet && { fleet }),
  }
  const every = wholeNumber('--every', args.every, { min: 1 })
  const plan: WatchPlan = {
    out: args.out ?? '',
    once: args.once === true,
    keepGoing: args['keep-going'] === true,
    newestFirst: args['newest-first'] === true,
    pins: wholeNumber('--keep', args.keep, { min: 0 }) ?? PINS,
    until: endRuleOf(args.until),
    everyByte: args['hash-weights'] === true,
    session,
    allowed: readAllowance(args['fail-on-error'] ?? (policy && GATE_ALLOWANCE)),
    choose: (checkpoint) => checkpointChoice(checkpoint, args, config),
    ...(every !== undefined && { every }),
    ...(args.series !== undefined && { series: args.series }),
    ...finalistsOf(args, session),
  }
  refuseOnceUntil(args)
  using end = endSignal()
  // Awaited, so that budget and signals last as long as it does.
  return await runWatch(plan, {
    ...{ stop: end.signal, api: args.api, trackers, baseline },
    json: args.json === true,
    exit: args.exit ?? 'newest',
    accept: acceptedChecks(args.accept, config.gate),
    ...(policy !== undefined && { gate: { policy, ...ledgerLocations(args, locations) } }),
  })
}

/** Flags of `run` that a watch has not: it finds its models and what to resume by itself. */
const WITHOUT = {
  model: undefined,
  step: undefined,
  series: undefined,
  shard: undefined,
  resume: undefined,
  'retry-errors': undefined,
  'model-version': undefined,
  batch: undefined,
} as const

/** @throws UsageError for a number of candidates that leaves nothing to add */
function finalistsOf(
  {
    candidates,
    limit,
    'sample-id': sampleIds,
  }: Pick<ArgumentsOf<typeof command>, 'candidates' | 'limit' | 'sample-id'>,
  session: PlanWithoutModels,
): Pick<WatchPlan, 'finalists'> {
  const count = wholeNumber('--candidates', candidates, { min: 1 })
  if (count === undefined) return {}
  if (limit === undefined && sampleIds === undefined) {
    throw new UsageError('--candidates: every checkpoint is evaluated on all samples already', {
      hint: 'Add --limit 200 to evaluate checkpoints on part of the samples first.',
    })
  }
  return { finalists: { count, session: { ...session, selection: {} } } }
}

/** @throws UsageError for flags that exclude each other */
function refuseOnceUntil({ once, until }: Pick<ArgumentsOf<typeof command>, 'once' | 'until'>): void {
  if (once !== true || until === undefined) return
  throw new UsageError('--once and --until cannot be combined', { hint: 'Leave one out: --once ends at once.' })
}
