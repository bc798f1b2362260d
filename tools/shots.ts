/**
 * `npm run shots`: takes the pictures in docs/images: the terminal table as SVG and the HTML report as PNG from a real run of
 * the demo, and a report and `evalkit view` from a mock run of five benchmarks × three models. PNGs need Debian's chromium.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { main } from '../harness/cli.ts'
import { pageAssets } from '../harness/reporting/report-page.ts'
import { startView } from '../harness/view/server.ts'
import { writeMockRuns } from './shots/mock-runs.ts'
import { CHROMIUM, photograph } from './shots/photograph.ts'
import { terminalPicture } from './shots/terminal-picture.ts'

const IMAGES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/images')
const image = (name: string) => join(IMAGES, name)

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

  const mock = await writeMockRuns('mock-runs')
  await printedBy(['report', ...mock.toSorted(), '--runs-dir', 'mock-runs', '-o', 'mock.html'])
  if (existsSync(CHROMIUM)) await photographAll()
  else console.error(`${CHROMIUM}: not found, so the PNGs in docs/images stay as they are; apt-get install chromium`)
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

/** The report of the demo down to its first sample; of the mock run the first screen, one sample, and the list of its runs. */
async function photographAll(): Promise<void> {
  const page = (file: string) => pathToFileURL(join(project, file)).href
  const view = await startView({ runsDir: 'mock-runs', port: 0, showProtected: false, assets: await pageAssets() })
  try {
    await photograph([
      {
        file: image('report.png'),
        url: page('report.html'),
        size: { width: 1000, height: 900 },
        until: 'article mark',
      },
      { file: image('matrix.png'), url: page('mock.html'), size: { width: 1280, height: 860 }, until: 'article' },
      {
        ...{ file: image('sample.png'), url: `${page('mock.html')}#gsm8k/29?models=base,sft-direct,sft-think` },
        ...{ size: { width: 1280, height: 560 }, until: 'article mark', from: '#detail' },
      },
      { file: image('view.png'), url: view.url, size: { width: 1280, height: 560 }, until: '.runs tbody tr' },
    ])
  } finally {
    await view.close()
  }
}
