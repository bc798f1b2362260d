/** Second pass over a samples file of lm-evaluation-harness: the trials of one filter. */
import type { Reading } from '../../../../results/schema/schema.ts'
import { rowsOf } from '../files.ts'
import type { ForeignTrial } from '../foreign.ts'
import { trialOf } from './row.ts'
import { type FilterScan, rowAt } from './scan.ts'

/** Second pass: the rows of one filter, with what the other filters and metrics made of the same replies. */
export async function* trialsOf(
  path: string,
  filters: readonly FilterScan[],
  scan: FilterScan,
  metric: string,
): AsyncGenerator<ForeignTrial> {
  const name = Buffer.from(JSON.stringify(scan.filter))
  const containing = filters.length > 1 && !/[^\x20-\x7e]/.test(scan.filter) ? [name] : []
  for await (const numbered of rowsOf(path, { containing, onTorn: () => undefined })) {
    const row = rowAt(numbered, path)
    if (row.filter !== scan.filter) continue
    const value = row.metrics.get(metric)
    const trial = trialOf(row)
    const isEmpty = trial.turns[0]?.completion.text === ''
    yield {
      ...trial,
      outcome:
        value === undefined
          ? { kind: 'unscored', reason: 'missing', message: `the row has no number for ${metric}` }
          : { kind: 'scored', value, answer: row.answer, ...(isEmpty && { flaw: 'empty' as const }) },
      readings: otherReadings(row.docId, filters, scan, metric),
    }
  }
}

function otherReadings(docId: number, filters: readonly FilterScan[], scan: FilterScan, metric: string) {
  const readings: Record<string, Reading> = {}
  for (const other of filters) {
    const at = other.docs.placeOf(docId)
    if (at === undefined) continue
    for (const [name, values] of other.values) {
      const value = values[at]
      if (value === undefined || Number.isNaN(value) || (other === scan && name === metric)) continue
      const words = [
        name === metric ? [] : name,
        other.filter === scan.filter || other.filter === 'none' ? [] : other.filter,
      ]
      readings[words.flat().join(', ')] = { answer: other.answers[at] ?? null, value }
    }
  }
  return readings
}
