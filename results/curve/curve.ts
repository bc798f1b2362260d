/** The score of one benchmark over the steps of a training run. */
import { requireComparable } from '../compare/comparability.ts'
import { asFamily } from '../compare/family.ts'
import { readScores } from '../compare/scores.ts'
import { defined } from '../defined.ts'
import type { BestCheckpoint, Curve, CurvePoint, StepChange } from '../schema/curve.ts'
import { correctedBest, correctedInterval } from '../statistics/best-of-several.ts'
import type { FinishedRun } from '../store/read.ts'
import { roundFacts } from '../summary/round-facts.ts'
import { count } from '../words/format.ts'
import { gravelyIncomplete } from '../words/incomplete.ts'
import { curveNotes } from './curve-notes.ts'
import { declinesOf } from './declines.ts'
import { sampleHistory } from './learned.ts'
import { called, calledByStep } from './measures.ts'
import { pooledRun } from './pooled-run.ts'
import type { Series, StepRuns } from './series.ts'
import { ownError, pairsOf, type StepPair } from './step-pairs.ts'
import { pairSteps, type StepScores, scoreMatrix } from './step-scores.ts'

/** How the best checkpoint can be measured again, by other samples or other answers. */
export type AdviseBest = (
  best: StepRuns,
  baseline: FinishedRun | undefined,
) => Pick<BestCheckpoint, 'advice' | 'command'>

export interface CurveOptions {
  /** Hard fields that may differ all the same. */
  readonly allowDifferent?: readonly string[]
  readonly advise?: AdviseBest
}

/**
 * @throws IncomparableError when steps, or a step and the baseline, did not measure the same; StoreError for records that cannot be
 *   read; UsageError for an unknown field in `allowDifferent`
 */
export async function curveOf(series: Series, { allowDifferent = [], advise }: CurveOptions = {}): Promise<Curve> {
  const comparability = requireAlike(series, allowDifferent)
  const steps: StepScores[] = []
  for (const { runs } of series.steps) {
    const run = await pooledRun(runs)
    steps.push({ run, scores: await readScores(run) })
  }
  const baseline = series.baseline && { run: series.baseline, scores: await readScores(series.baseline) }
  const points = pointsOf(series.steps, steps, baseline)
  const measured = steps.map((scores, at) => ({ scores, step: series.steps[at], point: points[at] }))
  const whole = measured.filter(({ scores }) => gravelyIncomplete(scores.run.summary) === undefined)
  const wholeScores = whole.map(({ scores }) => scores)
  const pairs = pairsOf(wholeScores, scoreMatrix(wholeScores))
  const { manifest, summary } = steps[0]?.run ?? {}
  const range = summary?.range
  const numbers = series.steps.map(({ step }) => step)
  return roundFacts({
    benchmark: series.benchmark,
    protocol: manifest?.protocol.name ?? '',
    metric: manifest?.protocol.metric ?? '',
    asked: manifest?.items.count ?? 0,
    size: manifest?.dataset.size ?? 0,
    ...defined({ series: series.name, range }),
    ...(series.facets.length > 0 && { facets: [...series.facets] }),
    ...(series.baseline && { baseline: lineOf(series.baseline) }),
    points,
    changes: changesOf(numbers, steps),
    ...(range === undefined && whole.length > 1 && { samples: sampleHistory(wholeScores.map(({ scores }) => scores)) }),
    ...defined({ best: bestOf(whole, pairs, (step) => advise?.(step, series.baseline)) }),
    declines: declinesOf(
      whole.map(({ point }) => point?.step ?? 0),
      pairs,
    ),
    notes: [...incomplete(numbers, steps), ...curveNotes(series, comparability)],
  })
}

/** A step as it is measured. */
interface MeasuredStep {
  readonly scores: StepScores
  readonly step: StepRuns | undefined
  readonly point: CurvePoint | undefined
}

/** Steps that are not measured as a whole, and why. */
function incomplete(numbers: readonly number[], steps: readonly StepScores[]): string[] {
  return steps.flatMap(({ run: { summary } }, at) => {
    const why = gravelyIncomplete(summary)
    return why === undefined
      ? []
      : [
          `step ${count(numbers[at] ?? 0)} is left out of the warnings, the history of samples and the choice of the best: ${why}`,
        ]
  })
}

/** What differs between the steps and is allowed to, in words. */
function requireAlike({ steps, baseline }: Series, allowed: readonly string[]): string[] {
  const all = steps.flatMap(({ step, runs }) => runs.map((run) => calledByStep(run, step, runs.length > 1)))
  const [first, ...others] = all
  if (first === undefined) return []
  const against = baseline && called(baseline.manifest, `the baseline ${baseline.manifest.model.label}`)
  const found = others.map((other) => requireComparable(first, other, allowed))
  if (against !== undefined) found.unshift(requireComparable(against, first, allowed))
  return found.flatMap((one) => [...one.allowed.map((text) => `${text} ‡`), ...one.notes])
}

const lineOf = ({ manifest, folder, summary: { score, interval } }: FinishedRun): NonNullable<Curve['baseline']> => ({
  model: manifest.model.label,
  run: folder,
  ...defined({ score, interval }),
})

function pointsOf(
  all: readonly StepRuns[],
  steps: readonly StepScores[],
  baseline: StepScores | undefined,
): CurvePoint[] {
  const against = baseline && asFamily(steps.map((step) => pairSteps(baseline, step)))
  return all.flatMap(({ step, source, runs }, at) => {
    const run = steps[at]?.run
    if (run === undefined) return []
    const { score, interval, n, unscored, pending } = run.summary
    return [
      {
        step,
        model: run.manifest.model.label,
        runs: runs.map(({ folder }) => folder),
        ...(source !== 'recorded' && { source }),
        ...defined({ score, interval }),
        n,
        unscored: unscored + pending,
        repeats: run.manifest.trialsPerSample,
        ...defined({ toBaseline: against?.[at]?.facts }),
      },
    ]
  })
}

function changesOf(numbers: readonly number[], steps: readonly StepScores[]): StepChange[] {
  const changes = steps.slice(1).flatMap((after, at) => {
    const before = steps[at]
    return before === undefined ? [] : [{ at, ...pairSteps(before, after) }]
  })
  return asFamily(changes).map(({ at, facts, flips }) => {
    const idsOf = (direction: 'gained' | 'lost') =>
      flips.filter((flip) => flip.direction === direction).map(({ id }) => id)
    return {
      ...{ from: numbers[at] ?? 0, to: numbers[at + 1] ?? 0 },
      ...facts,
      ...{ learned: idsOf('gained'), forgotten: idsOf('lost') },
    }
  })
}

/**
 * @param whole steps without missing scores: one that failed half-way says little of all samples
 * @returns undefined for fewer than two
 */
function bestOf(
  whole: readonly MeasuredStep[],
  pairs: readonly StepPair[],
  advise: (step: StepRuns) => ReturnType<AdviseBest> | undefined,
): BestCheckpoint | undefined {
  const scores = whole.flatMap(({ point }) => point?.score ?? [])
  const score = Math.max(...scores)
  const at = scores.indexOf(score)
  const { point, step } = whole[at] ?? {}
  if (scores.length < 2 || scores.length < whole.length || point === undefined || step === undefined) return undefined
  const standardError = ownError(pairs, at)
  const corrected = correctedBest(scores, standardError) ?? score
  const { range } = whole[at]?.scores.run.summary ?? {}
  return {
    step: point.step,
    model: point.model,
    runs: point.runs,
    of: whole.length,
    score,
    corrected,
    ...defined({
      correctedInterval:
        point.interval &&
        correctedInterval(corrected, { score, interval: point.interval }, standardError, range ?? [0, 1]),
    }),
    standardError,
    ...advise(step),
  }
}
