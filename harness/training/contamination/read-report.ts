/** Reads a contamination report: the overlapping samples of each benchmark. */

import { UsageError } from '../../../results/errors.ts'
import { readingProblem, readText } from '../../../results/store/regular-file.ts'
import { CONTAMINATION_VERSION } from './report.ts'

/**
 * @returns ids of the overlapping samples by benchmark; an empty set for a benchmark without overlap
 * @throws UsageError for a file that is not a contamination report
 */
export async function readOverlaps(path: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const hint = 'Create one with: evalkit contamination --train FILE --report REPORT.json'
  const text = await readText(path).catch((error: unknown) => {
    throw new UsageError(`--exclude-contaminated: ${path} cannot be read: ${readingProblem(error)}`, {
      cause: error,
      hint,
    })
  })
  const { schemaVersion, benchmarks } = parse(text) ?? {}
  if (typeof schemaVersion === 'number' && schemaVersion > CONTAMINATION_VERSION) {
    throw new UsageError(`${path}: written by a newer evalkit`, {
      hint: 'Update evalkit, or create the report again.',
    })
  }
  if (schemaVersion !== CONTAMINATION_VERSION || !Array.isArray(benchmarks) || !benchmarks.every(isOverlap)) {
    throw new UsageError(`${path}: not a contamination report`, { hint })
  }
  return new Map(benchmarks.map(({ benchmark, overlapping }) => [benchmark, new Set(overlapping.map(({ id }) => id))]))
}

interface Overlap {
  readonly benchmark: string
  readonly overlapping: readonly { readonly id: string }[]
}

function isOverlap(value: unknown): value is Overlap {
  const { benchmark, overlapping } = (value ?? {}) as Partial<Overlap>
  return (
    typeof benchmark === 'string' &&
    Array.isArray(overlapping) &&
    overlapping.every((one) => typeof one?.id === 'string')
  )
}

function parse(text: string): { readonly schemaVersion?: unknown; readonly benchmarks?: unknown } | undefined {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}
