import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildPage } from '../../../../../harness/reporting/report-page.ts'
import { collectPage } from '../../../../../results/report/forms/html/collect.ts'
import { escapeHtml, inertJson } from '../../../../../results/report/forms/html/escape.ts'
import { pageOf, textsOf } from '../../../../helpers/page.ts'
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
    expect(html).toMatch(/<tr><th scope="row">sft<\/th><td class="num">50\.0%<\/td>/)
    expect(html).toMatch(/<svg role="img" aria-label="−50\.0 pp, 95% interval −\d+\.\d to −\d+\.\d" class="bar worse"/)
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
    expect(html).toMatch(
      /<tr data-benchmark="mt-bench"><th scope="row">mt-bench, sft<\/th><td>j<\/td><td class="num">3<\/td>/,
    )
    expect(html).toMatch(/<svg role="img" aria-label="3 × 1, 8 × 1, 9 × 1" class="bars" width="130"/)
    const [first] = textsOf(await collectPage(results, { showProtected: false }))
    expect(first?.runs[1]?.[0]?.j).toEqual([{ b: 'j', t: 1, n: 3, v: '3', s: ['Rating: [[3]]'] }])
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
    const [head = '', tail = ''] = html.split(/<script>[\s\S]*<\/script>/)
    expect(head + tail).not.toMatch(/ (src|style|on[a-z]+)=|@import|url\(/)
    expect([...(head + tail).matchAll(/<(?:a|link|use)[^>]* href="(?!#)/g)]).toEqual([])
  })

  it('has a script that HTML reads to its end', async () => {
    const { script } = await buildPage()
    expect(script.match(/.{0,20}(?:<!--|<\/?script).{0,20}/gis)).toBeNull()
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
  const long = (id: string, value: number) =>
    record(id, value, {
      turns: [
        turn({
          text: Array.from({ length: 500 }, (_, at) => Math.sin(at + id.length))
            .join()
            .slice(0, 9000),
        }),
      ],
    })

  it('have their category and right answer from whichever run keeps them', async () => {
    const whole = { ...record('gsm8k/0', 0), group: 'sums', target: '7' }
    const results = await resultsOf(await finishedRun('base', records('1')), await finishedRun('sft', [whole]))
    const page = await collectPage(results, { showProtected: false })
    expect(page.index[0]?.samples[0]).toMatchObject({ g: 'sums', r: [[{ v: 1 }], [{ v: 0 }]] })
    expect(textsOf(page)[0]).toMatchObject({ target: '7' })
  })

  it('say how each scored and why, and where its answer stands', async () => {
    const one = record('gsm8k/0', 1, {
      ...{ answer: '7', rule: 'number', via: 'hashes', mark: [0, 4], span: [5, 6] },
      turns: [turn({ usage: { outputTokens: 3 }, latencyMs: 41.7 })],
    })
    const page = await collectPage(
      { runs: [await finishedRun('sft', [one])], comparisons: [] },
      { showProtected: false },
    )
    expect(page.index[0]?.samples[0]).toMatchObject({ q: 'How many?', r: [[{ v: 1, a: '7', n: 3, l: 42 }]] })
    expect(textsOf(page)[0]?.runs[0]?.[0]).toEqual({
      ...{ t: ['#### 7'], s: [5, 6], m: [0, 4] },
      w: 'Scored 1: the answer taken is 7 by rule number, branch hashes, by the mark "####" in line 1.',
    })
  })

  it('that are programs have their tests, clipped, and the traceback apart', async () => {
    const program = {
      language: 'python' as const,
      prompt: 'def f():',
      tests: `assert f("${'x'.repeat(500)}")`,
      entryPoint: 'f',
    }
    const failed = record('humaneval/0', 0, {
      ...{ answer: 'def f(): ...', verdict: { outcome: 'failed', detail: 'AssertionError' }, turns: [turn({})] },
    })
    const run = await finishedRun('sft', [{ ...failed, program }], { benchmark: { name: 'humaneval', version: 1 } })
    const page = await collectPage({ runs: [run], comparisons: [] }, { showProtected: false })
    expect(page.index[0]?.samples[0]?.r[0]?.[0]).toEqual({ v: 0, g: 'failed' })
    const [texts] = textsOf(page)
    expect(texts?.tests).toMatch(/^assert f\("x{390} … \(512 characters\)$/)
    expect(texts?.runs[0]?.[0]).toMatchObject({ d: 'AssertionError', w: 'Scored 0: the program ended as failed.' })
  })

  it('of a protected benchmark hold its canary in plain text beside what is shown of it, and neither unless asked for', async () => {
    const asked = { ...record('gpqa-diamond/0', 1, { turns: [turn({ text: 'Because.' })] }), canary: 'canary 1234' }
    const results = await resultsOf(await finishedRun('base', [asked], { protected: { canary: 'canary 1234' } }))
    const [shown, hidden] = [
      await collectPage(results, { showProtected: true }),
      await collectPage(results, { showProtected: false }),
    ]
    expect(JSON.stringify(shown.data)).toContain('canary 1234')
    expect(JSON.stringify(textsOf(shown))).toContain('Because.')
    expect(JSON.stringify([hidden.data, hidden.index, textsOf(hidden)])).not.toMatch(/Because\.|canary/)
  })

  it('leave out texts where there is no room, those of unchanged samples first, and count them', async () => {
    const before = ['gsm8k/0', 'gsm8k/11', 'gsm8k/222', 'gsm8k/3333'].map((id) => long(id, 1))
    const after = before.map(({ id }, at) => long(id, at === 3 ? 0 : 1))
    const results = await resultsOf(await finishedRun('base', before), await finishedRun('sft', after))
    const inMemory = await collectPage(results, { showProtected: false, room: 100_000 })
    expect(inMemory.index[0]?.samples.map(({ c }) => c !== undefined)).toEqual([true, false, false, true])
    expect(inMemory.data.leftOut).toBe(2)
    const inFile = await collectPage(results, { showProtected: false, size: 10_000 })
    expect(inFile.index[0]?.samples.map(({ c }) => c !== undefined)).toEqual([false, false, false, true])
    expect(inFile.data.leftOut).toBe(3)
  })

  it('are in the file of every size that is allowed for, and never more', async () => {
    const values = Array.from({ length: 40 }, (_, at) => long(`gsm8k/${'1'.repeat(1 + (at % 9))}${at}`, at % 2))
    const run = await finishedRun('sft', values)
    for (const size of [0, 5_000, 50_000, 5_000_000]) {
      const { chunks, data, index } = await collectPage(
        { runs: [run], comparisons: [] },
        { showProtected: false, size },
      )
      expect(chunks.join('').length).toBeLessThanOrEqual(size)
      const kept = index[0]?.samples.filter(({ c }) => c !== undefined).length ?? 0
      expect(kept + (data.leftOut ?? 0)).toBe(40)
    }
  })

  it('of a protected benchmark never come first', async () => {
    const named = (name: string) => ({ benchmark: { name, version: 1 } })
    const worse = await resultsOf(
      await finishedRun('base', records('1'.repeat(40)), { ...named('gpqa-diamond'), protected: {} }),
      await finishedRun('sft', records('0'.repeat(40)), { ...named('gpqa-diamond'), protected: {} }),
    )
    const { data } = await collectPage(worse, { showProtected: false })
    expect(data.benchmarks[0]).toMatchObject({ name: 'gpqa-diamond', isProtected: true, pairs: [[0, 1]] })
  })

  it('hold nothing of a protected question', async () => {
    const secret = 'What is the secret?'
    const turns = [{ prompt: secret, completion: { text: secret, finishReason: 'stop' as const } }]
    const one = [record('gpqa-diamond/0', 1, { answer: 'B', turns })]
    const benchmark = { name: 'gpqa-diamond', version: 1 }
    const run = await finishedRun('sft', one, { protected: {}, benchmark })
    const html = await pageOf({ runs: [run], comparisons: [] })
    expect(html).not.toContain('secret')
    const page = await collectPage({ runs: [run], comparisons: [] }, { showProtected: false })
    expect(JSON.stringify([page.data, page.index, textsOf(page)])).not.toContain('secret')
    expect(JSON.stringify(textsOf(page))).toContain('a protected question of 19 characters')
  })
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('<', '</script', '>', '<!--', '<script', '"', "'", '&', '\u2028', 'a'))
    .map((parts) => parts.join('')),
)

describe('text in HTML', () => {
  it('turns around nothing that stands behind it, and keeps the letters of scripts from right to left', () => {
    expect(escapeHtml('run\u202e7 \u2067x')).toBe('run\ufffd7 \ufffdx')
    expect(escapeHtml('می\u200cخواهم \u200f!')).toBe('می\u200cخواهم \u200f!')
  })

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
