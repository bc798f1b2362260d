/**
 * Makes `dist/package`, the folder that is packed and published: `npm run build && npm pack ./dist/package`.
 *
 * Most dependencies are bundled, since one file opens faster than the hundreds that some packages consist of, and an
 * installation then brings nothing along. Code splitting keeps what only some commands need in files of their own.
 */

import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { buildPage } from '../harness/reporting/report-page.ts'
import manifest from '../package.json' with { type: 'json' }
import { sbomOf } from './sbom.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const PACKAGE = join(ROOT, 'dist/package')

/** Left outside the bundle: what holds native code, or files that it finds beside itself. */
const EXTERNAL = {
  dependencies: ['pyodide'],
  // Where its prebuilt code does not fit, everything but running programs still works.
  optionalDependencies: ['isolated-vm'],
  // What the user brings: the tracing of one's own process has to be the same copy.
  peerDependencies: ['node-llama-cpp', '@opentelemetry/api'],
}

/** Copied as they are: what the package runs with, and not the pool of training examples. */
const FILES = [
  'LICENSE',
  'README.md',
  'CHANGELOG.md',
  'bin/evalkit.js',
  'benchmarks/alignbench/judge-template.txt',
  'benchmarks/wordproblems/tiny-base.gguf',
  'benchmarks/wordproblems/tiny-sft-direct.gguf',
  'benchmarks/wordproblems/tiny-sft-think.gguf',
  'benchmarks/wordproblems/wordproblems-test.jsonl',
  'harness/training/summary-template.txt',
  'harness/training/paper.config.yaml',
  'harness/training/walk-through.md',
]

/** Parts of the pages of reports, which are bundled apart. */
const PAGE_PACKAGES = ['preact', 'marked', 'diff']

/** What packages written for CommonJS take for granted, and an ES module does not have. */
const COMMONJS = {
  banner: {
    js: `import { createRequire as createRequireOfBundle } from 'node:module'
const require = createRequireOfBundle(import.meta.url)`,
  },
  define: { __filename: 'import.meta.filename', __dirname: 'import.meta.dirname' },
}

process.chdir(ROOT)
await rm(PACKAGE, { recursive: true, force: true })
await mkdir(PACKAGE, { recursive: true })
const { metafile } = await build({
  // Worker and guard are processes of their own, found beside the code that starts them, and so are the files that a worker reads.
  entryPoints: {
    cli: 'harness/cli.ts',
    index: 'harness/library/index.ts',
    'start-worker': 'sandboxes/isolate/start-worker.js',
    'serve-guard': 'harness/models/serve/guard.ts',
  },
  outdir: join(PACKAGE, 'dist'),
  // Flat, because benchmarks/bundled.ts counts on it.
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // The page of HTML reports is built below, and not by the package itself.
  external: [...Object.values(EXTERNAL).flat(), 'esbuild'],
  ...COMMONJS,
  // Errors carry the names of their classes into reports.
  keepNames: true,
  metafile: true,
  logLevel: 'warning',
})
for (const file of FILES) await cp(file, join(PACKAGE, file))
// It imports nothing, and declares types and functions alone.
await cp('harness/library/api.ts', join(PACKAGE, 'dist/index.d.ts'))
await buildReportPage()
for (const folder of ['isolate', 'native', 'python']) {
  await cp(`sandboxes/${folder}/inside`, join(PACKAGE, 'dist/inside'), { recursive: true })
}
await writeFile(join(PACKAGE, 'package.json'), `${JSON.stringify(publishedManifest(), null, 2)}\n`)
const bundled = bundledFolders(metafile)
await writeFile(join(PACKAGE, 'THIRD-PARTY-LICENSES'), await thirdPartyLicences(bundled))
await writeFile(join(PACKAGE, 'sbom.cdx.json'), `${JSON.stringify(await billOfMaterials(bundled), null, 2)}\n`)

async function buildReportPage(): Promise<void> {
  const folder = join(PACKAGE, 'dist/report-page')
  await mkdir(folder)
  const { script, viewScript, style } = await buildPage()
  await writeFile(join(folder, 'script.js'), script)
  await writeFile(join(folder, 'view.js'), viewScript)
  await writeFile(join(folder, 'style.css'), style)
}

/** What a user's npm has to know: nothing of the checkout's own Node, its tools or its tests. */
function publishedManifest() {
  const { name, version, description, license, type, bin, engines, peerDependencies, peerDependenciesMeta } = manifest
  return {
    name,
    version,
    description,
    license,
    type,
    bin,
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    engines,
    dependencies: exactVersions(EXTERNAL.dependencies),
    optionalDependencies: exactVersions(EXTERNAL.optionalDependencies),
    peerDependencies,
    peerDependenciesMeta,
  }
}

function exactVersions(names: readonly string[]): Record<string, string> {
  const versions: Record<string, string> = manifest.dependencies
  return Object.fromEntries(
    names.map((name) => {
      const version = versions[name]
      if (version === undefined) throw new Error(`${name} is no dependency in package.json`)
      return [name, version]
    }),
  )
}

/** Of each package that went into the bundle, in order. */
function bundledFolders(bundle: Metafile): string[] {
  const folders = new Set(PAGE_PACKAGES.map((name) => `node_modules/${name}`))
  for (const { inputs } of Object.values(bundle.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder)
    }
  }
  return [...folders].sort()
}

/** What the package is made of, for tools that look for vulnerable versions. @throws when something is not installed */
function billOfMaterials(folders: readonly string[]): Promise<object> {
  const { name, version, license } = manifest
  const { dependencies: required, optionalDependencies: optional } = EXTERNAL
  return sbomOf({ name, version, license, bundled: folders, required, optional })
}

/** The licence of each package that went into the bundle, in full. @throws when one has none to show */
async function thirdPartyLicences(folders: readonly string[]): Promise<string> {
  const notices = await Promise.all(folders.map(licenceOf))
  const names = [...new Set(notices)].map((notice) => `  ${notice.split('\n')[2]}`)
  return `The files in dist/ contain code of these packages:\n\n${names.join('\n')}\n${[...new Set(notices)].join('')}`
}

async function licenceOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  if (license === undefined && texts.length === 0) throw new Error(`${folder} does not say its licence`)
  const rule = '-'.repeat(80)
  return `\n${rule}\n${name} ${version} (${license})\n${rule}\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`
}
