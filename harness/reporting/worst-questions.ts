/** What the worst samples ask, where their licence lets a report say it. */
import { BENCHMARKS } from '../../benchmarks/index.ts'
import type { RecordedResults } from '../../results/report/forms/html/page-benchmarks.ts'
import { snippetOf } from '../../results/report/forms/html/page-sample.ts'
import { matrixOf } from '../../results/report/matrix.ts'
import { worstSamples } from '../../results/report/worst-samples.ts'
import { showable } from '../../results/words/showable.ts'

/** Licences that allow passing on a sentence or two. */
const OPEN = /^(?:MIT|Apache-2\.0|BSD-\d|ISC|CC0-1|CC-BY-\d|CC-BY-SA-\d)/

/** By sample id: none of protected benchmarks, nor of those whose licence is unknown, as for data of one's own. */
export async function worstQuestions(results: RecordedResults): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { comparison, cell, flips } of worstSamples(matrixOf(results))) {
    if (cell.run.manifest.protected !== undefined || !isQuotable(comparison.benchmark)) continue
    const wanted = new Set(flips.map(({ id }) => id).filter((id) => !found.has(id)))
    const run = results.runs.find(({ folder }) => folder === cell.run.folder)
    if (run === undefined || wanted.size === 0) continue
    for await (const record of run.records()) {
      if (!wanted.delete(record.id)) continue
      const question = snippetOf(showable(record, run.manifest))
      if (question !== '') found.set(record.id, question)
      if (wanted.size === 0) break
    }
  }
  return found
}

const isQuotable = (name: string) =>
  BENCHMARKS.some((benchmark) => benchmark.name === name && OPEN.test(benchmark.dataset.test.license))
