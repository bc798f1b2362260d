/** Pictures of pages, taken by Debian's chromium. */
import { chromium } from 'playwright-core'

export const CHROMIUM = '/usr/bin/chromium'

export interface Picture {
  readonly file: string
  readonly url: string
  readonly size: { readonly width: number; readonly height: number }
  /** What stands at the top; absent: the page's own top. */
  readonly from?: string
  /** Waits until it is there. */
  readonly until?: string
}

export async function photograph(pictures: readonly Picture[]): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    for (const { file, url, size, from, until } of pictures) {
      const tab = await browser.newPage({ viewport: size, colorScheme: 'light', reducedMotion: 'reduce' })
      await tab.goto(url)
      if (until !== undefined) await tab.locator(until).first().waitFor()
      if (from !== undefined)
        await tab
          .locator(from)
          .first()
          .evaluate((one) => one.scrollIntoView())
      await tab.screenshot({ path: file })
      await tab.close()
      console.log(file)
    }
  } finally {
    await browser.close()
  }
}
