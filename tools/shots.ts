/**
 * `npm run shots`: takes the pictures in docs/images from a real run of the demo: the terminal table as SVG, the HTML report
 * as PNG. The report needs Debian's chromium.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { main } from '../harness/cli.ts'
import { terminalPicture } from './shots/terminal-picture.ts'

const CHROMIUM = '/usr/bin/chromium'
const IMAGES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/images')
/** Down to the first changed sample. */
const REPORT_SIZE = { width: 1000, height: 1380 }

// The pictures show paths as somebody sees them who works in a project of their own.
const project = await mkdtemp(join(tmpdir(), 'evalkit-shots-'))
process.chdir(project)
try {
  await printedBy(['demo'])
  const runs = (await readdir('evalkit-runs')).sort().map((name) => `evalkit-runs/${name}`)
  const table = await printedBy(['compare', ...runs])
  await writeFile(join(IMAGES, 'compare.svg'), terminalPicture('evalkit compare evalkit-runs/*', table))
  console.log(join(IMAGES, 'compare.svg'))

  const [baseline, candidate] = ['sft-direct', 'sft-think'].map((label) =>
    runs.find((run) => run.includes(`_${label}_`)),
  )
  if (baseline === undefined || candidate === undefined) throw new Error(`the demo left other runs: ${runs.join(', ')}`)
  await printedBy(['report', candidate, '--baseline', baseline, '-o', 'report.html'])
  if (existsSync(CHROMIUM)) await photograph(join(project, 'report.html'), join(IMAGES, 'report.png'))
  else console.error(`${CHROMIUM}: not found, so docs/images/report.png stays as it is; apt-get install chromium`)
} finally {
  process.chdir(dirname(project))
  await rm(project, { recursive: true, force: true })
}

/** Runs a command in this process as on a terminal of 100 columns. @returns what it prints, with its colours */
async function printedBy(args: string[]): Promise<string> {
  const { stdout } = process
  const { write, isTTY, columns } = stdout
  let printed = ''
  Object.assign(stdout, { isTTY: true, columns: 100 })
  stdout.write = ((text: string) => {
    printed += text
    return true
  }) as typeof stdout.write
  try {
    const code = await main(args)
    if (code !== 0) throw new Error(`evalkit ${args.join(' ')}: exit code ${code}`)
  } finally {
    Object.assign(stdout, { write, isTTY, columns })
  }
  return printed
}

async function photograph(page: string, picture: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const tab = await browser.newPage({ viewport: REPORT_SIZE, colorScheme: 'light' })
    await tab.goto(pathToFileURL(page).href)
    await tab.screenshot({ path: picture })
  } finally {
    await browser.close()
  }
  console.log(picture)
}
