/** The same runs give the same bytes: under other locales, time zones and terminals, and on every Node that is here. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit, LAUNCHER } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const FILES = ['r.md', 'r.html', 'r.xml', 'r.json', 'r.csv', 'r.txt']

interface Runs {
  readonly cwd: string
  /** Folders of a baseline and a candidate, with one answer to each question; then with two. */
  readonly pairs: readonly (readonly string[])[]
}

async function finishedRuns(): Promise<Runs> {
  const cwd = await temporaryFolder()
  const pairs = []
  for (const repeats of [1, 2]) {
    const names = ['base', 'sft'].map((name) => `${name}-${repeats}`)
    for (const [at, name] of names.entries()) await writeFile(join(cwd, `${name}.jsonl`), answers(repeats, 3 + at))
    const models = names.flatMap((name) => ['--model', `replay/${name}.jsonl`])
    const args = ['run', 'wordproblems', ...models, '--repeats', String(repeats)]
    const { code, stderr } = await evalkit(args, { cwd })
    if (code !== 0) throw new Error(stderr)
    pairs.push(
      names.map((name) => readdirSync(join(cwd, 'evalkit-runs')).find((run) => run.includes(`_${name}_`)) ?? ''),
    )
  }
  return { cwd, pairs }
}

/** Every `step`th is wrong, and others in the second repeat. */
const answers = (repeats: number, step: number) =>
  Array.from({ length: repeats }, (_, at) => at + 1)
    .flatMap((repeat) =>
      replies((index) => (index * repeat) % step === 1)
        .split('\n')
        .map((line) => ({ ...JSON.parse(line), repeat })),
    )
    .map((line) => JSON.stringify(line))
    .join('\n')

/** Every Node on the PATH that evalkit runs on, each once. */
function nodes(): string[] {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
    .filter((path) => existsSync(path))
    .map((path) => realpathSync(path))
  const all = [...new Set([realpathSync(process.execPath), ...found])]
  return all.filter(
    (path) => Number(/^v(\d+)/.exec(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout)?.[1]) >= 24,
  )
}

const PLACES: readonly (readonly [flags: readonly string[], env: NodeJS.ProcessEnv])[] = [
  [[], { TZ: 'UTC', LC_ALL: 'C' }],
  [[], { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', COLUMNS: '40', FORCE_COLOR: '3' }],
  // Without the compilers that turn arithmetic into machine code of its own.
  [['--no-opt', '--no-sparkplug'], { TZ: 'Pacific/Apia', LC_ALL: 'ar_EG.UTF-8', LANGUAGE: 'ar', CI: 'true' }],
]

function drawnBy(node: string, flags: readonly string[], env: NodeJS.ProcessEnv, cwd: string, runs: readonly string[]) {
  const args = ['report', ...runs.map((name) => `evalkit-runs/${name}`), ...FILES.flatMap((file) => ['-o', file])]
  const options = { cwd, env: { PATH: process.env.PATH, HOME: cwd, ...env }, encoding: 'utf8' } as const
  const { status, stderr } = spawnSync(node, [...flags, LAUNCHER, ...args], options)
  if (status !== 0) throw new Error(stderr)
  return FILES.map((file) => readFileSync(join(cwd, file), 'utf8'))
}

it('reports are the same bytes wherever they are drawn', { timeout: 240_000 }, async () => {
  const { cwd: home, pairs } = await finishedRuns()
  const first = new Map<readonly string[], string[]>()
  for (const node of nodes()) {
    for (const [flags, env] of PLACES) {
      const cwd = await temporaryFolder()
      cpSync(join(home, 'evalkit-runs'), join(cwd, 'evalkit-runs'), { recursive: true })
      for (const runs of pairs) {
        const drawn = drawnBy(node, flags, env, cwd, runs)
        first.set(runs, first.get(runs) ?? drawn)
        expect(drawn).toEqual(first.get(runs))
      }
    }
  }
  expect(new Set([...first.values()].flat()).size).toBe(2 * FILES.length)
})
