import { describe, expect, it } from 'vitest'
import { markdownReport } from '../../../../results/report/forms/markdown.ts'
import { finishedRun, record, records, unscoredRecord } from '../../../helpers/records.ts'
import { gatedResultsOf, resultsOf } from '../../../helpers/results.ts'

describe('a Markdown report', () => {
  it('says the verdict first, then the table, then what changed, then what was measured', async () => {
    const base = await finishedRun('base', records('1'.repeat(40)))
    const sft = await finishedRun('sft', records('1'.repeat(20) + '0'.repeat(20)))
    const report = markdownReport(await gatedResultsOf({}, base, sft))
    const [title, , reason] = report.split('\n')
    expect([title, reason]).toEqual(['### ❌ evalkit: REGRESSED', expect.stringContaining('gsm8k')])
    expect(report).toMatch(
      /\| gsm8k \(chat\) \| sft \| 50\.0% \| .* \| −50\.0 pp \| .* \| <0\.001 \| 0 \| 20 \| 0 \| \*\*REGRESSED\*\* \|/,
    )
    expect(report).toContain('beyond the margin of 2.5 points')
    expect(report).toMatch(/<summary>gsm8k, sft: 20 lost, 0 gained<\/summary>\n\n\| sample \|/)
    expect(report).toContain('| `gsm8k/20` | lost, broken (right before) | `1` | `0` |')
    expect(report).toContain('Look at one: `evalkit show evalkit-runs/sft gsm8k/20`')
    expect(report).toMatch(
      /<summary>What was measured: 2 runs<\/summary>[\s\S]*generation `maxTokens 1024, temperature 0`/,
    )
  })

  it('prints commands that work as they are, for a folder with a space too', async () => {
    const base = await finishedRun('base', records('1'.repeat(40)))
    const sft = { ...(await finishedRun('sft', records('1'.repeat(20) + '0'.repeat(20)))), folder: 'my runs/sft' }
    const report = markdownReport(await gatedResultsOf({}, base, sft))
    expect(report.match(/Look at one: .*/g)).toEqual(
      Array(2).fill("Look at one: `evalkit show 'my runs/sft' gsm8k/20`"),
    )
  })

  it('puts the worst cell first, in five columns, with the grave caveats', async () => {
    const cut = records('1'.repeat(40)).map((one, at) =>
      at < 10 ? record(one.id, 0, { answer: null, flaw: 'truncated' as const }) : one,
    )
    const base = await finishedRun('base', records('1'.repeat(40)))
    const [good, bad] = [await finishedRun('good', records(`${'1'.repeat(39)}0`)), await finishedRun('bad', cut)]
    const report = markdownReport(await gatedResultsOf({ accept: ['truncated', 'unanswered'] }, base, good, bad))
    const [head, , first, second] = report.split('\n').filter((line) => line.startsWith('|'))
    expect(head).toBe('| benchmark | model | score | Δ (95%) | verdict |')
    expect(first).toMatch(/^\| gsm8k<br>base 100\.0% \| bad \| 75\.0% \| −25\.0 pp \\\* \(−\d/)
    expect(first).toContain('10 truncated')
    expect(second).toMatch(/^\| gsm8k<br>base 100\.0% \| good \| /)
  })

  it('shows the samples that lost most, with their questions where it may, before what to do', async () => {
    const base = await finishedRun('base', records('1'.repeat(40)))
    const sft = await finishedRun('sft', records('1'.repeat(20) + '0'.repeat(20)))
    const results = await gatedResultsOf({}, base, sft)
    const report = markdownReport(results, { questions: new Map([['gsm8k/21', 'How many | *apples*?']]) })
    expect(report).toContain('**Lost most: gsm8k, sft** (5 of 20)\n\n| sample | question | change | base | sft |')
    expect(report).toContain('| `gsm8k/21` | How many \\| \\*apples\\*? | lost, ')
    expect(report.indexOf('Lost most')).toBeLessThan(report.indexOf('**What to do**'))
    expect(report.indexOf('**What to do**')).toBeLessThan(report.indexOf('<summary>All numbers'))
    expect(markdownReport(results)).toContain('| sample | change | base | sft |')
  })

  it('has no column of answers where these are programs', async () => {
    const program = (at: number, value: number) =>
      record(`humaneval/${at}`, value, {
        ...{ answer: 'def f(): ...', verdict: { outcome: value === 1 ? 'passed' : 'failed', detail: '' } },
      })
    const run = (label: string, value: number) =>
      finishedRun(label, [program(0, 1), program(1, value)], { benchmark: { name: 'humaneval', version: 1 } })
    const report = markdownReport(await resultsOf(await run('base', 1), await run('sft', 0)))
    expect(report).toContain('| sample | change |\n| :-- | :-- |\n| `humaneval/1` | lost, ')
  })

  it('says what there is to doubt without a gate', async () => {
    const base = await finishedRun('base', [...records('1100'), unscoredRecord('gsm8k/4')])
    const sft = await finishedRun('sft', [...records('1101'), record('gsm8k/4', 1)])
    const report = markdownReport(await resultsOf(base, sft))
    expect(report).toContain(
      '### ⚠️ evalkit: INCOMPLETE\n\nbase on gsm8k: 1 of 5 trials without a score: the server answered 500.',
    )
    expect(report).toContain('- gsm8k, sft: 1 sample has no score from both base and sft')
  })

  it('is a table alone for a single run', async () => {
    const report = markdownReport({ runs: [await finishedRun('sft', records('1100'))], comparisons: [] })
    expect(report).toMatch(/^### ℹ️ evalkit: 1 run\n\n\| benchmark \| model \| score \| 95% \| caveats \|\n/)
    expect(report).not.toContain('undefined')
  })

  it('obeys nothing that a model answers or a label says', async () => {
    const answer = '`</details>` <script>alert(1)</script> @ann #1 | x'
    const base = await finishedRun('base', [record('gsm8k/0', 1)])
    const sft = await finishedRun('@ann/<b>#7', [record('gsm8k/0', 0, { answer: answer.slice(0, 31) })])
    const report = markdownReport(await resultsOf(base, sft))
    const outsideCode = report.replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, '').replaceAll('&#8203;', '\u200b')
    expect(outsideCode).not.toMatch(/<(?!\/?(details|summary)>|br>)|@[a-z]|#\d/)
    expect(outsideCode.match(/<details>/g)).toHaveLength(3)
    expect(outsideCode.match(/<\/details>/g)).toHaveLength(3)
  })

  it.each([2000, 20_000])('fits into a comment with %i changed samples', async (samples) => {
    const base = await finishedRun('base', records('1'.repeat(samples)))
    const sft = await finishedRun('sft', records('0'.repeat(samples)))
    const report = markdownReport(await resultsOf(base, sft))
    expect(report.length).toBeLessThanOrEqual(65_000)
    expect(report).toMatch(/more are in the other reports/)
  })

  it('fits into a comment with a thousand models', async () => {
    const runs = await Promise.all(
      Array.from({ length: 1000 }, (_, at) =>
        finishedRun(`${'long-label-'.repeat(5)}${at}`, records(at % 2 ? '1' : '0')),
      ),
    )
    const [first, ...rest] = runs
    if (first === undefined) throw new Error('no runs')
    const report = markdownReport(await resultsOf(first, ...rest))
    expect(report.length).toBeLessThanOrEqual(65_000)
    expect(report).toMatch(/The rest does not fit into a comment; it is in the other reports\.\n$/)
  })
})
