/** The HTML report in a real browser: Debian's Chromium. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { freshPage, hasBrowser, screenshot } from '../../../../helpers/browser.ts'
import { pageOf } from '../../../../helpers/page.ts'
import { ratedRecord } from '../../../../helpers/rated.ts'
import { finishedRun, record, turn, unscoredRecord } from '../../../../helpers/records.ts'
import { gatedResultsOf } from '../../../../helpers/results.ts'
import { temporaryFolder } from '../../../../helpers/temporary.ts'

async function open(html: string, options?: BrowserContextOptions) {
  const file = join(await temporaryFolder(), 'report.html')
  await writeFile(file, html)
  const page = await freshPage(options)
  const trouble: string[] = []
  page.on('pageerror', ({ message }) => trouble.push(message))
  page.on('console', (message) => trouble.push(message.text()))
  page.on('dialog', (dialog) => {
    trouble.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) trouble.push(`request ${request.url()}`)
  })
  await page.goto(pathToFileURL(file).href)
  return { page, trouble }
}

const answered = (at: number, value: number, text = `It is ${value}.`) =>
  record(`gsm8k/${at}`, value, { span: [6, 7], turns: [turn({ text, usage: { outputTokens: 5 } })] })

/** 120 samples: 20 lost, 10 gained, one unscored. */
async function ordinary() {
  const base = Array.from({ length: 120 }, (_, at) => answered(at, at < 90 ? 1 : 0))
  const sft = Array.from({ length: 120 }, (_, at) => answered(at, (at >= 20 && at < 90) || at >= 110 ? 1 : 0))
  sft[50] = unscoredRecord('gsm8k/50')
  return pageOf(
    await gatedResultsOf({ maxUnscored: 0.05 }, await finishedRun('base', base), await finishedRun('sft', sft)),
  )
}

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

describe.skipIf(!hasBrowser)('the HTML report in a browser', () => {
  it('shows what was lost, both answers side by side, and the answer marked', async () => {
    const { page, trouble } = await open(await ordinary())
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^REGRESSED sft on gsm8k/)
    expect(await page.locator('.samples tbody tr').count()).toBe(20)
    expect(await page.getByRole('heading', { level: 3, name: 'gsm8k/0' }).isVisible()).toBe(true)
    expect(await page.getByRole('region', { name: 'sft' }).locator('pre').last().textContent()).toBe('It is 0.')
    expect(await page.locator('article mark').allTextContents()).toEqual(['1', '0'])
    expect(trouble).toEqual([])
    await screenshot(page, 'report-light')
  })

  it('filters by outcome and text, and turns pages', async () => {
    const { page } = await open(await ordinary())
    const status = page.getByRole('status')
    await page.getByLabel('Outcome').selectOption('not scored')
    expect(await status.textContent()).toBe('1–1 of 1')
    expect(await page.locator('article').textContent()).toContain('not scored (model-error): the server answered 500')
    await page.getByLabel('Outcome').selectOption('')
    expect(await status.textContent()).toBe('1–50 of 120')
    await page.getByRole('button', { name: 'Next' }).click()
    expect(await status.textContent()).toBe('51–100 of 120')
    await page.getByLabel('Text').fill('GSM8K/11')
    await page.getByText('1–11 of 11').waitFor()
    await page.getByLabel('Text').fill('nowhere')
    await page.getByText('No sample matches').waitFor()
    expect(await page.locator('article').count()).toBe(0)
  })

  it('is used by keyboard alone', async () => {
    const { page } = await open(await ordinary())
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the samples')
    await page.getByRole('button', { name: 'gsm8k/0', exact: true }).focus()
    await page.keyboard.press('ArrowDown')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('gsm8k/1')
    expect(await page.locator('article h3').textContent()).toBe('gsm8k/1')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Prompt')
    expect(
      await page.locator('select, input, summary, .window').evaluateAll((all) => all.every((one) => one.tabIndex >= 0)),
    ).toBe(true)
    expect(await page.locator('select, input').evaluateAll((all) => all.every((one) => one.closest('label')))).toBe(
      true,
    )
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
    const buttons = page.locator('.samples tbody button')
    for (let at = 0; at < HOSTILE.length; at++) {
      const button = buttons.nth(at)
      await button.click()
      const text = (await button.textContent())?.slice('gsm8k/0'.length)
      expect(await page.locator('article pre').allTextContents()).toContain(text)
      await page.locator('details.judge summary').first().click()
      expect(await page.locator('details.judge pre').first().textContent()).toBe(text)
    }
    expect(await page.evaluate('"hacked" in window')).toBe(false)
    expect(
      await page.locator('iframe, img, base, object, embed, article a, [onerror], [onload], [onfocus]').count(),
    ).toBe(0)
    expect(await page.locator('script').count()).toBe(2)
    expect(trouble).toEqual([])
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
