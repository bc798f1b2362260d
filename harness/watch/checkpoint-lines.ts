/** What a watch prints of each checkpoint: a line for each benchmark. */
import type { FinishedRun } from '../../results/store/read.ts'
import { delta, interval, pValue, score } from '../../results/words/format.ts'
import { shownP } from '../../results/words/sentence.ts'
import type { Evaluated } from './evaluate-checkpoint.ts'

/**
 * `step  500  gsm8k  61.5% (54.6 to 67.9)  +12.0 pp, p <0.001  PASS`
 *
 * @param width of the longest step, so that columns align
 */
export function checkpointLines(evaluated: Evaluated): string[] {
  return evaluated.runs.map((run) => {
    const { benchmark } = run.manifest
    return [stepWords(evaluated).padEnd(STEP_WIDTH), benchmark.name, scoreWords(run), ...comparedWords(evaluated, run)]
      .join('  ')
      .trimEnd()
  })
}

/** Room for a step of six digits. */
const STEP_WIDTH = 'step 100000'.length

export const stepWords = ({ checkpoint, isFinal }: Pick<Evaluated, 'checkpoint' | 'isFinal'>): string =>
  isFinal ? 'final' : checkpoint.step === undefined ? checkpoint.label : `step ${checkpoint.step}`

function scoreWords({ summary }: FinishedRun): string {
  const { score: value, interval: limits, range, unscored, pending } = summary
  const missing = unscored + pending
  const rest = missing === 0 ? '' : `, ${missing} without a score`
  if (value === undefined) return `no score${rest}`
  return `${score(value, range)}${limits === undefined ? '' : ` (${interval(limits, range)})`}${rest}`
}

function comparedWords({ comparisons, gate, incomparable }: Evaluated, { manifest }: FinishedRun): string[] {
  const { name } = manifest.benchmark
  const found = comparisons.find(({ benchmark }) => benchmark === name)
  const decision = gate?.decisions.find(({ benchmark }) => benchmark === name)
  const difference = found?.delta
  const p = found && shownP(found)
  return [
    ...(difference === undefined
      ? []
      : [`${delta(difference, found?.range)}${p === undefined ? '' : `, p ${pValue(p).replace(/^(?=\d)/, '= ')}`}`]),
    ...(decision === undefined ? [] : [decision.verdict]),
    ...(incomparable === undefined ? [] : ['not comparable']),
  ]
}
