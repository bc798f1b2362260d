/** What a watch prints at its end, and its exit code. */
import { EvalkitError, EXIT, type ExitCode } from '../../results/errors.ts'
import { curvesText } from '../../results/report/curve-text.ts'
import { resultsDocument } from '../../results/report/forms/json.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { line } from '../../results/visible.ts'
import { drawn, escapedJson } from '../../results/words/drawn.ts'
import { plural } from '../../results/words/format.ts'
import { showableResults } from '../../results/words/showable.ts'
import { asInvoked } from '../lib/invocation.ts'
import { note, print, textOptions } from '../lib/terminal.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { stepWords } from './checkpoint-lines.ts'
import { earlierRuns } from './earlier-runs.ts'
import { type Evaluated, endsWatch } from './evaluate-checkpoint.ts'
import type { Measurement } from './measurement.ts'
import { type Judging, judgeRuns, worst } from './verdicts.ts'
import type { WatchEnd } from './watch-folder.ts'

/** Fewer checkpoints are no curve. */
const LEAST_CURVE = 3

/** Prints the score over steps, of checkpoints that are deleted by now as well. Runs that make no curve, such as two of one step after a training was repeated, are no failure. */
export async function printCurve(
  evaluated: readonly Evaluated[],
  baseline: readonly FinishedRun[],
  measurement: Measurement,
): Promise<void> {
  const runs = [...(await earlierRuns(evaluated, measurement)), ...evaluated.flatMap((one) => one.runs)]
  if (runs.length < LEAST_CURVE * measurement.benchmarks.length) return
  try {
    const { gatherCurves } = await import('../reporting/curve-runs.ts')
    const facts = await gatherCurves({ runs, baseline, notes: [] })
    print(asInvoked(drawn(facts, (shown) => `\n${curvesText(shown, textOptions()).trimEnd()}`)))
  } catch (error) {
    if (!(error instanceof EvalkitError)) throw error
    note(`no curve: ${error.message}`)
  }
}

interface PrintOptions extends Judging {
  readonly out: string
  readonly json: boolean
  /** Whose verdict counts; `all`: of all together, as of several candidates of a release. */
  readonly exit: 'newest' | 'worst' | 'all'
}

/** @returns the exit code of a watch that was not ended early */
export async function printWatch(end: WatchEnd, options: PrintOptions): Promise<ExitCode> {
  const { out, json, exit, baseline, accept, gate } = options
  const { evaluated, failed, failure } = end
  const decisive =
    exit === 'all'
      ? evaluated
      : [exit === 'newest' ? newestOf(evaluated) : worstOf(evaluated)].flatMap((one) => one ?? [])
  const runs = decisive.flatMap((one) => one.runs)
  const judged = await judgeRuns(runs, options)
  if (json) {
    const shown = showableResults({
      runs: [...baseline, ...evaluated.flatMap((one) => one.runs)],
      comparisons: exit === 'all' ? judged.comparisons : evaluated.flatMap((one) => one.comparisons),
    })
    print(escapedJson(resultsDocument(shown.runs, shown.comparisons, { gate: judged.gate, failure })))
  } else if (runs.length > 0 && baseline.length > 0 && judged.incomparable === undefined) {
    print(line`\n${decisive.map(stepWords).join(', ')}:`)
    await presentRuns(runs, { json, baseline: { runs: baseline }, accept, ...(gate && { gate }) })
  }
  if (evaluated.length === 0 && failed.length === 0 && failure === undefined) {
    note(`${out}: no complete checkpoint`)
    return gate === undefined ? EXIT.ok : EXIT.incomplete // nothing measured is no PASS
  }
  if (failed.length > 0 && !endsWatch(failure))
    note(`${plural(failed.length, 'checkpoint')} could not be evaluated; the same command tries again`)
  if (exit === 'all') return worst([judged.code, ...failed.map(({ code }) => code)])
  if (exit === 'worst') return worst([...evaluated, ...failed].map(({ code }) => code))
  return newestCode(end)
}

interface Ordered {
  readonly isFinal: boolean
  readonly step?: number
}

/** Final weights are newer than every step. */
const orderOf = ({ isFinal, step = -1 }: Ordered) => (isFinal ? Infinity : step)

const orderOfEvaluated = ({ isFinal, checkpoint }: Evaluated) => orderOf({ ...checkpoint, isFinal })

const newestOf = (evaluated: readonly Evaluated[]): Evaluated | undefined =>
  evaluated.toSorted((a, b) => orderOfEvaluated(a) - orderOfEvaluated(b) || 0).at(-1)

/** Of several with the same verdict, the newest. */
function worstOf(evaluated: readonly Evaluated[]): Evaluated | undefined {
  const code = worst(evaluated.map((one) => one.code))
  return newestOf(evaluated.filter((one) => one.code === code))
}

/** Of the checkpoint with the highest step, whether it could be evaluated or not. */
function newestCode({ evaluated, failed }: WatchEnd): ExitCode {
  const all = [
    ...evaluated.map((one) => ({ code: one.code, order: orderOfEvaluated(one) })),
    ...failed.map(({ code, queued }) => ({ code, order: orderOf(queued) })),
  ]
  return all.reduce<{ code: ExitCode; order: number }>((last, one) => (one.order >= last.order ? one : last), {
    code: EXIT.ok,
    order: -Infinity,
  }).code
}
