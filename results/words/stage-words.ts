/** Where a run is in its plan of looks, in words. */

import type { Stage } from '../design/stages.ts'
import type { RunManifest } from '../schema/schema.ts'
import { count } from './format.ts'

/** What a reader of the comparison should know: the plan, where it ended, and that interval and p account for it. */
export function stageWords(stage: Stage, { design, items, model }: RunManifest): string {
  const accounted = 'interval and p account for the plan'
  if (design?.kind === 'escalate') {
    const plan = design.answers.join(' → ')
    const answers = design.answers[stage.number - 1] ?? 1
    const each = `${answers} ${answers === 1 ? 'answer' : 'answers'} to each sample`
    return `${model.label} has ${each} by the plan ${plan}; ${accounted}`
  }
  if (design?.kind !== 'early-stop') return `planned look ${stage.number} of ${stage.of}; ${accounted}`
  const part = `${count(design.asked)} of ${count(items.count)} samples, drawn at random`
  const decided = design.stopped === undefined ? '' : `, as the gate had decided (${design.stopped})`
  const how =
    design.asked < items.count
      ? `was stopped early at look ${stage.number} of ${stage.of}${decided}, after ${part}`
      : `was looked at ${stage.of} times while it ran, by plan`
  return `${model.label} ${how}; ${accounted}`
}

/** The plan of a run by itself, whether it is compared or not; undefined without one. */
export function designWords({
  design,
  items,
  trialsPerSample,
}: Pick<RunManifest, 'design' | 'items' | 'trialsPerSample'>) {
  if (design === undefined) return undefined
  if (design.kind === 'escalate')
    return `${design.answers.join(' → ')} answers while inconclusive; ${trialsPerSample} so far`
  const { asked, stopped, looks } = design
  if (asked >= items.count) return `${looks} looks while it ran; asked to its end`
  const why = stopped === undefined ? '' : ` (${stopped})`
  return `stopped early, once the gate had decided${why}: ${count(asked)} of ${count(items.count)} samples, drawn at random`
}

/** `look 2 of 5`, `stage 2 of 3`. */
export const stageName = ({ kind, number, of }: Stage) => `${kind === 'escalate' ? 'stage' : 'look'} ${number} of ${of}`
