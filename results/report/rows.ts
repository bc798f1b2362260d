/** The one table that every report draws: a row a run, with its difference to the baseline where there is one. */
import type { Comparison, Verdict } from '../schema/comparison.ts'
import type { GateDecision } from '../schema/gate.ts'
import { count, delta, deltaInterval, interval, pValue, score } from '../words/format.ts'
import { finding, shownInterval, shownP } from '../words/sentence.ts'
import type { FiledRun } from './forms/json.ts'
import { verdictWords } from './gate.ts'
import type { Results } from './results.ts'

/** How a verdict is to be taken, whatever a report makes of it: a colour, a symbol. */
export type Tone = 'good' | 'bad' | 'open' | 'plain'

export interface ResultRow {
  readonly run: FiledRun
  /** `gsm8k`, with its protocol where that is not the default one of all. */
  readonly benchmark: string
  readonly model: string
  readonly score: string
  readonly interval: string
  /** The five below are empty for a run that is compared with nothing. */
  readonly delta: string
  readonly deltaInterval: string
  readonly p: string
  readonly gained: string
  readonly lost: string
  readonly unscored: string
  readonly verdict: string
  readonly tone: Tone
}

const VERDICT_TONES = {
  PASS: 'good',
  REGRESSED: 'bad',
  INCONCLUSIVE: 'open',
  INCOMPARABLE: 'open',
  INCOMPLETE: 'open',
} as const satisfies Record<Verdict, Tone>

export const toneOf = (verdict: Verdict): Tone => VERDICT_TONES[verdict]

/** Runs of one benchmark together, benchmarks in the order in which they first come. */
export function resultRows(results: Results): ResultRow[] {
  const baselines = new Set(results.comparisons.map(({ before }) => before.run))
  return [...Map.groupBy(results.runs, ({ manifest }) => manifest.benchmark.name).values()].flat().map((run) => {
    const comparison = results.comparisons.find(({ after }) => after.run === run.folder)
    const decision = results.gate?.decisions.find((candidate) => candidate.run === run.folder)
    return {
      run,
      benchmark: `${run.manifest.benchmark.name} (${run.manifest.protocol.name})`,
      model: run.manifest.model.claimed ? `${run.manifest.model.label} *` : run.manifest.model.label,
      ...runCells(run),
      ...differenceCells(comparison),
      ...verdictCells(comparison, decision, baselines.has(run.folder)),
    }
  })
}

function runCells({ summary }: FiledRun) {
  const { score: value, interval: limits, range, unscored, pending } = summary
  return {
    score: value === undefined ? '–' : score(value, range),
    interval: limits === undefined ? '–' : interval(limits, range),
    unscored: count(unscored + pending),
  }
}

function differenceCells(comparison: Comparison | undefined) {
  if (comparison === undefined) return { delta: '', deltaInterval: '', p: '', gained: '', lost: '' }
  const { delta: change, range, gained, lost } = comparison
  const [limits, p] = [shownInterval(comparison), shownP(comparison)]
  return {
    delta: change === undefined ? '–' : delta(change, range),
    deltaInterval: limits === undefined ? '–' : deltaInterval(limits, range),
    p: p === undefined ? '–' : pValue(p),
    gained: count(gained),
    lost: count(lost),
  }
}

const FINDING_TONES = { better: 'good', worse: 'bad', unclear: 'plain' } as const

function verdictCells(
  comparison: Comparison | undefined,
  decision: GateDecision | undefined,
  isBaseline: boolean,
): Pick<ResultRow, 'verdict' | 'tone'> {
  const mark = comparison?.allowed === undefined ? '' : ' ‡'
  if (decision !== undefined) {
    const tier = decision.tier === 'advisory' ? ', advisory' : ''
    return { verdict: `${verdictWords(decision)}${tier}${mark}`, tone: toneOf(decision.verdict) }
  }
  if (comparison === undefined) return { verdict: isBaseline ? 'baseline' : '', tone: 'plain' }
  const found = finding(comparison)
  return { verdict: `${found}${mark}`, tone: FINDING_TONES[found] }
}
