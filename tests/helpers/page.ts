import { buildPage } from '../../harness/reporting/report-page.ts'
import { collectPage, type RecordedResults } from '../../results/report/forms/html/collect.ts'
import { htmlReport } from '../../results/report/forms/html/document.ts'

/** The whole HTML report of results. */
export async function pageOf(results: RecordedResults): Promise<string> {
  return htmlReport(results, await collectPage(results, { showProtected: false }), await buildPage())
}
