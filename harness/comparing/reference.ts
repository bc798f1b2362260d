/** Published numbers beside measured ones, where they are asked for. */
import type { Options } from 'yargs'
import { UsageError } from '../../results/errors.ts'
import type { PublishedRow } from '../../results/report/overview.ts'
import { REFERENCES } from '../../results/report/published.ts'

export const REFERENCE_FLAG = {
  type: 'string',
  describe: 'published numbers beside yours, where several benchmarks are shown: paper (arXiv 2504.09639)',
} as const satisfies Options

/** @throws UsageError for a name that nothing has */
export function publishedNamed(name: string | undefined): readonly PublishedRow[] {
  if (name === undefined) return []
  const found = Object.hasOwn(REFERENCES, name) ? REFERENCES[name] : undefined
  if (found !== undefined) return found
  throw new UsageError(`--reference ${name}: no such numbers`, {
    hint: `There are: ${Object.keys(REFERENCES).join(', ')}.`,
  })
}
