/** What tells several curves of one series apart, besides their number of samples. */
import type { RunManifest } from '../schema/schema.ts'
import type { Placed } from './placed-runs.ts'

/** In words; equal for runs that do not differ in it. */
const FACETS: readonly ((manifest: RunManifest) => string)[] = [
  ({ protocol }) => `rule ${protocol.rule ?? 'none'}`,
  ({ protocol }) => protocol.changed?.join(', ') ?? 'as declared',
  ({ trialsPerSample: repeats }) => (repeats === 1 ? 'one answer to each sample' : `${repeats} answers to each sample`),
  ({ judge }) => `judge ${judge?.judges.map(({ name }) => name).join(', ') ?? 'none'}`,
]

/**
 * @param groups runs that measured the same, of one benchmark and series
 * @returns for each group, those of its facets that are not equal in all
 */
export function facetsOf(groups: readonly (readonly Placed[])[]): string[][] {
  const words = groups.map(([first]) => FACETS.map((facet) => (first === undefined ? '' : facet(first.run.manifest))))
  const differs = FACETS.map((_, at) => new Set(words.map((all) => all[at])).size > 1)
  return words.map((all) => all.filter((_, at) => differs[at]))
}
