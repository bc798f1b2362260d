/** How an HTML report looks in a real browser: on any screen, light and dark, with many and long names, and on paper. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { freshPage, hasBrowser, screenshot } from '../../../../helpers/browser.ts'
import { TOO_FAINT } from '../../../../helpers/legibility.ts'
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

describe.skipIf(!hasBrowser)('the look of an HTML report', { timeout: 120_000 }, () => {
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
