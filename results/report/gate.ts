/** The gate's verdict for a terminal or a log of 100 columns, as text: the verdict last, where a reader of a terminal looks. */

import { twoSided } from '../gate/reasons.ts'
import type { Comparison, Verdict } from '../schema/comparison.ts'
import type { GateDecision, GateVerdict } from '../schema/gate.ts'
import { deltaInterval, pValue, size } from '../words/format.ts'
import type { Showable } from '../words/showable.ts'
import { wrapped } from '../words/wrap.ts'
import { bestSentences } from './best-of-several.ts'
import { type ComparisonOptions, comparisonDetails, comparisonTable, type Outcome } from './comparison.ts'
import { groupTables } from './group-table.ts'
import { type Paint, painter, type TextOptions } from './layout.ts'
import { pooledSentences } from './pooled.ts'

const COLOURS = {
  PASS: 'green',
  REGRESSED: 'red',
  INCONCLUSIVE: 'yellow',
  INCOMPARABLE: 'yellow',
  INCOMPLETE: 'yellow',
} as const satisfies Record<Verdict, string>

/** `PASS (worse)`, which a decision explains in full. */
export const verdictWords = ({ verdict, worse }: Pick<GateDecision, 'verdict' | 'worse'>, full = false) =>
  worse ? `${verdict} (worse${full ? ', within margin' : ''})` : verdict

export function gateReport(
  gate: GateVerdict,
  comparisons: readonly Showable<Comparison>[],
  options: TextOptions = {},
): string {
  const paint = painter(options.colour)
  const decisions = gate.decisions.map((decision) =>
    [
      ...describe(decision, paint, options),
      ...comparisons
        .filter(({ after }) => after.run === decision.run)
        .flatMap((comparison) => comparisonDetails(comparison, options)),
    ].join('\n'),
  )
  const further = [...pooledSentences(gate), ...bestSentences(gate)].flatMap((text) => wrapped(text, '', options))
  return [
    gateTable(gate, comparisons, options),
    groupTables(comparisons, options),
    ...decisions,
    [...further, verdictText(gate, options)].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** `REGRESSED: sft on humaneval.` */
export function verdictText(gate: GateVerdict, options: TextOptions = {}): string {
  const paint = painter(options.colour)
  return wrapped(`${paint(COLOURS[gate.verdict], gate.verdict)}: ${gate.reason}`, '', options).join('\n')
}

/** A decision that is no PASS, with its reason and without its numbers. */
export function decisionText(decision: GateDecision, options: TextOptions = {}): string {
  const { bounds, advice, ...rest } = decision
  return describe(rest, painter(options.colour), options).join('\n')
}

/** The comparisons, each with its verdict. @returns `''` where nothing could be compared */
export function gateTable(
  gate: GateVerdict,
  comparisons: readonly Comparison[],
  options: Omit<ComparisonOptions, 'outcome'> = {},
): string {
  const outcome: Outcome = (comparison) => {
    const decision = gate.decisions.find(({ run }) => run === comparison.after.run)
    const { verdict = 'INCOMPARABLE' } = comparison
    return { words: decision === undefined ? verdict : verdictWords(decision), colour: COLOURS[verdict] }
  }
  return comparisons.length > 0 ? comparisonTable(comparisons, { ...options, outcome }) : ''
}

function describe(decision: GateDecision, paint: Paint, options: TextOptions): string[] {
  const { benchmark, baseline, candidate, tier, verdict, reason, advice } = decision
  const words = paint(COLOURS[verdict], verdictWords(decision, true))
  return [
    ...wrapped(
      `${benchmark}, ${baseline} → ${candidate}: ${words}${tier === 'advisory' ? ' (advisory)' : ''}`,
      '',
      options,
    ),
    ...wrapped(reason, '  ', options),
    ...(decision.bounds === undefined ? [] : wrapped(numbers(decision), '  ', options)),
    ...(advice === undefined ? [] : wrapped(advice, '  ', options)),
  ]
}

/** What was held against what. */
function numbers({ bounds = [0, 0], range, margin = 0, level, p, holmP = p, marginP, delta }: GateDecision): string {
  const chance = p === undefined || delta === undefined || delta >= 0 ? '' : `; one-sided p of no loss ${pValue(p)}`
  const adjusted = chance === '' || holmP === p ? '' : `, ${pValue(holmP ?? 1)} after Holm's correction`
  const beyond =
    marginP === undefined
      ? ''
      : `${chance === '' ? '; one-sided p ' : ', '}of a loss of the margin or more ${pValue(marginP)}`
  return `${twoSided(level)} interval ${deltaInterval(bounds, range)}, margin ${size(margin, range)}${chance}${adjusted}${beyond}`
}
