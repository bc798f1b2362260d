import { inflateSync } from 'node:zlib'
import { buildPage } from '../../harness/reporting/report-page.ts'
import { type CollectedPage, collectPage } from '../../results/report/forms/html/collect.ts'
import { htmlReport } from '../../results/report/forms/html/document.ts'
import type { RecordedResults } from '../../results/report/forms/html/page-benchmarks.ts'
import type { PageChunk, PageTexts } from '../../results/report/forms/html/page-data.ts'

/** The whole HTML report of results. */
export async function pageOf(results: RecordedResults, size?: number): Promise<string> {
  const options = { showProtected: false, ...(size !== undefined && { size }) }
  return htmlReport(results, await collectPage(results, options), await buildPage())
}

/** All texts that a page holds, as its script reads them. */
export const textsOf = ({ chunks }: CollectedPage): PageTexts[] =>
  chunks.flatMap((chunk): PageChunk => JSON.parse(inflateSync(Buffer.from(chunk, 'base64')).toString()))
