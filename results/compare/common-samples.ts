/** Whether two runs hold the samples that make them one comparison. */

import { inAskingOrder } from '../design/asking-order.ts'
import { IncomparableError, StoreError } from '../errors.ts'
import type { RunManifest } from '../schema/schema.ts'
import { nameRuns } from './comparability.ts'
import type { ComparedRun } from './compared-run.ts'
import type { Scores } from './scores.ts'

/**
 * @throws IncomparableError where there is no common sample; StoreError where one holds a sample that the other cannot have,
 *   since both set out to ask the same
 */
export function requireCommonSamples(
  before: Scores,
  after: Scores,
  baseline: ComparedRun,
  candidate: ComparedRun,
): void {
  if (before.samples.size === 0 || after.samples.size === 0) return
  const isCommon = after.samples.keys().some((id) => before.samples.has(id))
  if (!isCommon) throw withoutCommon(before, after, baseline, candidate)
  const { items } = candidate.manifest
  if (items.hash !== baseline.manifest.items.hash) return
  const others = [...after.samples.keys()].filter((id) => !before.samples.has(id))
  if (before.samples.size + others.length <= items.count) return
  throw new StoreError(
    `${candidate.folder} has ${others[0]}, which ${baseline.folder} has not, and by their manifests both ask the same ` +
      `${items.count} samples`,
    { hint: 'One of the two was damaged or edited; leave it out, or run it again.' },
  )
}

function withoutCommon(before: Scores, after: Scores, baseline: ComparedRun, candidate: ComparedRun) {
  const [first, second] = nameRuns(baseline.manifest, candidate.manifest)
  const example = ({ samples }: Scores) => samples.keys().next().value
  return new IncomparableError(
    `${first} and ${second} have no sample in common: ${baseline.folder} has ${example(before)} and others, ` +
      `${candidate.folder} has ${example(after)} and others`,
    { hint: 'Run both on the same samples.' },
  )
}

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
  const { trialsPerSample: repeats } = candidate.manifest
  if (!isEscalated || baseline.manifest.trialsPerSample <= repeats || baseline.earlier !== undefined) return baseline
  return { ...baseline, upTo: repeats }
}
