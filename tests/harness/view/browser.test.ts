/** The pages of `evalkit view` in a real browser: Debian's Chromium. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { buildPage } from '../../../harness/reporting/report-page.ts'
import { startView } from '../../../harness/view/server.ts'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { freshPage, hasBrowser, screenshot } from '../../helpers/browser.ts'
import { record, records, turn } from '../../helpers/records.ts'
import { beginRun, writeRun } from '../../helpers/run-folder.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const assets = hasBrowser ? await buildPage() : { script: '', viewScript: '', style: '' }

async function open(runsDir: string, path = '') {
  const view = await startView({ runsDir, port: 0, showProtected: false, assets })
  onTestFinished(() => view.close())
  const page = await freshPage({ reducedMotion: 'reduce' })
  const trouble: string[] = []
  page.on('pageerror', ({ message }) => trouble.push(message))
  page.on('console', (message) => trouble.push(message.text()))
  page.on('request', (request) => {
    if (!request.url().startsWith(view.url)) trouble.push(`request ${request.url()}`)
  })
  await page.goto(view.url + path)
  return { page, trouble, view }
}

const said = (at: number, value: number, text = `It is ${value}.`) =>
  record(`gsm8k/${at}`, value, { span: [6, 7], turns: [turn({ text })] })

const on = (startedAt: string, changes: Partial<RunManifest> = {}) => ({
  startedAt: `${startedAt}T00:00:00.000Z`,
  ...changes,
})

describe.skipIf(!hasBrowser)('evalkit view in a browser', { timeout: 120_000 }, () => {
  it('lists runs with filters, and compares what is picked with the chosen baseline', async () => {
    const root = await temporaryFolder()
    const rows = (values: string) => [...values].map((value, at) => said(at, Number(value)))
    await writeRun(root, 'base', rows('1'.repeat(60)), on('2026-11-20'))
    await writeRun(root, 'sft', rows('0'.repeat(30) + '1'.repeat(30)), on('2026-11-21'))
    await writeRun(root, 'other', records('1'), on('2026-11-22', { benchmark: { name: 'humaneval', version: 1 } }))
    const { page, trouble } = await open(root)
    await page.getByText('3 runs').waitFor()
    await page.getByRole('combobox', { name: 'Benchmark' }).selectOption('gsm8k')
    await page.getByText('2 of 3 runs').waitFor()
    await page.getByRole('searchbox', { name: 'Text' }).fill('BASE')
    await page.getByText('1 of 3 runs').waitFor()
    await page.getByRole('searchbox', { name: 'Text' }).fill('')
    await page.getByRole('checkbox', { name: /_sft$/ }).check()
    await page.getByRole('checkbox', { name: /_base$/ }).check()
    await page.getByRole('combobox', { name: 'with baseline' }).selectOption('base')
    await screenshot(page, 'view-runs')
    await page.getByRole('link', { name: 'Compare 2 runs' }).click()
    await page.getByRole('heading', { level: 1, name: /sft is worse than base/ }).waitFor()
    await page.locator('article mark').first().waitFor()
    expect(await page.locator('article mark').allTextContents()).toEqual(['1', '0'])
    await page.getByRole('combobox', { name: 'Show' }).selectOption('lost')
    await page.getByText('1–30 of 30').waitFor()
    await page.keyboard.press('j')
    await page.getByRole('heading', { level: 3, name: 'gsm8k/1', exact: true }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 3, name: 'gsm8k/1', exact: true }).waitFor()
    await page.getByRole('link', { name: '← All runs' }).click()
    await page.getByRole('link', { name: 'gsm8k' }).first().click()
    await page.getByRole('img', { name: /Scores of 2 runs/ }).waitFor()
    expect(trouble).toEqual([])
  })

  it('shows runs under way as they go, new runs as they begin, and samples as they finish', async () => {
    const root = await temporaryFolder()
    const run = await beginRun(root, 'sft', 4)
    await run.add(said(0, 1))
    const { page, trouble, view } = await open(root)
    await page.getByText('1 of 4, 100.0% so far').waitFor()
    await run.add(said(1, 0))
    await page.getByText(/2 of 4, .*50\.0% so far/).waitFor()
    await writeRun(root, 'later', records('1'), on('2026-11-30'))
    await page.getByText('2 runs').waitFor()
    await page.goto(`${view.url}compare?run=${run.name}`)
    await page.getByText('1–2 of 2').waitFor()
    await run.add(said(2, 0))
    await page.getByText('1–3 of 3').waitFor()
    expect(await page.locator('.live').textContent()).toContain('sft on gsm8k: 3 of 4')
    expect(trouble).toEqual([])
  })

  it('stays at the page of samples that is looked at when new ones come', async () => {
    const root = await temporaryFolder()
    const run = await beginRun(root, 'sft', 200)
    for (let at = 0; at < 110; at++) await run.add(said(at, at % 2))
    const { page, view } = await open(root)
    await page.goto(`${view.url}compare?run=${run.name}#gsm8k/55`)
    await page.getByText('51–100 of 110').waitFor()
    await run.add(said(110, 0))
    await page.getByText('51–100 of 111').waitFor()
    await page.getByRole('heading', { level: 3, name: 'gsm8k/55', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Next', exact: true }).click()
    await page.getByText('101–111 of 111').waitFor()
    await page.getByRole('combobox', { name: 'Show' }).selectOption('wrong')
    await page.getByText('1–50 of 56').waitFor()
    await run.add(said(111, 1))
    await run.add(said(112, 0))
    await page.getByText('1–50 of 57').waitFor()
  })

  it('draws a hundred of a thousand runs at first, and more when asked', async () => {
    const root = await temporaryFolder()
    for (let at = 0; at < 130; at++) await writeRun(root, `m${at}`, records('1'), on('2026-11-20'))
    const { page } = await open(root)
    await page.getByText('130 runs').waitFor()
    expect(await page.locator('.runs tbody tr').count()).toBe(100)
    await page.getByRole('button', { name: 'Show more' }).click()
    expect(await page.locator('.runs tbody tr').count()).toBe(130)
  })

  it('says so when the server has ended', async () => {
    const root = await temporaryFolder()
    const run = await writeRun(root, 'sft', records('10'))
    const { page, view } = await open(root, `compare?run=${run}`)
    await page.getByText('1–2 of 2').waitFor()
    await view.close()
    await page.getByRole('combobox', { name: 'Show' }).selectOption('wrong')
    await page.getByText('evalkit view has ended; start it again').waitFor()
  })

  it('says what to do where there is no run', async () => {
    const { page } = await open(await temporaryFolder())
    await page.getByText('There is no run here yet.').waitFor()
  })

  it('runs nothing that a run says of itself', async () => {
    const root = await temporaryFolder()
    const evil = '<img src=x onerror="window.hacked = 1">'
    const changes = on('2026-11-20', { benchmark: { name: evil, version: 1 } })
    const name = await writeRun(
      root,
      evil,
      [{ ...record(`${evil}/0`, 1, { turns: [turn({ text: evil })] }), group: evil }],
      changes,
    )
    const { page, trouble, view } = await open(root)
    await page.getByText('1 runs').waitFor()
    for (const path of [`compare?run=${encodeURIComponent(name)}`, `history?benchmark=${encodeURIComponent(evil)}`]) {
      await page.goto(view.url + path)
      await page.waitForTimeout(300)
      expect(await page.evaluate('"hacked" in window')).toBe(false)
      expect(await page.locator('img, [onerror]').count()).toBe(0)
    }
    expect(trouble).toEqual([])
  })
})
