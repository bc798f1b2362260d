/** The HTML report in a real browser: Debian's Chromium. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { SampleRecord } from '../../../../../results/schema/schema.ts'
import { showableResults } from '../../../../../results/words/showable.ts'
import { freshPage, hasBrowser, screenshot } from '../../../../helpers/browser.ts'
import { pageOf } from '../../../../helpers/page.ts'
import { ratedRecord } from '../../../../helpers/rated.ts'
import { finishedRun, record, records, turn, unscoredRecord } from '../../../../helpers/records.ts'
import { gatedResultsOf, resultsOf } from '../../../../helpers/results.ts'
import { temporaryFolder } from '../../../../helpers/temporary.ts'

async function open(html: string, options: BrowserContextOptions = {}, hash = '', before = '') {
  const file = join(await temporaryFolder(), 'report.html')
  await writeFile(file, html)
  const page = await freshPage({ reducedMotion: 'reduce', ...options })
  if (before !== '') await page.addInitScript(before)
  const trouble: string[] = []
  page.on('pageerror', ({ message }) => trouble.push(message))
  page.on('console', (message) => trouble.push(message.text()))
  page.on('dialog', (dialog) => {
    trouble.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== pathToFileURL(file).href) trouble.push(`request ${request.url()}`)
  })
  await page.goto(pathToFileURL(file).href + hash)
  return { page, trouble }
}

const answered = (at: number, value: number, text = `It is ${value}.`) =>
  record(`gsm8k/${at}`, value, {
    ...{ span: [6, 7], turns: [turn({ text, usage: { outputTokens: 5 + (at % 7) }, latencyMs: 100 + at })] },
  })

const inGroup = (one: SampleRecord, at: number): SampleRecord => ({ ...one, group: at % 3 === 0 ? 'sums' : 'ages' })

/** 120 samples in two categories: 20 lost, 10 gained, one unscored, one cut off, one that ran on; a third model that is like the first. */
const ordinary = once(async () => {
  const base = Array.from({ length: 120 }, (_, at) => inGroup(answered(at, at < 90 ? 1 : 0), at))
  const sft = Array.from({ length: 120 }, (_, at) =>
    inGroup(answered(at, (at >= 20 && at < 90) || at >= 110 ? 1 : 0, at === 7 ? 'It is 0. A needle.' : undefined), at),
  )
  sft[50] = unscoredRecord('gsm8k/50')
  sft[3] = record('gsm8k/3', 0, {
    answer: null,
    flaw: 'truncated',
    turns: [turn({ text: 'It', finishReason: 'length' })],
  })
  sft[60] = record('gsm8k/60', 1, {
    runOn: { at: 9, mark: 'Q:', leaked: false, ranOn: true },
    turns: [turn({ text: 'It is 1. Q: What?' })],
  })
  return pageOf(
    await gatedResultsOf(
      { maxUnscored: 0.05 },
      await finishedRun('base', base),
      await finishedRun('sft', sft),
      await finishedRun(
        'third',
        base.map((_, at) => answered(at, at < 90 ? 1 : 0, `So is ${at < 90 ? 1 : 0}.`)),
      ),
    ),
  )
})

/** Programs, ratings and protected questions beside each other. */
const mixed = once(async () => {
  const named = (name: string) => ({ benchmark: { name, version: 1 } })
  const program = (value: number): SampleRecord => ({
    ...record('humaneval/0', value, {
      answer: 'def f(): pass',
      verdict: value === 1 ? { outcome: 'passed', detail: '' } : { outcome: 'failed', detail: 'AssertionError: f(2)' },
      turns: [turn({ text: 'Here:\n\n```python\ndef f(): pass\n```\n' })],
    }),
    program: { language: 'python', prompt: 'def f():', tests: 'assert f(2) == 3', entryPoint: 'f' },
  })
  const judged = (rating: number) => [ratedRecord('mt-bench/81', rating, `Because of ${rating}. Rating: [[${rating}]]`)]
  const secret = [record('gpqa-diamond/0', 0, { turns: [turn({ text: 'hidden words' })] })]
  const groups = [
    await resultsOf(
      await finishedRun('base', [program(1)], named('humaneval')),
      await finishedRun('sft', [program(0)], named('humaneval')),
    ),
    await resultsOf(
      await finishedRun('base', judged(8), { ...named('mt-bench'), range: [1, 10] }),
      await finishedRun('sft', judged(3), { ...named('mt-bench'), range: [1, 10] }),
    ),
    await resultsOf(
      await finishedRun(
        'base',
        records('1'.repeat(60)).map((one) => ({ ...one, id: one.id.replace('gsm8k', 'gpqa-diamond') })),
        { ...named('gpqa-diamond'), protected: {} },
      ),
      await finishedRun(
        'sft',
        [
          ...secret,
          ...records('0'.repeat(60))
            .map((one) => ({ ...one, id: one.id.replace('gsm8k', 'gpqa-diamond') }))
            .slice(1),
        ],
        { ...named('gpqa-diamond'), protected: {} },
      ),
    ),
  ]
  const runs = groups.flatMap((group, at) => group.runs.map((run) => ({ ...run, folder: `${run.folder}-${at}` })))
  const comparisons = groups.flatMap((group, at) =>
    group.comparisons.map((one) => ({
      ...one,
      before: { ...one.before, run: `${one.before.run}-${at}` },
      after: { ...one.after, run: `${one.after.run}-${at}` },
    })),
  )
  return pageOf(showableResults({ runs, comparisons }))
})

/** The same page for every test of it. */
function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

const count = (page: Page) => page.locator('.count').textContent()
const firstId = (page: Page) => page.locator('.samples tbody button').first().textContent()

const HOSTILE = [
  '<script>window.hacked = 1</script>',
  '</script><script>window.hacked = 2</script>',
  '<!--<script>window.hacked = 3</script>',
  '<img src=x onerror="window.hacked = 4">',
  '<svg onload="window.hacked = 5"><style>body { display: none }</style>',
  '"><iframe srcdoc="<script>parent.hacked = 6</script>"></iframe>',
  "' autofocus onfocus='window.hacked = 7",
  '<a href="javascript:window.hacked = 8">here</a><base href="http://127.0.0.1:9/"><meta http-equiv="refresh" content="0">',
  '\u2028window.hacked = 9//\u0000\ud800',
]

/** As a browser shows what is no character. */
const clean = (text: string | null) => (text ?? '').replaceAll('\0', '\ufffd').toWellFormed()

describe.skipIf(!hasBrowser)('the HTML report in a browser', { timeout: 120_000 }, () => {
  it('shows what was lost, both answers side by side, and the answer marked', async () => {
    const { page, trouble } = await open(await ordinary())
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^REGRESSED sft on gsm8k/)
    await page.locator('article mark').first().waitFor()
    expect(await page.getByRole('heading', { level: 3, name: 'gsm8k/0' }).isVisible()).toBe(true)
    expect(await page.getByRole('region', { name: 'sft', exact: true }).locator('.markdown').textContent()).toBe(
      'It is 0.',
    )
    expect(await page.locator('article mark').allTextContents()).toEqual(['1', '0'])
    expect(await page.locator('.why').last().textContent()).toMatch(/^Scored 0: the answer taken is 0/)
    expect(trouble).toEqual([])
    await screenshot(page, 'report-light')
  })

  it('leads from the first screen to the sample that lost most in one click, and keeps its address', async () => {
    const { page } = await open(await ordinary())
    await page.getByRole('link', { name: 'Sample that lost most' }).click()
    await page.locator('article mark').first().waitFor()
    expect(await page.evaluate('location.hash')).toBe('#gsm8k/0?models=base,sft')
    expect(await page.locator('#detail').evaluate((one) => one.getBoundingClientRect().top)).toBeLessThan(200)
  })

  it('opens what an address names, on whatever page it is, with any models', async () => {
    const html = await ordinary()
    const { page } = await open(html, {}, '#gsm8k/117?models=third,sft,base')
    await page.locator('article mark').first().waitFor()
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toContain('gsm8k/117')
    expect(await page.locator('article h4').allTextContents()).toEqual(['third', 'sft', 'base'])
    await page.evaluate("location.hash = '#gsm8k/2?models=sft'")
    await page.getByRole('heading', { level: 3, name: 'gsm8k/2' }).waitFor()
    expect(await page.locator('article h4').allTextContents()).toEqual(['sft'])
    await page.goBack()
    await page.getByRole('heading', { level: 3, name: 'gsm8k/117' }).waitFor()
    await page.evaluate("location.hash = '#gsm8k/9999'")
    await page.getByText('No sample 9999 is among these').waitFor()
  })

  it('filters everything below by a click in the matrix, and shows all again', async () => {
    const { page } = await open(await mixed())
    await page.getByRole('link', { name: /^mt-bench, sft/ }).click()
    await page.getByText('Below: mt-bench · base, sft only.').waitFor()
    const shown = page.locator('[data-benchmark]:not([hidden])')
    expect(new Set(await shown.evaluateAll((all) => all.map((one) => one.getAttribute('data-benchmark'))))).toEqual(
      new Set(['mt-bench']),
    )
    expect(await page.locator('td[data-chosen]').getAttribute('data-cell')).toBe('mt-bench sft')
    expect(await page.getByRole('combobox', { name: 'Benchmark' }).inputValue()).toBe('mt-bench')
    await page.getByRole('link', { name: 'Show all' }).click()
    expect(await page.locator('[data-benchmark][hidden]').count()).toBe(0)
  })

  it.each([
    ['lost', '1–20 of 20', 'gsm8k/0'],
    ['gained', '1–10 of 10', 'gsm8k/110'],
    ['changed', '1–30 of 30', 'gsm8k/0'],
    ['unscored', '1–1 of 1', 'gsm8k/50'],
    ['truncated', '1–1 of 1', 'gsm8k/3'],
    ['run-on', '1–1 of 1', 'gsm8k/60'],
  ])('filters samples that are %s', async (show, found, first) => {
    const { page } = await open(await ordinary())
    await page.getByRole('combobox', { name: 'Show' }).selectOption(show)
    await page.getByText(found, { exact: true }).waitFor()
    expect(await firstId(page)).toBe(first)
  })

  it('filters samples that are unstable over repeats, or unanswered', async () => {
    const twice = (id: string, first: number, second: number) => [
      record(id, first, { turns: [turn({})] }),
      record(id, second, { repeat: 2, turns: [turn({})] }),
    ]
    const silent = [1, 2].map((repeat) =>
      record('gsm8k/2', 0, { repeat, answer: null, turns: [turn({ text: 'Hm.' })] }),
    )
    const run = await finishedRun('sft', [...twice('gsm8k/0', 1, 1), ...twice('gsm8k/1', 1, 0), ...silent], {
      trialsPerSample: 2,
    })
    const { page } = await open(await pageOf({ runs: [run], comparisons: [] }))
    await page.getByRole('combobox', { name: 'Show' }).selectOption('unstable')
    await page.getByText('1–1 of 1').waitFor()
    expect(await firstId(page)).toBe('gsm8k/1')
    expect(await page.locator('.result').first().textContent()).toContain('0.5 of 2')
    await page.locator('.trial').nth(1).waitFor()
    expect(await page.locator('.trial .outcome').allTextContents()).toEqual([
      'score 1 · answer 1',
      'repeat 2: score 0 · answer 0',
    ])
    await page.getByRole('combobox', { name: 'Show' }).selectOption('unanswered')
    await page.locator('.samples', { hasText: 'gsm8k/2' }).waitFor()
    expect(await firstId(page)).toBe('gsm8k/2')
  })

  it('filters by category and text, sorts and turns pages', async () => {
    const { page } = await open(await ordinary())
    await page.getByText('1–50 of 120').waitFor()
    await page.getByRole('button', { name: 'Next', exact: true }).click()
    await page.getByText('51–100 of 120').waitFor()
    await page.getByRole('combobox', { name: 'Category' }).selectOption('sums')
    await page.getByText('1–40 of 40').waitFor()
    await page.getByRole('combobox', { name: 'Category' }).selectOption('')
    await page.getByRole('button', { name: 'sample', exact: true }).click()
    await page.locator('th[aria-sort]', { hasText: 'sample' }).waitFor()
    expect(await page.locator('.samples tbody button').nth(1).textContent()).toBe('gsm8k/1')
    await page.getByRole('button', { name: 'latency' }).click()
    await page.locator('th[aria-sort]', { hasText: 'latency' }).waitFor()
    expect(await firstId(page)).toBe('gsm8k/119')
    await page.getByLabel('Text').fill('a NEEDLE')
    await page.getByText('1–1 of 1').waitFor()
    expect(await firstId(page)).toBe('gsm8k/7')
    await page.getByLabel('Text').fill('nowhere')
    await page.getByText('No sample matches').waitFor()
    expect(await page.locator('article').count()).toBe(0)
  })

  it('compares any number of models, with any of them', async () => {
    const { page } = await open(await ordinary())
    await page.locator('.models summary').click()
    await page.getByRole('checkbox', { name: 'third' }).check()
    await page.locator('article h4').nth(2).waitFor()
    expect(await page.locator('article h4').allTextContents()).toEqual(['base', 'sft', 'third'])
    await page.getByRole('combobox', { name: 'Compared with' }).selectOption('1')
    await page.getByRole('combobox', { name: 'Show' }).selectOption('gained')
    await page.getByText('1–20 of 20').waitFor()
    expect(await page.locator('article h4').allTextContents()).toEqual(['sft', 'base', 'third'])
    expect(await page.evaluate('location.hash')).toContain('models=sft,base,third')
  })

  it('is used by keys alone: j and k, word diff, raw text, stacked, search, and the list of keys', async () => {
    const { page } = await open(await ordinary())
    await page.locator('article mark').first().waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the samples')
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 3, name: 'gsm8k/1', exact: true }).waitFor()
    expect(await page.evaluate('location.hash')).toBe('#gsm8k/1')
    await page.keyboard.press('k')
    await page.getByRole('heading', { level: 3, name: 'gsm8k/0', exact: true }).waitFor()
    await page.keyboard.press('d')
    await page.locator('article ins').waitFor()
    expect(await page.locator('.diff').textContent()).toBe('It is 10.')
    expect([await page.locator('.diff del').textContent(), await page.locator('.diff ins').textContent()]).toEqual([
      '1',
      '0',
    ])
    await page.keyboard.press('d')
    await page.keyboard.press('r')
    expect(await page.locator('article section pre').last().innerHTML()).toBe('It is <mark>0</mark>.')
    await page.keyboard.press('s')
    expect(await page.locator('.answers.wide').count()).toBe(0)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' })
    await page.keyboard.press('/')
    await page.keyboard.type('jk?')
    expect(await page.getByLabel('Text').inputValue()).toBe('jk?')
    expect(await page.locator('dialog[open]').count()).toBe(0)
  })

  it('walks the list by arrow keys, a page at its end by j, and reaches every control by Tab', async () => {
    const { page } = await open(await ordinary())
    await page.locator('.samples tbody button').first().focus()
    for (let at = 0; at < 49; at++) await page.keyboard.press('ArrowDown')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('gsm8k/49')
    await page.keyboard.press('j')
    await page.getByText('51–100 of 120').waitFor()
    await page.keyboard.press('k')
    await page.getByText('1–50 of 120').waitFor()
    await page.getByRole('heading', { level: 3, name: 'gsm8k/49' }).waitFor()
    const controls = page.locator('a, select, input, summary, button:not([tabindex]), .window, .sign')
    expect(await controls.evaluateAll((all) => all.every((one) => one.tabIndex >= 0))).toBe(true)
    expect(await page.locator('select, input').evaluateAll((all) => all.every((one) => one.closest('label')))).toBe(
      true,
    )
  })

  it('shows tests and traceback of a program, and what a judge said where the rating fell', async () => {
    const { page } = await open(await mixed(), {}, '#humaneval/0?models=base,sft')
    await page.getByText('AssertionError: f(2)').waitFor()
    expect(await page.locator('figure.code figcaption').first().textContent()).toBe('python')
    await page.getByText('Tests of this sample').click()
    expect(await page.getByText('assert f(2) == 3').isVisible()).toBe(true)
    await page.evaluate("location.hash = '#mt-bench/81?models=base,sft'")
    await page.getByText('Because of 3.').waitFor()
    expect(
      await page.locator('details.judge').evaluateAll((all) => all.map((one) => one.hasAttribute('open'))),
    ).toEqual([false, true])
    expect(await page.locator('details.judge summary').last().textContent()).toBe('j: 3 (baseline 8)')
  })

  it('does not open protected questions by itself, though they lost most', async () => {
    const { page } = await open(await mixed())
    expect(await page.locator('.matrix tbody .name').first().textContent()).toBe('gpqa-diamond')
    await page.locator('.samples tbody button').first().waitFor()
    expect(await page.getByRole('combobox', { name: 'Benchmark' }).inputValue()).not.toBe('gpqa-diamond')
    await page.getByRole('combobox', { name: 'Benchmark' }).selectOption('gpqa-diamond')
    await page.getByText('(a reply of 12 characters').waitFor()
    expect(await page.content()).not.toContain('hidden words')
  })

  it('opens nothing where everything is protected, until somebody asks', async () => {
    const run = await finishedRun('sft', [record('gpqa-diamond/0', 1, { turns: [turn({})] })], {
      ...{ benchmark: { name: 'gpqa-diamond', version: 1 }, protected: {} },
    })
    const { page } = await open(await pageOf({ runs: [run], comparisons: [] }))
    await page.getByText('These questions are protected and not opened by default.').waitFor()
    expect(await page.locator('article').count()).toBe(0)
    await page.getByRole('button', { name: 'Open gpqa-diamond' }).click()
    await page.locator('article').waitFor()
  })

  it('shows a run that has no samples', async () => {
    const { page, trouble } = await open(await pageOf({ runs: [await finishedRun('sft', [])], comparisons: [] }))
    await page.getByText('No sample matches').waitFor()
    expect(await count(page)).toBe('No sample matches')
    expect(trouble).toEqual([])
  })

  it('says which replies it has no room for', async () => {
    const results = await resultsOf(
      await finishedRun('base', records('1111')),
      await finishedRun('sft', records('1111')),
    )
    const { page } = await open(await pageOf(results, 0))
    await page.getByText('The replies of 4 unchanged samples are left out').waitFor()
    await page.getByText('The reply is left out to keep this file small').first().waitFor()
  })

  it('is dark where the reader likes it dark, and fits a narrow screen', async () => {
    const html = await ordinary()
    const light = await open(html, { colorScheme: 'light' })
    const dark = await open(html, { colorScheme: 'dark', viewport: { width: 390, height: 844 } })
    const paper = ({ page }: typeof light) => page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect([await paper(light), await paper(dark)]).toEqual(['rgb(252, 252, 251)', 'rgb(20, 22, 25)'])
    const overflow = await dark.page.evaluate('document.documentElement.scrollWidth - innerWidth')
    expect(overflow).toBeLessThanOrEqual(0)
    await screenshot(dark.page, 'report-dark-narrow')
  })

  it('runs nothing that a model says', async () => {
    const evil = (at: number, value: number) => {
      const text = HOSTILE[at] ?? ''
      const hostile = { prompt: text, completion: { text, reasoning: text, finishReason: 'stop' as const } }
      const { ratings } = ratedRecord('', value, text)
      const whole = record(`gsm8k/${at}${text}`, value, { answer: text, turns: [hostile] })
      return { ...whole, group: text, target: text, ...(ratings && { ratings }) }
    }
    const base = await finishedRun(
      'base',
      HOSTILE.map((_, at) => evil(at, 1)),
    )
    const sft = await finishedRun(
      `sft${HOSTILE.join('')}`,
      HOSTILE.map((_, at) => evil(at, 0)),
    )
    const { page, trouble } = await open(await pageOf(await gatedResultsOf({}, base, sft)))
    for (let at = 0; at < HOSTILE.length; at++) {
      await page.locator('.samples tbody button').nth(at).click()
      const name = await page.locator('.samples tbody button').nth(at).textContent()
      const shown = clean(HOSTILE[Number(name?.[6])] ?? 'missing')
      expect(clean(name)).toContain(shown)
      await page.locator('article details.judge').first().waitFor()
      for (const raw of [true, false]) {
        await page.getByRole('button', { name: 'Raw text' }).click()
        const texts = clean(await page.locator('article section').first().innerText())
        if (raw) expect(texts).toContain(shown)
      }
      await page.getByRole('button', { name: 'Word diff' }).click()
      await page.getByRole('button', { name: 'Word diff' }).click()
      await page.locator('details.judge summary').first().click()
    }
    await page.getByRole('combobox', { name: 'Category' }).selectOption({ index: 1 })
    expect(await page.evaluate('"hacked" in window')).toBe(false)
    expect(
      await page
        .locator('iframe, img, base, object, embed, article a:not(h3 a), [onerror], [onload], [onfocus]')
        .count(),
    ).toBe(0)
    expect(await page.locator('script:not([type])').count()).toBe(1)
    expect(trouble).toEqual([])
  })

  it('says so in a browser that cannot read the file', async () => {
    const { page } = await open(await ordinary(), {}, '', 'delete globalThis.DecompressionStream')
    await page.getByText('The samples cannot be read: this browser is too old').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(true)
  })

  it('would run no script that found its way in', async () => {
    const { page, trouble } = await open(await ordinary())
    await page.evaluate(`{
      const script = document.createElement('script')
      script.textContent = 'window.hacked = 1'
      document.body.append(script)
      const box = document.createElement('div')
      box.innerHTML = '<img src="http://127.0.0.1:9/x.png" onerror="window.hacked = 2">'
      document.body.append(box)
    }`)
    await page.waitForTimeout(300)
    expect(await page.evaluate('"hacked" in window')).toBe(false)
    expect(trouble.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThan(0)
  })
})
