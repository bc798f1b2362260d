/** The plan of looks on the command line: more repeats for undecided benchmarks, or fewer samples for clear ones. */

import type { SelectedBenchmark } from '../../benchmarks/suites.ts'
import { UsageError } from '../../results/errors.ts'
import type { GatePolicy, GateVerdict } from '../../results/schema/gate.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { note } from '../lib/terminal.ts'
import { Budget } from './budget.ts'
import { escalate } from './escalate.ts'
import type { DesignChoice } from './looks-plan.ts'
import { openFleet } from './model-pool.ts'
import { runSession, type Session } from './session.ts'
import type { SessionPlan } from './session-plan.ts'

const ANSWERS = [1, 2, 4]

/** Five O'Brien–Fleming looks save a quarter of the samples or more, at the cost of one point of power. */
const EARLY_STOP = { kind: 'early-stop', looks: 5, seed: 1 } as const

interface DesignArguments {
  readonly escalate: string | undefined
  readonly 'early-stop': boolean | undefined
  readonly repeats: number | undefined
  readonly shard: string | undefined
}

/** @throws UsageError for an invalid plan, and for flags that exclude one */
export function designOf(
  args: DesignArguments,
  policy: GatePolicy | undefined,
  benchmarks: readonly SelectedBenchmark[],
): DesignChoice | undefined {
  const isStopping = args['early-stop'] === true
  const flag = isStopping ? '--early-stop' : args.escalate === undefined ? undefined : '--escalate'
  if (policy === undefined) {
    if (flag === undefined) return undefined
    throw new UsageError(`${flag} requires --gate`, { hint: 'Add --gate and a --baseline.' })
  }
  if (isStopping && args.escalate !== undefined) {
    throw new UsageError('--escalate and --early-stop cannot be combined', {
      hint: '--escalate decides more often; --early-stop sends fewer requests.',
    })
  }
  if (flag !== undefined && args.shard !== undefined) {
    throw new UsageError(`${flag}: one shard of a run cannot be gated`, { hint: `Leave out --shard or ${flag}.` })
  }
  if (isStopping) return EARLY_STOP
  const answers = args.escalate === undefined ? policy.escalate : answersOf(args.escalate, policy)
  if (answers === undefined || answers.length < 2) return undefined
  requireGrowing(answers, args.escalate === undefined ? 'gate.escalate' : '--escalate')
  const isFixed = args.repeats !== undefined || args.shard !== undefined
  if (isFixed && flag === undefined) return undefined // a flag wins over the config's plan
  if (args.repeats !== undefined) {
    throw new UsageError('--repeats and --escalate cannot be combined: the stages set the number of repeats', {
      hint: `Leave out --repeats, or leave out --escalate to run all ${args.repeats} repeats at once.`,
    })
  }
  const several = benchmarks.find(({ protocol }) => (protocol.repeats ?? 1) > 1)
  if (several !== undefined) {
    throw new UsageError(
      `--escalate: ${several.benchmark.name} by protocol ${several.name} already has ${several.protocol.repeats} repeats`,
      { hint: 'Choose another with --protocol, such as gate.' },
    )
  }
  return { kind: 'escalate', answers }
}

function answersOf(text: string, policy: GatePolicy): readonly number[] {
  if (text === '') return policy.escalate ?? ANSWERS
  const answers = text.split(/\s*(?:,|->|→)\s*/).map(Number)
  if (answers.every((each) => Number.isInteger(each) && each >= 1)) return answers
  throw new UsageError(`--escalate ${text}: not a list of whole numbers`, { hint: 'Write --escalate 1,2,4.' })
}

function requireGrowing(answers: readonly number[], where: string): void {
  if (answers.every((each, at) => at === 0 || each > (answers[at - 1] ?? 0))) return
  throw new UsageError(`${where}: ${answers.join(', ')} does not increase from stage to stage`, {
    hint: 'Each stage must have more repeats than the one before, as in 1, 2, 4.',
  })
}

/** Runs the session of a command by its plan of looks. */
export async function runByDesign(
  plan: SessionPlan,
  design: DesignChoice | undefined,
  decide: (runs: readonly FinishedRun[]) => Promise<GateVerdict>,
): Promise<Session> {
  if (design === undefined) return runSession(plan)
  const family = plan.benchmarks.length
  if (design.kind === 'early-stop') return runSession({ ...plan, design, looks: { decide, family } })
  using spending = new Budget(plan.budget ?? {})
  // Servers of checkpoints stay up from stage to stage.
  await using fleet = plan.modelChoices.some(({ spec }) => spec.serve) ? await openFleet(plan) : undefined
  const staged = { ...plan, design, spending, ...(fleet && { fleet }) }
  const first = await runSession(staged)
  noteWithoutLuck(first.runs, plan.benchmarks)
  const { resume, confirm, ...later } = staged
  return escalate(first, later, decide)
}

function noteWithoutLuck(runs: readonly FinishedRun[], benchmarks: readonly SelectedBenchmark[]): void {
  const fixed = new Set(runs.flatMap(({ manifest }) => (manifest.design === undefined ? manifest.benchmark.name : [])))
  for (const { benchmark, protocol } of benchmarks) {
    if (!fixed.has(benchmark.name)) continue
    const what = protocol.scorer.likelihoods ? 'log-likelihoods' : 'replies at temperature 0'
    const more = 'gate' in benchmark.protocols ? '; --protocol gate samples at a higher temperature' : ''
    note(`${benchmark.name}: ${what} do not vary, so it keeps one repeat${more}`)
  }
}
