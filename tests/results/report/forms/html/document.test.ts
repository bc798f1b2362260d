import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collectPage } from '../../../../../results/report/forms/html/collect.ts'
import { escapeHtml, inertJson } from '../../../../../results/report/forms/html/escape.ts'
import { pageOf } from '../../../../helpers/page.ts'
import { ratedRecord } from '../../../../helpers/rated.ts'
import { finishedRun, record, records, turn } from '../../../../helpers/records.ts'
import { gatedResultsOf, resultsOf } from '../../../../helpers/results.ts'

const sixty = async () =>
  gatedResultsOf(
    {},
    await finishedRun('base', records('1'.repeat(60))),
    await finishedRun('sft', records('1'.repeat(30) + '0'.repeat(30))),
  )

describe('an HTML report', () => {
  it('shows verdict, scores and intervals before any script has run', async () => {
    const html = await pageOf(await sixty())
    expect(html).toMatch(/<h1><span class="word bad">REGRESSED<\/span> <span class="answer">sft on gsm8k\./)
    expect(html).toMatch(
      /<li class="card bad"[^>]*><h3>gsm8k <span>base → sft<\/span><\/h3>\n<p class="verdict">REGRESSED</,
    )
    expect(html).toMatch(/<tr><th scope="row">sft<\/th><td class="num">50\.0 %<\/td>/)
    expect(html).toMatch(/<svg role="img" aria-label="−50\.0 pp, 95 % interval −\d+\.\d to −\d+\.\d" class="bar worse"/)
  })

  it('says what was compared, when, at which commit and for how much', async () => {
    const priced = async (label: string, cost: number) => {
      const run = await finishedRun(label, records('11'))
      const software = { ...run.manifest.software, commit: 'abcdef0123456789' }
      return { ...run, manifest: { ...run.manifest, software }, summary: { ...run.summary, cost, currency: 'USD' } }
    }
    const html = await pageOf(await resultsOf(await priced('base', 0.4), await priced('sft', 1.12)))
    expect(html).toContain('<p class="subject">base → sft on gsm8k</p>')
    expect(html).toContain(
      '<p class="facts">2026-11-22 · commit abcdef0123 · cost 1.52 USD · 2 runs · evalkit 0.1.0</p>',
    )
  })

  it('links the card of a loss to the sample that lost most, and to all that lost', async () => {
    const html = await pageOf(await sixty())
    expect(html).toContain('<a href="#gsm8k/30?models=base,sft">Sample that lost most</a>')
    expect(html).toContain('<a href="#gsm8k?models=base,sft&amp;show=lost">All 30 lost samples</a>')
  })

  it('tells how far judges can be trusted, and what each of them said', async () => {
    const rated = (label: string, ratings: number[]) =>
      finishedRun(
        label,
        ratings.map((rating, at) => ratedRecord(`mt-bench/${81 + at}`, rating)),
        {
          benchmark: { name: 'mt-bench', version: 1 },
          judge: {
            judges: [{ label: 'j', provider: 'vllm', name: 'judge' }],
            template: { source: 'own', hash: '00' },
            generation: {},
            regrades: 1,
            minimum: 1,
          },
          range: [1, 10],
        },
      )
    const results = await resultsOf(await rated('base', [7, 8, 8]), await rated('sft', [3, 8, 9]))
    const html = await pageOf(results)
    expect(html).toMatch(/<tr><th scope="row">mt-bench, sft<\/th><td>j<\/td><td class="num">3<\/td>/)
    expect(html).toMatch(/<svg role="img" aria-label="3 × 1, 8 × 1, 9 × 1" class="bars"/)
    const { benchmarks } = await collectPage(results, { showProtected: false })
    expect(benchmarks[0]?.samples[0]?.runs[1]?.[0]?.j).toEqual([{ b: 'j', t: 1, v: '3', s: ['Rating: [[3]]'] }])
  })

  it('runs its own script and nothing else, and asks the network for nothing', async () => {
    const html = await pageOf(await sixty())
    const hashed = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => hashed(text))
    const styles = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text = '']) => hashed(text))
    expect([scripts.length, styles.length]).toEqual([1, 1])
    expect(html).toContain(
      `content="default-src 'none'; script-src ${scripts[0]}; style-src ${styles[0]}; base-uri 'none'; form-action 'none'"`,
    )
    expect(html).not.toMatch(/ (src|style|on[a-z]+)=|@import|url\(/)
  })

  it('is the same, byte for byte, whatever the order in which samples were answered', async () => {
    const before = records('1'.repeat(60))
    const after = records('1'.repeat(30) + '0'.repeat(30))
    const base = await finishedRun('base', before)
    const [one, other] = [await finishedRun('sft', after), await finishedRun('sft', after.toReversed())]
    expect(await pageOf(await resultsOf(base, one))).toBe(await pageOf(await resultsOf(base, other)))
  })
})

describe('the samples of an HTML report', () => {
  const long = (id: string, value: number) => record(id, value, { turns: [turn({ text: 'x'.repeat(1000) })] })

  it('have their category and right answer from whichever run keeps them', async () => {
    const whole = { ...record('gsm8k/0', 0), group: 'sums', target: '7' }
    const results = await resultsOf(await finishedRun('base', records('1')), await finishedRun('sft', [whole]))
    const { benchmarks } = await collectPage(results, { showProtected: false })
    expect(benchmarks[0]?.samples[0]).toMatchObject({ group: 'sums', target: '7' })
  })

  it('of a protected benchmark hold its canary beside what is shown of it, and neither unless asked for', async () => {
    const asked = { ...record('gpqa-diamond/0', 1, { turns: [turn({ text: 'Because.' })] }), canary: 'canary 1234' }
    const results = await resultsOf(await finishedRun('base', [asked], { protected: { canary: 'canary 1234' } }))
    const [shown, hidden] = [true, false].map((showProtected) => collectPage(results, { showProtected }))
    expect(JSON.stringify(await shown)).toMatch(/Because\..*canary 1234/)
    expect(JSON.stringify(await hidden)).not.toMatch(/Because\.|canary/)
  })

  it('leave out replies where there is no room, those of unchanged samples first', async () => {
    const before = ['gsm8k/0', 'gsm8k/1', 'gsm8k/2', 'gsm8k/3'].map((id) => long(id, 1))
    const after = before.map(({ id }, at) => long(id, at === 3 ? 0 : 1))
    const results = await resultsOf(await finishedRun('base', before), await finishedRun('sft', after))
    const { benchmarks } = await collectPage(results, { showProtected: false, room: 4200 })
    const kept = benchmarks[0]?.samples.map(({ runs }) => runs.map(([trial]) => trial?.t !== undefined))
    expect(kept).toEqual([
      [true, false],
      [true, false],
      [false, false],
      [true, true],
    ])
  })

  it('hold nothing of a protected question', async () => {
    const secret = 'What is the secret?'
    const turns = [{ prompt: secret, completion: { text: secret, finishReason: 'stop' as const } }]
    const one = [record('gpqa-diamond/0', 1, { answer: 'B', turns })]
    const benchmark = { name: 'gpqa-diamond', version: 1 }
    const run = await finishedRun('sft', one, { protected: {}, benchmark })
    const html = await pageOf({ runs: [run], comparisons: [] })
    expect(html).not.toContain('secret')
    expect(html).toContain('a protected question of 19 characters')
  })
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('<', '</script', '>', '<!--', '<script', '"', "'", '&', '\u2028', 'a'))
    .map((parts) => parts.join('')),
)

describe('text in HTML', () => {
  it('neither ends its element nor its attribute', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/)
      }),
    ))

  it('is read back from JSON as it was, and has nothing that HTML would read', () =>
    fc.assert(
      fc.property(anyText, (text) => {
        const json = inertJson({ text })
        expect(json).not.toContain('<')
        expect(JSON.parse(json)).toEqual({ text })
      }),
    ))
})
