import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Element, junitReport, xmlDocument } from '../../../../results/report/forms/junit.ts'
import { finishedRun, record, records, unscoredRecord } from '../../../helpers/records.ts'
import { gatedResultsOf, resultsOf } from '../../../helpers/results.ts'

const base = (values: string) => finishedRun('base', records(values))
const sft = (values: string) => finishedRun('sft', records(values))

describe('a JUnit report', () => {
  it('has a suite for each benchmark, and a failure for a regression', async () => {
    const results = await gatedResultsOf({}, await base('1'.repeat(40)), await sft('1'.repeat(20) + '0'.repeat(20)))
    const report = junitReport(results)
    expect(report).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="evalkit" tests="2" failures="1" errors="0"/,
    )
    expect(report).toContain('<testsuite name="gsm8k" tests="2" failures="1" errors="0" skipped="0" time="384">')
    expect(report).toMatch(/<testcase classname="gsm8k" name="base" time="192">\n {6}<system-out>/)
    expect(report).toMatch(
      /<testcase classname="gsm8k" name="sft is no worse than base" time="192">\n +<failure message="REGRESSED: sft is significantly worse[^"]*" type="REGRESSED">/,
    )
    expect(report).toContain('lost gsm8k/20: broken (right before) (1 → 0)')
  })

  it('passes what passes', async () => {
    const report = junitReport(await gatedResultsOf({}, await base('10'.repeat(500)), await sft('10'.repeat(500))))
    expect(report).toContain('<testsuites name="evalkit" tests="2" failures="0" errors="0" skipped="0" ')
  })

  it.each([
    ['fail', 'failure'],
    ['warn', 'skipped'],
  ] as const)('follows the policy in what cannot be told: %s', async (inconclusive, ending) => {
    const report = junitReport(await gatedResultsOf({ inconclusive }, await base('1101'), await sft('1011')))
    expect(report).toMatch(new RegExp(`<${ending} message="INCONCLUSIVE: `))
  })

  it('skips a regression that is advisory', async () => {
    const results = await gatedResultsOf({ tier: 'advisory' }, await base('1'.repeat(40)), await sft('0'.repeat(40)))
    expect(junitReport(results)).toMatch(/failures="0" errors="0" skipped="1"/)
  })

  it('has an error where the infrastructure failed', async () => {
    const broken = await finishedRun('sft', [...records('111'), unscoredRecord('gsm8k/3')])
    expect(junitReport(await gatedResultsOf({}, await base('1111'), broken))).toMatch(
      /failures="0" errors="1"[\s\S]*<error message="INCOMPLETE: /,
    )
    expect(junitReport({ runs: [broken], comparisons: [] })).toContain(
      '<error message="1 of 4 trials without a score: the server answered 500." type="INCOMPLETE">',
    )
  })

  it('has an error for a required benchmark that nobody ran', async () => {
    const policy = { benchmarks: { humaneval: { tier: 'required' as const } } }
    const report = junitReport(await gatedResultsOf(policy, await base('1111'), await sft('1111')))
    expect(report).toMatch(/<testsuite name="humaneval" tests="1" failures="0" errors="1"/)
  })

  it('keeps what models answer inside its element', async () => {
    const after = await finishedRun('sft', [record('gsm8k/0', 0, { answer: ']]></system-out>\u0000\u001b<a>' })])
    const report = junitReport(await resultsOf(await base('1'), after))
    expect(report).toContain('(1 → ]]&#62;&#60;/system-out&#62;\u{fffd}\u{fffd}&#60;a&#62;)')
  })
})

describe('XML', () => {
  const anyText = fc.string({ unit: 'binary' })
  it('holds any text, as far as XML can', () =>
    fc.assert(
      fc.property(anyText, anyText, (attribute, text) => {
        const xml = xmlDocument({ name: 'a', attributes: { b: attribute }, children: [text] } satisfies Element)
        const [, inAttribute = '', inText = ''] = /<a b="([^"<>]*)">([^<>]*)<\/a>\n$/.exec(xml) ?? []
        const read = (value: string) => value.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
        const holdable = (value: string) =>
          value.toWellFormed().replace(/(?![\t\n\r\x7f-\x9f])\p{Cc}|[\ufffe\uffff]/gu, '\u{fffd}')
        expect([read(inAttribute), read(inText)]).toEqual([holdable(attribute), holdable(text)])
        expect(inAttribute).not.toMatch(/[\r\n\t]/)
      }),
    ))
})
