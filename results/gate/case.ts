/** What one pair of runs brings to the gate: its rules, and what the comparison weighs; or why it cannot be decided. */
import type { Compared } from '../compare/compare.ts'
import { allRuns, type ComparedRun } from '../compare/compared-run.ts'
import type { RunPair } from '../compare/groups.ts'
import type { Verdict } from '../schema/comparison.ts'
import type { GatePolicy } from '../schema/gate.ts'
import type { RunManifest } from '../schema/schema.ts'
import { count, plural } from '../words/format.ts'
import { causeOf } from '../words/incomplete.ts'
import { standardErrorOf, type Weighed, weigh } from './decide.ts'
import { levelOf } from './look-level.ts'
import { type Rules, rulesFor } from './policy.ts'
import { marginSuggestion } from './suggested-margin.ts'

/** A pair of runs as the gate gets it. */
export interface GatedPair extends RunPair {
  /** From 1. */
  readonly look: number
  /** Standard errors at the looks before, oldest first; absent where their answers do not count with these, or none is known. */
  readonly before?: readonly number[]
  /** The comparison; or why there is none, in one sentence. */
  readonly compared: Compared | { readonly incomparable: string; readonly hint?: string | undefined }
}

export interface GateCase {
  readonly pair: GatedPair
  readonly rules: Rules
  readonly level: number
  /** Why it cannot be decided yet, or at all. */
  readonly obstacle?: { readonly verdict: Verdict; readonly reason: string; readonly advice?: string }
  readonly weighed?: Weighed
}

/** @throws UsageError for a benchmark without a margin */
export function caseOf(pair: GatedPair, policy: GatePolicy): GateCase {
  const { candidate, compared, look, before } = pair
  const { manifest, summary } = candidate
  const rules = rulesFor(manifest.benchmark, plannedAnswers(manifest), summary?.range ?? [0, 1], policy, () =>
    marginSuggestion(compared),
  )
  const now = 'facts' in compared && compared.seen !== undefined ? standardErrorOf(compared.seen) : undefined
  const share = levelOf(look, rules.alpha, before && now !== undefined ? { before, now } : undefined)
  const level = 'facts' in compared && compared.stage ? compared.stage.level(share) : share
  const runs =
    'facts' in compared ? [compared.baseline, compared.candidate].flatMap(allRuns) : [pair.baseline, candidate]
  const unfinished = runs.flatMap((run) => incomplete(run, rules))
  if (unfinished.length > 0) {
    const advice = 'Ask only what is missing again: repeat the command that ran it with --retry-errors.'
    return { pair, rules, level, obstacle: { verdict: 'INCOMPLETE', reason: unfinished.join(' '), advice } }
  }
  if ('incomparable' in compared) {
    const { incomparable: reason, hint: advice } = compared
    return { pair, rules, level, obstacle: { verdict: 'INCOMPARABLE', reason, ...(advice && { advice }) } }
  }
  const weighed = weigh({ compared, rules, look, level, ...(before && { before }) })
  if (weighed !== undefined) return { pair, rules, level, weighed }
  return { pair, rules, level, obstacle: { verdict: 'INCOMPLETE', reason: 'No sample was scored in both runs.' } }
}

/** More answers than were planned at first change no margin: it was fixed before the first of them. */
const plannedAnswers = ({ design, trialsPerSample: repeats }: RunManifest) =>
  (design?.kind === 'escalate' ? design.answers[0] : undefined) ?? repeats

/** Infrastructure first: what was not measured is neither passed nor regressed. */
function incomplete({ manifest, summary }: ComparedRun, { maxUnscored }: Rules): string[] {
  const { label } = manifest.model
  if (summary === undefined) return [`The run of ${label} has no summary: it was cut off, or is still going on.`]
  const { pending, unscored, trials } = summary
  const all = pending + unscored + trials
  const cause = causeOf(summary)
  const why = cause === '' ? '' : ` ${capital(cause)}`
  if (pending > 0) return [`${count(pending)} of ${plural(all, 'trial')} of ${label} are pending.${why}`]
  if (unscored <= maxUnscored * all) return []
  const share = Number((100 * maxUnscored).toFixed(2))
  return [`${count(unscored)} of ${plural(all, 'trial')} of ${label} are unscored, more than ${share}%.${why}`]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
