/**
 * The import arrows, and the one home of each kind of outside contact:
 *
 *     harness ──▶ benchmarks ──▶ scorers ──▶ sandboxes        harness may use every folder: it does the wiring
 *        └────────────┴─────────────┴───────────┴──▶ results  results uses none of them
 */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadedWith, parseSource, readSourceTree, type Source } from './helpers/source-tree.ts'

/** Which folders a folder may import from, itself included. Type-only imports are arrows too. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  harness: ['harness', 'benchmarks', 'scorers', 'sandboxes', 'results'],
  benchmarks: ['benchmarks', 'scorers', 'results'],
  scorers: ['scorers', 'sandboxes', 'results'],
  sandboxes: ['sandboxes', 'results'],
  results: ['results'],
}

/** The floors of two houses, from the ground up: a folder imports from the floors below it alone. */
const FLOORS: readonly (readonly string[])[][] = [
  [
    ['results'],
    ['results/schema'],
    ['results/statistics', 'results/store'],
    ['results/design', 'results/summary'],
    ['results/words'],
    ['results/compare'],
    ['results/baselines', 'results/curve', 'results/gate'],
    ['results/plan', 'results/report'],
  ],
  [
    ['harness/lib'],
    ['harness/checkpoints'],
    ['harness/models', 'harness/sandbox-test'],
    ['harness/options', 'harness/progress'],
    ['harness/completion', 'harness/doctor', 'harness/trial'],
    ['harness/runs'],
    ['harness/interop', 'harness/training'],
    ['harness/reporting'],
    ['harness/own', 'harness/view', 'harness/watch'],
    ['harness/commands'],
    ['harness/library'],
    ['harness'],
  ],
]

interface Contact {
  readonly name: string
  /** Modules imported by value, and globals. */
  readonly through: readonly string[]
  /** Files, or folders with a slash at the end. */
  readonly home: readonly string[]
  /** Files elsewhere that may, and why. */
  readonly exceptions?: Readonly<Record<string, string>>
}

const CONTACTS: readonly Contact[] = [
  {
    name: 'the network',
    through: [
      'node:http',
      'node:https',
      'node:http2',
      'node:net',
      'node:tls',
      'node:dgram',
      'openai',
      'fetch',
      'WebSocket',
    ],
    home: ['harness/models/', 'harness/view/'],
    exceptions: {
      'benchmarks/data/download.ts': 'fetches data sets from their official addresses',
      'harness/reporting/github/api.ts': 'comments on pull requests',
      'results/report/forms/html/page/server-source.ts': 'runs in the browser, and asks the server of evalkit view',
    },
  },
  {
    name: 'child processes',
    through: ['node:child_process', 'node:cluster', 'node:worker_threads'],
    home: ['sandboxes/', 'harness/models/serve/'],
    exceptions: { 'harness/view/open-browser.ts': 'opens the user’s browser' },
  },
  {
    name: 'the file system',
    through: ['node:fs', 'node:sqlite', 'write-file-atomic', 'process.chdir'],
    home: [
      'benchmarks/data/data-files.ts',
      'harness/models/serve/',
      'benchmarks/data/dataset.ts',
      'benchmarks/data/download.ts',
      'benchmarks/data/rows.ts',
      'benchmarks/data/tables.ts',
      'benchmarks/own/load.ts',
      'results/store/read.ts',
      'results/store/follow.ts',
      'results/store/folder.ts',
      'results/store/write.ts',
      'results/store/write-whole.ts',
      'results/store/record-log.ts',
      'results/store/partial-log.ts',
      'results/store/lock.ts',
      'results/store/make-folder.ts',
      'results/store/private-files.ts',
      'results/store/regular-file.ts',
      'results/gate/look-log.ts',
      'results/baselines/file.ts',
    ],
    exceptions: {
      'harness/checkpoints/files.ts': 'reads folders that a trainer writes to',
      'harness/interop/export/output-folder.ts': 'writes the files of other tools',
      'harness/options/config.ts': 'reads the config file',
      'harness/options/config-search.ts': 'looks for the config file',
      'harness/options/trusted-program.ts': 'sees who owns a program',
      'harness/doctor/machine.ts': 'sees whether folders are there and can be written',
      'harness/doctor/servers.ts': 'sees whether a model file is there',
      'harness/interop/read/files.ts': 'reads logs of other tools',
      'harness/interop/import/import-cache.ts': 'finds logs that were imported before, and removes old ones',
      'harness/interop/import/import-run.ts': 'sees whether a log has changed since it was imported',
      'harness/training/contamination/training-records.ts': 'reads training files',
      'harness/training/contamination/output.ts': 'writes clean training files and reports',
      'harness/training/folder.ts': 'makes the folder of a build, and clears it',
      'harness/models/openai/batch/batch-ledger.ts': 'keeps which batches a run has sent, in its folder',
      'harness/models/cache/response-cache.ts': 'keeps replies across runs',
      'harness/reporting/github/workflow.ts': 'appends to the step summary',
      'harness/lib/terminal.ts': 'sees whether standard output is a file',
      'harness/reporting/report-page.ts': 'reads what the HTML report is dressed and driven by',
      'harness/options/starter-files.ts': 'writes files for a user who begins',
      'harness/own/write-declaration.ts': 'writes a first declaration beside the data',
      'harness/reporting/trackers/tensorboard.ts': 'writes event files where TensorBoard looks for them',
      'harness/reporting/report-files.ts': 'writes reports where the user wants them',
      'sandboxes/isolate/assets.ts': 'reads the engines, and the code that runs inside them',
      'sandboxes/isolate/snapshot-file.ts': 'keeps the snapshot that Python starts from',
      'sandboxes/isolate/stack-size.ts': 'reads from /proc how large a stack may be',
      'sandboxes/isolate/isolate-sandbox.ts': 'looks whether that snapshot is there',
      'sandboxes/native/bubblewrap.ts': 'reads what runs inside, and where the system’s links lead',
      'sandboxes/python/modules.ts': 'reads what every Python interpreter is given',
      'sandboxes/workers/machine-memory.ts': 'reads from /proc and /sys what memory is free',
      'sandboxes/workers/process-use.ts': 'reads from /proc how large a worker is, and its CPU time',
    },
  },
  {
    name: 'the console and the exit code',
    through: [
      ...['log', 'error', 'warn', 'info', 'debug', 'table'].map((method) => `console.${method}`),
      ...['process.exit', 'process.exitCode', 'process.abort', 'process.stdout.write', 'process.stderr.write'],
    ],
    home: ['harness/cli.ts', 'harness/commands/', 'harness/lib/terminal.ts'],
    exceptions: {
      'sandboxes/isolate/worker.ts': 'is a program of its own, and speaks over its standard output',
      'harness/models/serve/guard.ts': 'is a program of its own, and speaks over its standard output',
    },
  },
  {
    name: 'the schema library',
    through: ['typebox'],
    home: ['results/schema/', 'harness/options/config-schema.ts', 'benchmarks/own/declaration.ts'],
  },
  {
    name: 'the JSON Schema validator',
    through: ['ajv', 'ajv/dist/2020.js'],
    home: ['results/schema/ajv.ts', 'results/schema/user-schema.ts'],
  },
  {
    name: 'imports that are computed when it runs',
    through: ['import(computed)', 'require', 'createRequire'],
    home: [],
    exceptions: {
      'harness/options/config.ts': 'loads the user’s own evalkit.config.ts',
      'benchmarks/own/load.ts': 'loads the user’s own NAME.benchmark.ts',
      'harness/models/gguf/llama-cpp.ts': 'loads node-llama-cpp from a folder of its own',
    },
  },
]

const TREE = readSourceTree(fileURLToPath(new URL('..', import.meta.url)), Object.keys(ARROWS))

describe('the sources', () => {
  it('are all read', () => expect(TREE.map(({ path }) => path)).toContain('harness/cli.ts'))

  it('import along the arrows', () => expect(forbiddenArrows(TREE)).toEqual([]))

  it('import in no circle', () => expect(circles(TREE)).toEqual([]))

  it('import in no circle of folders', () => expect(circles(foldersOf(TREE))).toEqual([]))

  it.each(FLOORS)('stand on floors, from %j up', (...floors) => expect(climbs(TREE, floors)).toEqual([]))

  it('have a floor each', () => {
    const known = FLOORS.flat(2)
    const folders = foldersOf(TREE).map(({ path }) => path)
    expect(folders.filter((path) => /^(?:results|harness)/.test(path) && !known.includes(path))).toEqual([])
  })

  it.each(CONTACTS)('touch $name only at home', (contact) => expect(strayContacts(TREE, contact)).toEqual([]))

  it('load no schema library to start a run', () => {
    expect(loadedWith(TREE, 'harness/commands/run.ts')).not.toContain('typebox')
  })

  it('need every exception that is made for them', () => {
    const needless = CONTACTS.flatMap(({ exceptions = {}, ...contact }) => {
      const strays = strayContacts(TREE, contact).map((stray) => stray.split(':')[0])
      return Object.keys(exceptions).filter((path) => !strays.includes(path))
    })
    expect(needless).toEqual([])
  })
})

describe('an invented tree', () => {
  const tree = (files: Record<string, string>) => Object.entries(files).map(([path, text]) => parseSource(path, text))

  it.each([
    ["import { run } from '../harness/runs/runner.ts'", 'harness'],
    ["import type { Trial } from '../harness/runs/runner.ts'", 'harness'],
    ["import { type Trial } from '../harness/runs/runner.ts'", 'harness'],
    ["export { run } from '../harness/runs/runner.ts'", 'harness'],
    ["export * from '../harness/runs/runner.ts'", 'harness'],
    ["type Trial = import('../harness/runs/runner.ts').Trial", 'harness'],
    ["const { run } = await import('../harness/runs/runner.ts')", 'harness'],
    ["import '../tests/helpers/model.ts'", 'tests'],
  ])('is caught when a scorer says: %s', (text, folder) => {
    expect(forbiddenArrows(tree({ 'scorers/a.ts': text }))).toEqual([
      expect.stringMatching(`^scorers/a.ts: imports ${folder}/`),
    ])
  })

  it('may say the same in a comment or a string', () => {
    const text = "// import '../harness/runs/runner.ts'\nconst usage = `import '../harness/runs/runner.ts'`"
    expect(forbiddenArrows(tree({ 'scorers/a.ts': text }))).toEqual([])
  })

  it('is caught when folders import in a circle, though no files do', () => {
    const files = {
      'results/a/1.ts': "import '../b/1.ts'",
      'results/b/1.ts': '',
      'results/b/2.ts': "import type { A } from '../a/2.ts'",
      'results/a/2.ts': '',
    }
    expect(circles(tree(files))).toEqual([])
    expect(circles(foldersOf(tree(files)))).toEqual(['results/a → results/b → results/a'])
  })

  it('is caught when a folder imports from its own floor or one above', () => {
    const files = {
      'results/a/1.ts': "import '../b/1.ts'",
      'results/b/1.ts': "import '../c/1.ts'",
      'results/c/1.ts': '',
    }
    const floors = [['results/a'], ['results/b', 'results/c']]
    expect(climbs(tree(files), floors)).toEqual(['results/a imports results/b', 'results/b imports results/c'])
  })

  it('is caught when it imports in a circle', () => {
    const files = { 'a.ts': "import './b.ts'", 'b.ts': "import type { C } from './c.ts'", 'c.ts': "import './a.ts'" }
    expect(circles(tree(files))).toEqual(['a.ts → b.ts → c.ts → a.ts'])
  })

  it('loads what it imports as values, and the rest later', () => {
    const files = {
      'a.ts': "import './b.ts'\nimport type { C } from './c.ts'\nconst d = () => import('./d.ts')",
      'b.ts': "import { Type } from 'typebox'\nexport * from './a.ts'",
    }
    expect(loadedWith(tree(files), 'a.ts')).toEqual(['a.ts', 'b.ts', 'typebox'])
  })

  it.each([
    ['the network', "import { request } from 'node:https'"],
    ['the network', "import OpenAI from 'openai/client'"],
    ['the network', "await fetch('http://localhost')"],
    ['child processes', "const { spawn } = await import('node:child_process')"],
    ['the file system', "import { readFile } from 'node:fs/promises'"],
    ['the console and the exit code', "console.log('hello')"],
    ['the console and the exit code', 'process.exitCode = 10'],
    ['the console and the exit code', "process.stdout.write('hello')"],
    ['the schema library', "import { type Static, Type } from 'typebox'"],
    ['imports that are computed when it runs', 'await import(name)'],
  ])('is caught touching %s: %s', (name, text) => {
    const contact = CONTACTS.find((candidate) => candidate.name === name) as Contact
    expect(strayContacts(tree({ 'results/a.ts': text }), contact)).toHaveLength(1)
  })

  it('may import the types of what it may not touch', () => {
    const source = tree({ 'results/a.ts': "import type { TSchema } from 'typebox'\nimport type OpenAI from 'openai'" })
    expect(CONTACTS.flatMap((contact) => strayContacts(source, contact))).toEqual([])
  })
})

function forbiddenArrows(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ relative, target }) => relative && target !== 'package.json')
      .filter(({ target }) => !ARROWS[topFolder(path)]?.includes(topFolder(target)))
      .map(({ target }) => `${path}: imports ${target}`),
  )
}

function strayContacts(sources: readonly Source[], { through, home, exceptions = {} }: Contact): string[] {
  const isAtHome = (path: string) =>
    path in exceptions || home.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place))
  return sources
    .filter(({ path }) => !isAtHome(path))
    .flatMap(({ path, imports, globals }) => {
      const values = imports.filter(({ typeOnly }) => !typeOnly).map(({ target }) => target)
      return through.filter((name) => values.includes(name) || globals.has(name)).map((name) => `${path}: uses ${name}`)
    })
}

/** Each circle once, by the file in it that is met first. */
interface Node {
  readonly path: string
  readonly imports: readonly { readonly target: string }[]
}

/** `results/report/forms/html/plot.ts` belongs to `results/report`: the second level is where concepts have their names. */
const folderOf = (path: string) => path.split('/').slice(0, -1).slice(0, 2).join('/')

function foldersOf(sources: readonly Source[]): Node[] {
  const bySource = Map.groupBy(sources, ({ path }) => folderOf(path))
  return [...bySource].map(([path, files]) => {
    const targets = files.flatMap(({ imports }) =>
      imports.filter((one) => one.relative).map(({ target }) => folderOf(target)),
    )
    return { path, imports: [...new Set(targets)].filter((target) => target !== path).map((target) => ({ target })) }
  })
}

function climbs(sources: readonly Source[], floors: readonly (readonly string[])[]): string[] {
  const floorOf = new Map(floors.flatMap((folders, floor) => folders.map((folder) => [folder, floor])))
  return foldersOf(sources).flatMap(({ path, imports }) => {
    const floor = floorOf.get(path)
    if (floor === undefined) return []
    const above = imports.filter(({ target }) => (floorOf.get(target) ?? -1) >= floor)
    return above.map(({ target }) => `${path} imports ${target}`)
  })
}

function circles(sources: readonly Node[]): string[] {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports.map(({ target }) => target)]))
  const found: string[] = []
  const done = new Set<string>()
  const walk = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    if (done.has(path) || trail.includes(path)) return
    for (const next of importsOf.get(path) ?? []) walk(next, [...trail, path])
    done.add(path)
  }
  for (const { path } of sources) walk(path, [])
  return found
}

const topFolder = (path: string) => path.split('/')[0] as string
