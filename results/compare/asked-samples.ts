/** What two runs have in common where one of them was stopped early, or had more answers than the other was planned to have. */
import { inAskingOrder } from '../design/asking-order.ts'
import type { RunManifest } from '../schema/schema.ts'
import type { ComparedRun } from './compared-run.ts'
import type { Scores } from './scores.ts'

/**
 * Samples that a run stopped early was not asked. They are left out on both sides: which they are was drawn beforehand, so what
 * is left is a fair part of all.
 *
 * @returns their ids, and how many samples were asked; undefined for two runs that asked everything
 */
export function notAsked(
  before: Scores,
  after: Scores,
  baseline: RunManifest,
  candidate: RunManifest,
): { readonly ids: ReadonlySet<string>; readonly asked: number } | undefined {
  const parts = [baseline.design, candidate.design].filter((design) => design?.kind === 'early-stop')
  const [shortest] = parts.sort((a, b) => a.asked - b.asked)
  if (shortest === undefined || shortest.asked >= candidate.items.count) return undefined
  const ids = new Set([...before.samples.keys(), ...after.samples.keys()])
  const { asked, seed } = shortest
  return { ids: new Set(inAskingOrder(ids, seed).slice(asked)), asked }
}

/**
 * The baseline as it was when the candidate was decided: another candidate may have taken it to a later stage since.
 *
 * @returns the baseline itself, but for two runs of one escalation
 */
export function atSameStage<Run extends ComparedRun>(baseline: Run, candidate: ComparedRun): Run {
  const both = [baseline.manifest, candidate.manifest]
  const isEscalated = both.every(({ design }) => design?.kind === 'escalate')
  const { repeats } = candidate.manifest
  if (!isEscalated || baseline.manifest.repeats <= repeats || baseline.earlier !== undefined) return baseline
  return { ...baseline, upTo: repeats }
}
