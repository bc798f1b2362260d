/** The report on overlap between training data and benchmarks. */
import { plainTable } from '../../../results/report/forms/terminal.ts'
import type { BenchmarkOverlap } from './scan.ts'

export const CONTAMINATION_VERSION = 1

export interface ContaminationReport {
  readonly schemaVersion: typeof CONTAMINATION_VERSION
  readonly words: number
  readonly characters: number
  readonly training: readonly { readonly file: string; readonly records: number; readonly sha256: string }[]
  readonly records: number
  /** Number of records that overlap with a benchmark. */
  readonly contaminated: number
  readonly benchmarks: readonly (BenchmarkOverlap & {
    /** Samples that overlap by shorter n-grams, which may be coincidence. */
    readonly weaker: { readonly words: number; readonly characters: number; readonly samples: number }
  })[]
}

export function contaminationText(report: ContaminationReport): string {
  const { words, characters, records, contaminated, benchmarks } = report
  const weaker = benchmarks[0]?.weaker
  const rows = benchmarks.map(({ benchmark, samples, overlapping, weaker }) => [
    benchmark,
    String(samples),
    String(overlapping.length),
    `${((100 * overlapping.length) / Math.max(1, samples)).toFixed(1)}%`,
    String(weaker.samples),
  ])
  const head = ['benchmark', 'samples', `with ${words} shared words`, 'share', `with ${weaker?.words} words`]
  return [
    plainTable(head, rows),
    '',
    `${contaminated} of ${records} training records overlap with a benchmark: they share ${words} consecutive words of a question or an answer`,
    `(${characters} characters in text without spaces), ignoring spacing, case and punctuation.`,
    ...evidenceLines(benchmarks),
  ].join('\n')
}

const SHOWN = 5

function evidenceLines(benchmarks: ContaminationReport['benchmarks']): string[] {
  return benchmarks
    .filter(({ overlapping }) => overlapping.length > 0)
    .flatMap(({ benchmark, overlapping }) => [
      '',
      `${benchmark}:`,
      ...overlapping.slice(0, SHOWN).flatMap(({ id, evidence: [first], records }) => {
        if (first === undefined) return []
        const more = records > 1 ? `, and ${records - 1} more` : ''
        const text = first.text === undefined ? 'text not shown: protected' : `“${first.text}”`
        return [
          `  ${id} ${first.field}: ${first.words} of ${first.of} words in ${first.file}:${first.line}${more}`,
          `    ${text}`,
        ]
      }),
      ...(overlapping.length > SHOWN ? [`  … and ${overlapping.length - SHOWN} more samples`] : []),
    ])
}
