/** What to be aware of in a curve: where its steps come from, and in what they differ. */
import { isStoppedEarly } from '../design/asking-order.ts'
import { count, plural } from '../words/format.ts'
import type { Series, StepRuns } from './series.ts'

/** Each server of a checkpoint has its own port: that tells nothing. */
const TELLS_NOTHING = /^(endpoint|seed): /

const SOURCES = {
  flag: 'given by --step',
  label: 'read from labels',
  version: 'read from versions',
  name: 'read from the models’ names',
  weights: 'read from the weights that the servers report',
} as const

/** @param differences of the runs, in words */
export function curveNotes({ steps }: Series, differences: readonly string[]): string[] {
  return [...sources(steps), ...several(steps), ...stopped(steps), ...looked(steps), ...alike(differences)]
}

/** Where steps come from, if not from the runs themselves. */
function sources(steps: readonly StepRuns[]): string[] {
  const bySource = Map.groupBy(steps, ({ source }) => source)
  return [...bySource].flatMap(([source, those]) =>
    source === 'recorded' ? [] : [`${stepWords(those, steps)}: the number is ${SOURCES[source]}`],
  )
}

/** Steps that were measured several times. */
function several(steps: readonly StepRuns[]): string[] {
  return steps
    .filter(({ runs }) => runs.length > 1)
    .map(({ step, runs }) => {
      const isKnown = runs.every(({ manifest }) => manifest.model.version !== undefined && !manifest.model.claimed)
      const doubt = isKnown ? '' : '; no --model-version tells whether they are the same weights'
      return `step ${count(step)}: the answers of ${plural(runs.length, 'run')} count together${doubt}`
    })
}

function stopped(steps: readonly StepRuns[]): string[] {
  const early = steps.filter(({ runs }) => runs.some(({ manifest }) => isStoppedEarly(manifest)))
  if (early.length === 0) return []
  return [`${stepWords(early, steps)}: stopped early by a gate, so that scores of other samples stand side by side`]
}

/** Steps that a gate looked at several times, or asked more because of what it saw. */
function looked(steps: readonly StepRuns[]): string[] {
  const planned = steps.filter(({ runs }) => runs.some(({ manifest }) => manifest.design !== undefined))
  if (planned.length === 0) return []
  const words = stepWords(planned, steps)
  return [
    `${words}: run by a gate with a plan of looks; intervals and p here do not account for it, those of evalkit compare do`,
  ]
}

/** One sentence for each field, however many steps differ in it. */
function alike(differences: readonly string[]): string[] {
  const told = [...new Set(differences)].filter((text) => !TELLS_NOTHING.test(text))
  const byField = Map.groupBy(told, (text) => text.replace(/^step [\d,]+ |:.*$/gs, ''))
  return [...byField.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    return [others.length === 0 ? first : `${first}; likewise at ${plural(others.length, 'other step')}`]
  })
}

function stepWords(those: readonly StepRuns[], all: readonly StepRuns[]): string {
  if (those.length === all.length) return 'all steps'
  return `${those.length === 1 ? 'step' : 'steps'} ${those.map(({ step }) => count(step)).join(', ')}`
}
