/** Results of one stage of `sandbox test`. */
import type { StageFacts } from '../../results/report/sandbox.ts'

/** The outcome of one program. */
export interface Ended {
  readonly name: string
  /** Outcome reported by the sandbox, or `sandbox-error`. */
  readonly outcome: string
  readonly detail: string
  readonly wallMs: number
  /** Expected outcome, if exactly one is right. */
  readonly outcomes?: readonly string[]
  /** Whether the next programs were unaffected. */
  readonly unharmed?: boolean
}

type Named = Pick<StageFacts, 'kind' | 'name' | 'check'>

/** @param ended outcomes, at least one */
export function stageFacts(stage: Named, ended: readonly Ended[]): StageFacts {
  const passed = ended.filter(({ outcome }) => outcome === 'passed').length
  const unharmed = ended.filter((one) => one.unharmed === true).length
  const survives = ended.every(({ outcome, unharmed }) => outcome !== 'sandbox-error' && unharmed !== false)
  return {
    ...stage,
    programs: ended.length,
    passed,
    ...(stage.kind === 'hostile' && { unharmed }),
    holds: passed === (stage.kind === 'right' ? ended.length : 0) && survives,
    wallMs: quantiles(ended.map(({ wallMs }) => wallMs)),
    surprises: ended.flatMap((one) => surprise(stage, one)),
  }
}

/** A program with an unexpected outcome. */
function surprise({ kind }: Named, { name, outcome, outcomes, detail, unharmed }: Ended): StageFacts['surprises'] {
  const expected = kind === 'right' ? ['passed'] : outcomes
  const isExpected = expected?.includes(outcome) ?? !['passed', 'sandbox-error'].includes(outcome)
  if (isExpected && unharmed !== false) return []
  return [
    {
      name,
      outcome,
      ...(expected !== undefined && { expected }),
      ...(unharmed === false && { harmed: true as const }),
      ...(detail !== '' && { detail: detail.split('\n').at(-1) ?? '' }),
    },
  ]
}

function quantiles(values: readonly number[]): StageFacts['wallMs'] {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return { median: at(0.5), p95: at(0.95), max: at(1) }
}
