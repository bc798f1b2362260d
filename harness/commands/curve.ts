/** `evalkit curve`: shows the score over the steps of a training run. */
import { namesOf } from '../../results/curve/placed-runs.ts'
import { defined } from '../../results/defined.ts'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { type CurveTextOptions, curvesText } from '../../results/report/curve-text.ts'
import { curvesCsv } from '../../results/report/forms/curve-csv.ts'
import { curvesMarkdown } from '../../results/report/forms/curve-markdown.ts'
import type { CurveFacts } from '../../results/schema/curve.ts'
import type { Visible } from '../../results/visible.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { asInvoked } from '../lib/invocation.ts'
import { note, print, textOptions } from '../lib/terminal.ts'
import { byLabel, readSeries, readStep } from '../options/checkpoint-flags.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { gatherCurves, openCurveRuns } from '../reporting/curve-runs.ts'
import type { CurveFormat } from '../reporting/format-names.ts'
import { requireWritable, writeReport } from '../reporting/report-files.ts'
import type { command } from './declarations/curve.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const { output } = args
  const format = formatOf(args)
  await requireWritable(output === undefined ? [] : [output])
  const opened = await openCurveRuns(args)
  const labels = [...new Set(opened.runs.map(({ manifest }) => manifest.model.label))]
  const names = { known: opened.runs.flatMap(namesOf), listed: labels, what: 'run' } as const
  const given = {
    steps: byLabel('--step', (args.step ?? []).map(withRun), names, readStep),
    series: byLabel('--series', args.series ?? [], names, readSeries),
  }
  const facts = await gatherCurves(opened, {
    given,
    ...(args['allow-different'] && { allowDifferent: args['allow-different'] }),
  })
  const plain = defined({ ascii: args.ascii, verbose: args.verbose })
  if (output === undefined) print(shown(facts, format, { ...textOptions(), ...plain }))
  else {
    await writeReport(output, textOf(facts, format, plain))
    note(`wrote ${output}`)
  }
  return EXIT.ok
}

/** @throws UsageError for a step that names no run: all runs would be at one step */
function withRun(text: string): string {
  if (text.includes('=')) return text
  throw new UsageError(`--step ${text}: of which run?`, { hint: `Name it: --step RUN=${text}` })
}

const ENDINGS: readonly (readonly [RegExp, CurveFormat])[] = [
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.json$/i, 'json'],
  [/\.csv$/i, 'csv'],
  [/\.txt$/i, 'table'],
]

/** @throws UsageError for a file whose ending tells no format, and for --json beside another format */
function formatOf({
  format,
  output,
  json,
}: Pick<ArgumentsOf<typeof command>, 'format' | 'output' | 'json'>): CurveFormat {
  if (json && format !== undefined && format !== 'json') {
    throw new UsageError(`--json and --format ${format} exclude each other`, { hint: 'Leave out one of them.' })
  }
  if (json) return 'json'
  if (format !== undefined) return format
  if (output === undefined) return 'table'
  const known = ENDINGS.find(([ending]) => ending.test(output))?.[1]
  if (known !== undefined) return known
  throw new UsageError(`-o ${output}: its ending tells no format`, {
    hint: 'Name the file .md, .json, .csv or .txt, or add --format. For HTML: evalkit report RUNS -o report.html',
  })
}

/** A file gets every character; standard output, which may be a terminal, has hidden and control characters made visible. */
function shown(facts: CurveFacts, format: CurveFormat, options: CurveTextOptions): Visible {
  if (format === 'json') return jsonText(facts, 2)
  return drawn(facts, (facts) => textOf(facts, format, options).trimEnd())
}

function textOf(facts: CurveFacts, format: CurveFormat, options: CurveTextOptions): string {
  switch (format) {
    case 'markdown':
      return asInvoked(curvesMarkdown(facts))
    case 'csv':
      return curvesCsv(facts)
    case 'json':
      return `${JSON.stringify(facts, null, 2)}\n`
    default:
      return `${asInvoked(curvesText(facts, options))}\n`
  }
}
