/** How an HTML report looks in a real browser: on any screen, light and dark, with many and long names, and on paper. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { freshPage, hasBrowser, screenshot } from '../../../../helpers/browser.ts'
import { pageOf } from '../../../../helpers/page.ts'
import { ratedRecord } from '../../../../helpers/rated.ts'
import { finishedRun, record, turn } from '../../../../helpers/records.ts'
import { gatedResultsOf } from '../../../../helpers/results.ts'
import { temporaryFolder } from '../../../../helpers/temporary.ts'

const LONG = 'a-model-whose-name-goes-on-and-on-with-every-setting-it-was-ever-trained-with-v2'

/** A pass, a regression, and what is open: six candidates, names of 80 characters, two benchmarks. */
async function wide() {
  const named = (name: string, at: number) => ({
    benchmark: { name, version: 1 },
    startedAt: `2026-11-2${at}T00:00:00.000Z`,
  })
  const label = (at: number) => (at === 0 ? 'base' : `${LONG.slice(0, 79)}${at}`)
  const exact = (at: number) =>
    Array.from({ length: 60 }, (_, index) =>
      record(`gsm8k/${index}`, index < 60 - 9 * at ? 1 : 0, {
        span: [6, 7],
        turns: [
          turn({
            text: `It is ${index < 60 - 9 * at ? 1 : 0}, says ${at}.`,
            usage: { outputTokens: 40 + at },
            latencyMs: 300,
          }),
        ],
        ...(index % 5 === 0 && at === 6 && { flaw: 'truncated' as const, answer: null }),
      }),
    ).map((one, index) => ({ ...one, group: index % 2 ? 'sums' : 'ages' }))
  const rated = (at: number) =>
    Array.from({ length: 60 }, (_, index) => ratedRecord(`mt-bench/${index}`, 9 - ((at + index) % 4)))
  const groups = []
  for (const [name, records] of [
    ['gsm8k', exact],
    ['mt-bench', rated],
  ] as const) {
    const runs = []
    for (let at = 0; at <= 6; at++) {
      const range: [number, number] = name === 'gsm8k' ? [0, 1] : [1, 10]
      runs.push({
        ...(await finishedRun(label(at), records(at), { ...named(name, at), range })),
        folder: `runs/${name}-${at}`,
      })
    }
    const [first, ...others] = runs
    if (first !== undefined) groups.push(await gatedResultsOf({}, first, ...others))
  }
  const [one, other] = groups
  if (one === undefined || other === undefined) throw new Error('no results')
  const gate = { ...one.gate, decisions: [...one.gate.decisions, ...other.gate.decisions] }
  return pageOf({ runs: [...one.runs, ...other.runs], comparisons: [...one.comparisons, ...other.comparisons], gate })
}

let html: Promise<string> | undefined

async function open(options: BrowserContextOptions): Promise<{ page: Page; trouble: string[] }> {
  html ??= wide()
  const file = join(await temporaryFolder(), 'report.html')
  await writeFile(file, await html)
  const page = await freshPage({ reducedMotion: 'reduce', ...options })
  const trouble: string[] = []
  page.on('console', (message) => trouble.push(message.text()))
  page.on('pageerror', ({ message }) => trouble.push(message))
  await page.goto(`${pathToFileURL(file).href}#gsm8k/59?models=base,${LONG.slice(0, 79)}1,${LONG.slice(0, 79)}6`)
  await page.locator('article mark').first().waitFor()
  return { page, trouble }
}

/** WCAG 2.2, 1.4.3: text against what lies behind it, at least 4.5 to 1, and 3 to 1 where it is large. */
const TOO_FAINT = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const rgba = (css) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = css
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1]
  const behind = (element) => {
    const layers = []
    for (let one = element; one; one = one.parentElement) layers.push(rgba(getComputedStyle(one).backgroundColor))
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1])
  }
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const faint = []
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')
    const style = getComputedStyle(element)
    const color = rgba(element instanceof SVGElement ? style.fill : style.color)
    if (!hasText || !element.checkVisibility() || color[3] === 0 || element.closest('script, [disabled], option')) continue
    const background = behind(element)
    const [light, dark] = [luminance(over(color, background)), luminance(background)].sort((a, b) => b - a)
    const size = parseFloat(style.fontSize)
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5
    const ratio = (light + 0.05) / (dark + 0.05)
    if (ratio < least) faint.push(element.tagName + '.' + element.getAttribute('class') + ' ' + ratio.toFixed(2) + ' ' + element.textContent.slice(0, 30))
  }
  return [...new Set(faint)]
})()`

describe.skipIf(!hasBrowser)('the look of an HTML report', { timeout: 60_000 }, () => {
  it.each([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
    [1920, 'light'],
    [1920, 'dark'],
  ] as const)(
    'fits %i pixels, %s, with six models of 80 characters, and every text is legible',
    async (width, colorScheme) => {
      const { page, trouble } = await open({ viewport: { width, height: 900 }, colorScheme })
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      for (const text of await page.locator('details:not([open]) > summary').all())
        if (await text.isVisible()) await text.click()
      expect(await page.evaluate(TOO_FAINT)).toEqual([])
      await page.keyboard.press('d')
      await page.locator('article ins').first().waitFor()
      expect(await page.evaluate(TOO_FAINT)).toEqual([])
      expect(trouble).toEqual([])
      await screenshot(page, `look-${width}-${colorScheme}`)
    },
  )

  it('would be caught with a text too faint', async () => {
    const { page } = await open({ colorScheme: 'light' })
    await page
      .locator('.facts')
      .first()
      .evaluate((one) => {
        Object.assign((one as unknown as { style: object }).style, { color: 'rgb(150 150 150)' })
      })
    expect(await page.evaluate(TOO_FAINT)).toEqual([expect.stringMatching(/^P\.facts 2\.\d/)])
  })

  it('has its first screen on one page of paper', async () => {
    const { page } = await open({ viewport: { width: 1032, height: 703 } })
    await page.emulateMedia({ media: 'print' })
    await screenshot(page, 'look-print')
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1)
  })
})
