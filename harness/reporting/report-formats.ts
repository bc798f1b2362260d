/** The report formats: file extensions, and how each is rendered. */

import { basename } from 'node:path'
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { csvReport } from '../../results/report/forms/csv.ts'
import { collectPage } from '../../results/report/forms/html/collect.ts'
import { htmlReport } from '../../results/report/forms/html/document.ts'
import type { RecordedResults } from '../../results/report/forms/html/page-benchmarks.ts'
import { resultsDocument } from '../../results/report/forms/json.ts'
import { junitReport } from '../../results/report/forms/junit.ts'
import { markdownReport } from '../../results/report/forms/markdown.ts'
import { scoreTable, trialTable } from '../../results/report/long-table.ts'
import { resultsText } from '../../results/report/results-text.ts'
import { sampleTrials } from '../../results/report/sample-trials.ts'
import { drawn } from '../../results/words/drawn.ts'
import { FORMAT_NAMES, type FormatName } from './format-names.ts'
import { pageAssets } from './report-page.ts'
import { worstQuestions } from './worst-questions.ts'

/** The data of a report: results, and the runs behind them for formats that show samples. */
export interface ReportSource extends RecordedResults {
  readonly showProtected: boolean
}

interface Format {
  /** File extensions, the usual one first. */
  readonly extensions: readonly string[]
  draw(source: ReportSource): Promise<string | Uint8Array> | string | Uint8Array
}

const FORMATS = {
  table: {
    extensions: ['txt'],
    draw: (source) => `${drawn(source, (results) => resultsText(results, { verbose: true }))}\n`,
  },
  markdown: {
    extensions: ['md', 'markdown'],
    draw: async (source) => markdownReport(source, { questions: await worstQuestions(source) }),
  },
  json: {
    extensions: ['json'],
    draw: ({ runs, comparisons, gate }) => `${resultsDocument(runs, comparisons, { gate })}\n`,
  },
  junit: { extensions: ['xml'], draw: junitReport },
  html: {
    extensions: ['html', 'htm'],
    draw: async (source) => htmlReport(source, await collectPage(source, source), await pageAssets()),
  },
  csv: { extensions: ['csv'], draw: async (source) => csvReport(source, await trialsOf(source)) },
  'long-csv': {
    extensions: ['long.csv'],
    draw: async (source) => (await longForms()).longCsv(await longTrials(source)),
  },
  parquet: {
    extensions: ['parquet'],
    draw: async (source) => (await longForms()).longParquet(await longTrials(source)),
  },
  'scores-csv': { extensions: ['scores.csv'], draw: async ({ runs }) => (await longForms()).longCsv(scoreTable(runs)) },
  'scores-parquet': {
    extensions: ['scores.parquet'],
    draw: async ({ runs }) => (await longForms()).longParquet(scoreTable(runs)),
  },
} as const satisfies Record<FormatName, Format>

type BinaryFormat = 'parquet' | 'scores-parquet'

/** @returns bytes for a format that is no text */
export async function drawReport(name: Exclude<FormatName, BinaryFormat>, source: ReportSource): Promise<string>
export async function drawReport(name: FormatName, source: ReportSource): Promise<string | Uint8Array>
export async function drawReport(name: FormatName, source: ReportSource): Promise<string | Uint8Array> {
  const format: Format = FORMATS[name]
  return format.draw(source)
}

/** @throws UsageError with the list of formats */
export function formatNamed(name: string): FormatName {
  const known = FORMAT_NAMES.find((format) => format === name)
  if (known !== undefined) return known
  throw new UsageError(`--format ${name}: unknown format`, {
    hint: `${nearest(name, FORMAT_NAMES)}Formats: ${FORMAT_NAMES.join(', ')}.`,
  })
}

/** Finds the format by file extension. @throws UsageError with the known extensions */
export function formatOfFile(file: string): FormatName {
  const ending = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase()
  const ends = FORMAT_NAMES.flatMap((name) => FORMATS[name].extensions.map((extension) => ({ name, extension })))
  const known = ends
    .filter(({ extension }) => `.${basename(file).toLowerCase()}`.endsWith(`.${extension}`))
    .toSorted((a, b) => b.extension.length - a.extension.length)[0]?.name
  if (known !== undefined) return known
  const endings = FORMAT_NAMES.map((name) => `.${FORMATS[name].extensions[0]} (${name})`)
  throw new UsageError(
    `-o ${file}: ${ending === undefined ? 'no file extension' : `unknown file extension .${ending}`}`,
    {
      hint: `Extensions: ${endings.join(', ')}. Or name the format of each file with --format, in the same order.`,
    },
  )
}

const longTrials = ({ runs, showProtected }: ReportSource) => trialTable(runs, showProtected)

const longForms = () => import('../../results/report/forms/long.ts')

async function trialsOf({ runs, showProtected }: ReportSource) {
  const trials = []
  for (const run of runs) trials.push(await sampleTrials(run, showProtected))
  return trials
}
