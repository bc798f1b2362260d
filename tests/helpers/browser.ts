import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { afterFile } from './after-file.ts'

const CHROMIUM = '/usr/bin/chromium'

/** Debian's browser; the tests that need it are skipped where it is not there. */
export const hasBrowser = existsSync(CHROMIUM)

const QUIET = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

let browser: Promise<Browser> | undefined

/** A page of its own, with nothing kept from another; all pages of a test file share one browser. */
export async function freshPage(options: BrowserContextOptions = {}): Promise<Page> {
  browser ??= launch()
  const context = await (await browser).newContext(options)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(90_000) // a busy machine draws a page in half a minute
  return page
}

function launch(): Promise<Browser> {
  afterFile(async () => {
    const launched = browser
    browser = undefined
    await (await launched)?.close()
  })
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET, timeout: 90_000 })
}

/** Keeps a picture where CI collects them; nothing without EVALKIT_SCREENSHOTS. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.EVALKIT_SCREENSHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
