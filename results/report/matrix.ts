/** Models × benchmarks with everything that a cell of it says, the worst first: what reports for people open with. */
import type { Comparison } from '../schema/comparison.ts'
import type { GateDecision } from '../schema/gate.ts'
import { finding } from '../words/sentence.ts'
import type { FiledRun } from './forms/json.ts'
import type { Results } from './results.ts'
import { resultRows, type Tone } from './rows.ts'
import { runNames } from './run-names.ts'
import { type Sign, signsOf } from './signs.ts'

export interface MatrixCell {
  readonly run: FiledRun
  readonly benchmark: string
  /** Name of the run among those of its benchmark. */
  readonly model: string
  /** `61.2%`. */
  readonly score: string
  /** `−3.1 pp`; absent where there is nothing to compare with. */
  readonly delta?: string
  readonly comparison?: Comparison
  /** Name of the run it is compared with. */
  readonly baseline?: string
  readonly decision?: GateDecision
  /** A difference that is significant after Holm's correction over the whole table. */
  readonly isMarked: boolean
  /** The gate's verdict, or what was found; `''` without a baseline. */
  readonly verdict: string
  readonly tone: Tone
  readonly signs: readonly Sign[]
}

export interface MatrixBenchmark {
  readonly name: string
  readonly protocol: string
  /** The samples of the largest run. */
  readonly samples: number
  readonly isProtected: boolean
  /** What its candidates are compared with; absent without a baseline. */
  readonly baseline?: MatrixCell
}

export interface Matrix {
  readonly benchmarks: readonly MatrixBenchmark[]
  /** Names of candidates; of all models where nothing is compared. */
  readonly models: readonly string[]
  readonly cells: readonly MatrixCell[]
}

/** Benchmarks and models in the order of their worst cell, so that the worst of all comes first; without a baseline as given. */
export function matrixOf(results: Results): Matrix {
  const names = new Map<string | undefined, string>(
    runNames(results.runs).map((name, at) => [results.runs[at]?.folder, name]),
  )
  const baselines = new Set(results.comparisons.map(({ before }) => before.run))
  const all = resultRows(results).map(({ run, ...row }): MatrixCell => {
    const comparison = results.comparisons.find(({ after }) => after.run === run.folder)
    const decision = results.gate?.decisions.find((one) => one.run === run.folder)
    const baseline = names.get(comparison?.before.run)
    return {
      run,
      benchmark: run.manifest.benchmark.name,
      model: names.get(run.folder) ?? run.manifest.model.label,
      score: row.score,
      ...(row.delta !== '' && { delta: row.delta }),
      ...(comparison && { comparison }),
      ...(baseline !== undefined && { baseline }),
      ...(decision && { decision }),
      isMarked: comparison !== undefined && finding(comparison) !== 'unclear',
      verdict: baselines.has(run.folder) && comparison === undefined ? '' : row.verdict,
      tone: row.tone,
      signs: signsOf(run, comparison),
    }
  })
  const isBaseline = ({ run, comparison, decision }: MatrixCell) =>
    baselines.has(run.folder) && comparison === undefined && decision === undefined
  const cells = all.filter((cell) => !isBaseline(cell))
  const benchmarks = [...new Set(all.map(({ benchmark }) => benchmark))].map((name): MatrixBenchmark => {
    const runs = all.filter(({ benchmark }) => benchmark === name)
    const baseline = runs.find(isBaseline)
    const { manifest } = (runs[0] as MatrixCell).run
    return {
      name,
      protocol: manifest.protocol.name,
      samples: Math.max(...runs.map(({ run }) => run.manifest.items.count)),
      isProtected: runs.some(({ run }) => run.manifest.protected !== undefined),
      ...(baseline && { baseline }),
    }
  })
  const models = [...new Set(cells.map(({ model }) => model))]
  const isCompared = cells.some(({ comparison, decision }) => comparison ?? decision)
  return {
    benchmarks: isCompared
      ? worstFirst(benchmarks, ({ name }) => cells.filter((cell) => cell.benchmark === name))
      : benchmarks,
    models: isCompared ? worstFirst(models, (name) => cells.filter(({ model }) => model === name)) : models,
    cells,
  }
}

export const cellAt = ({ cells }: Matrix, benchmark: string, model: string) =>
  cells.find((cell) => cell.benchmark === benchmark && cell.model === model)

/** The cell that a reader should look at first; undefined where nothing is compared. */
export function worstCell({ cells }: Matrix): MatrixCell | undefined {
  return cells.filter(({ comparison }) => comparison).sort(byBadness)[0]
}

function worstFirst<T>(items: readonly T[], cellsOf: (item: T) => readonly MatrixCell[]): T[] {
  const keyed = items.map((item) => ({ item, worst: cellsOf(item).toSorted(byBadness)[0] }))
  return keyed
    .sort((a, b) => {
      if (a.worst === undefined || b.worst === undefined)
        return Number(a.worst === undefined) - Number(b.worst === undefined)
      return byBadness(a.worst, b.worst)
    })
    .map(({ item }) => item)
}

export function byBadness(one: MatrixCell, other: MatrixCell): number {
  return rankOf(one) - rankOf(other) || lossOf(other) - lossOf(one)
}

const VERDICT_RANKS = { REGRESSED: 0, INCOMPLETE: 1, INCOMPARABLE: 1, INCONCLUSIVE: 2, PASS: 4 } as const
const FINDING_RANKS = { worse: 0, unclear: 4, better: 5 } as const

function rankOf({ comparison, decision }: MatrixCell): number {
  if (decision !== undefined) return decision.worse ? 3 : VERDICT_RANKS[decision.verdict]
  return comparison === undefined ? 6 : FINDING_RANKS[finding(comparison)]
}

/** In units that benchmarks share: the gate's margin, or half the interval. */
function lossOf({ comparison, decision }: MatrixCell): number {
  const { delta = 0, interval } = comparison ?? {}
  const unit = decision?.margin || (interval === undefined ? 1 : (interval[1] - interval[0]) / 2)
  return -delta / (unit || 1)
}
