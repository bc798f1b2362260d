/** The prompt template of a summary request. */

import { bundledFile } from '../../benchmarks/bundled.ts'
import { UsageError } from '../../results/errors.ts'
import { MOST_WRITTEN, readingProblem, readText } from '../../results/store/regular-file.ts'

const PLACEHOLDERS = ['question', 'thinking', 'answer'] as const
type Placeholder = (typeof PLACEHOLDERS)[number]

/** @throws UsageError for a file that cannot be read, has no {{thinking}}, or has an unknown placeholder */
export async function readTemplate(path: string | undefined): Promise<string> {
  const file = path ?? bundledFile('../harness/training/summary-template.txt')
  const text = await readText(file, MOST_WRITTEN).catch((error: unknown) => {
    throw new UsageError(`--summary-template: ${file} cannot be read: ${readingProblem(error)}`, { cause: error })
  })
  const hint = `Placeholders are written {{${PLACEHOLDERS.join('}}, {{')}}}.`
  if (!text.includes('{{thinking}}')) throw new UsageError(`${file}: the placeholder {{thinking}} is missing`, { hint })
  const stray = [...text.matchAll(PLACEHOLDER)].find(([, name]) => !PLACEHOLDERS.includes(name as Placeholder))
  if (stray !== undefined) throw new UsageError(`${file}: unknown placeholder ${stray[0]}`, { hint })
  return text
}

const PLACEHOLDER = /\{\{(\w+)\}\}/g

export const fillTemplate = (template: string, filled: Readonly<Record<Placeholder, string>>): string =>
  // A function: replace() would interpret patterns such as $& in a replacement string.
  template.replace(PLACEHOLDER, (_, name: Placeholder) => filled[name]).trim()
