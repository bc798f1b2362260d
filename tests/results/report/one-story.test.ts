/** Whatever the results: terminal, Markdown, JSON, JUnit, HTML and CSV claim the same of each comparison, in the same order. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawReport } from '../../../harness/reporting/report-formats.ts'
import { overviewOf } from '../../../results/report/overview.ts'
import type { Comparison } from '../../../results/schema/comparison.ts'
import { deltaInterval, pValue } from '../../../results/words/format.ts'
import { finding } from '../../../results/words/sentence.ts'
import { finishedRun, record } from '../../helpers/records.ts'
import { gatedResultsOf, resultsOf } from '../../helpers/results.ts'

type Run = Awaited<ReturnType<typeof finishedRun>>

/** What a form says of one candidate on one benchmark. */
interface Claim {
  readonly benchmark: string
  readonly candidate: string
  /** `better`, `unclear`; or the gate's verdict. */
  readonly verdict: string
  readonly interval: string
  readonly p: string
}

const BENCHMARKS = ['gsm8k', 'humaneval']

/** A run by its right and wrong answers. */
const runOf = (benchmark: string, label: string, right: readonly boolean[]) =>
  finishedRun(
    label,
    right.map((isRight, at) => record(`${benchmark}/${at}`, isRight ? 1 : 0)),
    { benchmark: { name: benchmark, version: 1 } },
  ).then((run) => ({ ...run, folder: `evalkit-runs/${benchmark}_${label}` }))

/** For each benchmark and candidate: how many are gained and lost of 120, of which the baseline has half right. */
const N = 120
const EXAM = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 2, maxLength: 6 })

async function runsOf(flips: readonly (readonly [gained: number, lost: number])[]): Promise<[Run, ...Run[]][]> {
  const base = Array.from({ length: N }, (_, at) => at < N / 2)
  const candidates = Math.ceil(flips.length / 2)
  return Promise.all(
    BENCHMARKS.map(async (benchmark, at): Promise<[Run, ...Run[]]> => {
      const own = flips.slice(at * candidates, (at + 1) * candidates)
      const others = own.map(([gained, lost], index) => {
        const right = base.map((isRight, sample) => (isRight ? sample >= lost : sample - N / 2 < gained))
        return runOf(benchmark, `step-${index + 1}`, right)
      })
      return [await runOf(benchmark, 'base', base), ...(await Promise.all(others))]
    }),
  )
}

/** The comparisons of all benchmarks are one family. */
async function resultsFor(groups: readonly [Run, ...Run[]][], isGated: boolean) {
  const families = []
  for (const group of groups) families.push(isGated ? await gatedResultsOf({}, ...group) : await resultsOf(...group))
  return families
}

const said = (comparison: Comparison, verdict: string): Claim => ({
  benchmark: comparison.benchmark,
  candidate: comparison.candidate,
  verdict,
  interval: deltaInterval(comparison.holmInterval ?? comparison.interval ?? [0, 0], comparison.range),
  p: pValue(comparison.holmP ?? comparison.p ?? 1),
})

function inJson(text: string): Claim[] {
  const { comparisons, gate } = JSON.parse(text)
  return comparisons.map((one: Comparison) => {
    const decision = gate?.decisions.find(({ run }: { run: string }) => run === one.after.run)
    const worse = decision?.worse ? ' (worse)' : ''
    return said(one, decision === undefined ? finding(one) : `${decision.verdict}${worse}`)
  })
}

function inTerminal(text: string): Claim[] {
  let benchmark = ''
  return text.split('\n').flatMap((line) => {
    benchmark = /^(\S+) · protocol/.exec(line)?.[1] ?? benchmark
    const [candidate = '', , , interval = '', p = '', , , , verdict] = line.split(/ {2,}/)
    return candidate.startsWith('step-') &&
      verdict !== undefined &&
      interval.includes(' to ') &&
      !/^\d+m?s$/.test(verdict)
      ? [{ benchmark, candidate, verdict, interval, p }]
      : []
  })
}

function inMarkdown(text: string): Claim[] {
  return text.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim().replaceAll('*', '').replaceAll('\\', ''))
    const [, benchmark = '', candidate = '', , , , interval = '', p = '', , , , verdict = ''] = cells
    if (!candidate.startsWith('step-') || cells.length < 13) return []
    return [{ benchmark: benchmark.replace(/ \(.*/, ''), candidate, verdict, interval, p }]
  })
}

function inHtml(text: string): Claim[] {
  let benchmark = ''
  return text.split('\n').flatMap((line) => {
    benchmark = /<th class="group"[^>]*>(\w+)/.exec(line)?.[1] ?? benchmark
    if (!line.startsWith('<tr><th scope="row">step-') || line.includes('svg')) return []
    const cells = [...line.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) =>
      cell.replace(/<[^>]+>/g, '').replaceAll('&lt;', '<'),
    )
    const [candidate = '', , , , interval = '', p = '', , , , verdict = ''] = cells
    return cells.length < 10 ? [] : [{ benchmark, candidate, verdict, interval, p }]
  })
}

/** Cells of the matrix: what each says of a candidate. */
const inMatrix = (html: string) =>
  [...html.matchAll(/data-cell="(\w+) (\S+)"[\s\S]*?<span class="verdict">(.*?)<\/span>/g)].map(
    ([, benchmark = '', candidate = '', verdict = '']) => ({ benchmark, candidate, verdict }),
  )

/** Cards: what did not pass, or is worse. */
const inCards = (html: string) =>
  [...html.matchAll(/<h3>(\w+) <span>base → (\S+)<\/span><\/h3>\n<p class="verdict">(.*?)<\/p>/g)].map(
    ([, benchmark = '', candidate = '', verdict = '']) => ({
      benchmark,
      candidate,
      verdict: verdict.replace(', within margin', ''),
    }),
  )

const byName = (claims: readonly Pick<Claim, 'candidate' | 'benchmark' | 'verdict'>[]) =>
  claims.toSorted((a, b) => (a.benchmark + a.candidate < b.benchmark + b.candidate ? -1 : 1))

/** A test fails where a verdict is none to pass. */
const inJunit = (xml: string) =>
  [...xml.matchAll(/<testcase classname="(\w+)" name="(step-\d+)[^>]*>([\s\S]*?)<\/testcase>/g)].map(
    ([, benchmark = '', candidate = '', body = '']) => ({
      benchmark,
      candidate,
      verdict: /<(?:failure|error) message="(\w+):/.exec(body)?.[1] ?? 'PASS',
      sentence: /(is (?:better|worse) than|No significant difference between)/.exec(
        body.split('<system-out>')[1] ?? '',
      )?.[1],
    }),
  )

const withoutNumbers = ({ benchmark, candidate, verdict }: Claim) => ({ benchmark, candidate, verdict })

it.each([true, false])('tells one story in every form (with a gate: %s)', { timeout: 120_000 }, async (isGated) => {
  await fc.assert(
    fc.asyncProperty(EXAM, async (flips) => {
      for (const { runs, comparisons, ...gated } of await resultsFor(await runsOf(flips), isGated)) {
        const source = { runs, comparisons, ...gated, showProtected: false }
        const [table = '', markdown = '', json = '', junit = '', html = '', csv = ''] = await Promise.all(
          (['table', 'markdown', 'json', 'junit', 'html', 'csv'] as const).map((name) => drawReport(name, source)),
        )
        const claims = inJson(json)
        expect(claims.map(({ candidate }) => candidate)).toEqual(
          runs.slice(1).map(({ manifest }) => manifest.model.label),
        )
        expect(inTerminal(table)).toEqual(claims)
        expect(inMarkdown(markdown)).toEqual(claims)
        expect(inHtml(html)).toEqual(claims)
        expect(byName(inMatrix(html))).toEqual(byName(claims.map(withoutNumbers)))
        const isSettled = ({ verdict }: Claim) => ['PASS', 'better', 'unclear'].includes(verdict)
        expect(byName(inCards(html))).toEqual(byName(claims.filter((claim) => !isSettled(claim)).map(withoutNumbers)))

        // The words of a sentence, a mark and a test go by the same correction.
        const found = comparisons.map(finding)
        const words = { better: 'is better than', worse: 'is worse than', unclear: 'No significant difference between' }
        expect(inJunit(junit)).toMatchObject(
          claims.map(({ benchmark, candidate, verdict }, at) => ({
            benchmark,
            candidate,
            verdict: isGated ? verdict.replace(' (worse)', '') : 'PASS',
            sentence: words[found[at] ?? 'unclear'],
          })),
        )
        const decisions = 'gate' in gated ? (gated as Awaited<ReturnType<typeof gatedResultsOf>>).gate.decisions : []
        for (const [at, { reason, verdict, worse }] of decisions.entries()) {
          if (reason.includes('is better than')) expect(found[at]).toBe('better')
          if (verdict === 'PASS') expect(worse === true).toBe(reason.includes('is worse than'))
          if (worse) expect(found[at]).toBe('worse')
        }
        for (const [at, one] of comparisons.entries()) {
          expect(csv.split('gained: ').length - 1).toBe(comparisons.reduce((sum, { gained }) => sum + gained, 0))
          const other = { ...one, benchmark: 'other' }
          const overview = overviewOf(
            [
              ...runs,
              ...runs.map((run) => ({
                ...run,
                manifest: { ...run.manifest, benchmark: { name: 'other', version: 1 } },
              })),
            ],
            [one, other],
          )
          const cell = overview?.rows.find(({ label }) => label === one.candidate)?.cells[0]
          expect(cell?.marked ?? 'unclear').toBe(found[at])
        }
      }
    }),
    { numRuns: 12 },
  )
})
