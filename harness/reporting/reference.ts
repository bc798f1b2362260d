/** Published scores to show beside measured ones. */
import { UsageError } from '../../results/errors.ts'
import type { PublishedRow } from '../../results/report/overview.ts'
import { REFERENCES } from '../../results/report/published.ts'

/** @throws UsageError for an unknown name */
export function publishedNamed(name: string | undefined): readonly PublishedRow[] {
  if (name === undefined) return []
  const found = Object.hasOwn(REFERENCES, name) ? REFERENCES[name] : undefined
  if (found !== undefined) return found
  throw new UsageError(`--reference ${name}: unknown set of published numbers`, {
    hint: `Known sets: ${Object.keys(REFERENCES).join(', ')}.`,
  })
}
