import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary.ts'

const CHROMIUM = '/usr/bin/chromium'

/** Debian's browser; the tests that need it are skipped where it is not there. */
export const hasBrowser = existsSync(CHROMIUM)

const QUIET = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

/** A page of a browser of the test's own, with a profile that is thrown away. */
export async function freshPage(options: BrowserContextOptions = {}): Promise<Page> {
  const profile = await temporaryFolder()
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: QUIET,
    timeout: 55_000,
    ...options,
  })
  onTestFinished(() => context.close())
  return context.newPage()
}

/** Keeps a picture where CI collects them; nothing without EVALKIT_SCREENSHOTS. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.EVALKIT_SCREENSHOTS
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
