import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { curvesAmong } from '../../../../../harness/reporting/curve-runs.ts'
import { curveSection } from '../../../../../results/report/forms/html/curves.ts'
import { freshPage, hasBrowser, screenshot } from '../../../../helpers/browser.ts'
import { right, stepRun } from '../../../../helpers/checkpoints.ts'
import { TOO_FAINT } from '../../../../helpers/legibility.ts'
import { pageOf } from '../../../../helpers/page.ts'
import { resultsOf } from '../../../../helpers/results.ts'
import { temporaryFolder } from '../../../../helpers/temporary.ts'

/** A base model, and two trainings of four steps each, the first of which overfits. */
async function trainings() {
  const base = await stepRun(undefined, right(60, 200), { label: 'base' })
  const steps = []
  for (const [series, counts] of Object.entries({ 'lr-1e-4': [80, 130, 128, 90], 'lr-1e-5': [70, 90, 110, 120] })) {
    for (const [at, count] of counts.entries()) {
      steps.push(await stepRun(250 * (at + 1), right(count, 200), { series, label: `${series}-${at}` }))
    }
  }
  const results = await resultsOf(base, ...steps)
  return { ...results, curves: (await curvesAmong([base, ...steps], [base])).curves }
}

describe('the curves of an HTML report', () => {
  it('are drawn side by side, with a table that has every number, and links to what changed', async () => {
    const html = curveSection(await trainings())
    expect(html.match(/<article>/g)).toHaveLength(2)
    expect(
      html.match(/<svg role="img" aria-label="gsm8k · lr-1e-[45] · protocol chat: score over 4 steps, from \d/g),
    ).toHaveLength(2)
    expect(html).toMatch(/<title>step 250: 40\.0% \(95%: [\d.]+ to [\d.]+\), \+10\.0 pp to base<\/title>/)
    expect(html).toMatch(/<g class="point best"><title>step 500/)
    expect(html).toMatch(/<g class="point below"><title>step 1,000/)
    expect(html).toContain('href="#gsm8k?models=lr-1e-4-0,lr-1e-4-1&amp;show=gained">50</a>')
    expect(html).toMatch(/Possible overfitting: the last step 1,000/)
    expect(html).not.toMatch(/ style=/) // the policy of the page forbids it
  })

  it('are not there where no series has two steps', async () => {
    const runs = [await stepRun(undefined, '11', { label: 'base' }), await stepRun(100, '11')]
    expect(await curvesAmong(runs, [])).toEqual({ curves: [], notes: [] })
    expect(curveSection({ runs, curves: [] })).toBe('')
  })

  it('are left out where their steps must not be compared, and the report goes on', async () => {
    const other = { items: { count: 2, hash: 'ff' } }
    const runs = [await stepRun(100, '11', { items: { count: 2, hash: '00' } }), await stepRun(200, '11', other)]
    expect(await curvesAmong(runs, [])).toEqual({
      curves: [],
      notes: [expect.stringMatching('no curve of gsm8k: step 100 and step 200 did not measure the same: items')],
    })
  })

  it('obey nothing that a label or a series says', async () => {
    const evil = '<img src=x onerror=alert(1)>'
    const runs = [
      await stepRun(100, '10', { series: evil, label: evil }),
      await stepRun(200, '11', { series: evil, label: evil }),
    ]
    const html = curveSection({ runs, curves: (await curvesAmong(runs, [])).curves })
    expect(html).not.toContain('<img')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  describe.skipIf(!hasBrowser)('in a browser', { timeout: 120_000 }, () => {
    it.each([
      [390, 'light'],
      [1440, 'dark'],
    ] as const)('fit %i pixels, %s, and can be read', async (width, colorScheme) => {
      const file = join(await temporaryFolder(), 'report.html')
      await writeFile(file, await pageOf(await trainings()))
      const page = await freshPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce' })
      const trouble: string[] = []
      page.on('console', (message) => trouble.push(message.text()))
      await page.goto(pathToFileURL(file).href)
      await page.locator('section.curves').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect(await page.evaluate(TOO_FAINT)).toEqual([])
      const [first, second] = await page
        .locator('.curves article')
        .evaluateAll((all) =>
          all.map((one) =>
            (one as unknown as { getBoundingClientRect(): { x: number; y: number } }).getBoundingClientRect(),
          ),
        )
      // Side by side where there is room, below each other where there is none.
      expect(first?.y === second?.y).toBe(width > 1000)
      await screenshot(page, `curves-${width}-${colorScheme}`)
      await page.locator('.curves table a').first().click()
      expect(page.url()).toMatch(/#gsm8k\?models=lr-1e-4-0,lr-1e-4-1&show=gained$/)
      await page.emulateMedia({ media: 'print' })
      expect(await page.locator('.curves').isVisible()).toBe(true)
      expect(trouble).toEqual([])
    })
  })
})
