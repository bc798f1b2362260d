/**
 * `npm run bench`: how fast evalkit starts, and how much it adds to the model's own time.
 *
 * Every figure is a median over rounds; what is compared is measured in turn, in the same minutes, since machines drift.
 */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plainTable } from '../results/report/forms/terminal.ts'
import { measure as measureIn, median, type Usage } from './bench/measure.ts'
import { sideBySide, suite } from './bench/scheduling.ts'
import { startServer } from './bench/start-server.ts'
import { writeSyntheticRun } from './bench/synthetic-run.ts'

const ROUNDS = 5
/** Of those that take long. */
const FEW_ROUNDS = 3
const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = await mkdtemp(join(tmpdir(), 'evalkit-bench-'))

/** Runs a Node program to its end and says what it used. */
const measure = (args: readonly string[], env: Record<string, string> = {}) => measureIn(scratch, args, env)

const medians = (usages: readonly Usage[]): Usage => ({
  wallMs: median(usages.map(({ wallMs }) => wallMs)),
  cpuMs: median(usages.map(({ cpuMs }) => cpuMs)),
  rssMiB: Math.max(...usages.map(({ rssMiB }) => rssMiB)),
})

/** The two in turn, after one round of each that does not count. */
async function inTurn(first: () => Promise<Usage>, second: () => Promise<Usage>): Promise<[Usage, Usage]> {
  const rounds: [Usage, Usage][] = []
  for (let round = 0; round <= ROUNDS; round++) rounds.push([await first(), await second()])
  rounds.shift()
  return [medians(rounds.map(([usage]) => usage)), medians(rounds.map(([, usage]) => usage))]
}

const EVALKIT = join(root, 'bin/evalkit.js')
const rows: string[][] = []
const row = (what: string, reached: string, reach: string) => rows.push([what, reached, reach])

async function startUp(): Promise<void> {
  const [help, nothing] = await inTurn(
    () => measure([EVALKIT, '--help']),
    () => measure(['--eval', '0']),
  )
  row('evalkit --help, CPU', `${help.cpuMs.toFixed(0)} ms (node -e 0: ${nothing.cpuMs.toFixed(0)})`, '≤ 100 ms')
}

/** The real GSM8K where it lies beside the checkout or EVALKIT_DATA_DIR names it; else as many word problems. */
function task(): { args: string[]; trials: number; env: Record<string, string> } {
  const dataDir = process.env.EVALKIT_DATA_DIR ?? join(root, '../shared/datasets')
  if (!existsSync(join(dataDir, 'gsm8k/test.jsonl')))
    return { args: ['wordproblems', '--repeats', '7'], trials: 1400, env: {} }
  return { args: ['gsm8k'], trials: 1319, env: { EVALKIT_DATA_DIR: dataDir } }
}

async function pipeline(latencyMs: number, concurrency: number, repeats: number): Promise<[Usage, Usage, number]> {
  const { url, process: server } = await startServer(latencyMs)
  const { args, trials, env } = task()
  const more = repeats > 1 ? ['--repeats', String(repeats)] : []
  try {
    const [run, bare] = await inTurn(
      () =>
        measure(
          [
            EVALKIT,
            'run',
            ...args,
            ...more,
            '--model',
            `vllm/bench@${url}/v1`,
            '--max-connections',
            String(concurrency),
          ],
          env,
        ),
      () => measure([join(root, 'tools/bench/bare-loop.js'), url, String(trials * repeats), String(concurrency)]),
    )
    return [run, bare, trials * repeats]
  } finally {
    server.kill()
  }
}

/** How much of the ideal time a run takes that keeps the server busy to its last place. */
async function useOfServer(latencyMs: number, concurrency: number, repeats: number): Promise<number> {
  const { url, process: server } = await startServer(latencyMs)
  const runsDir = join(scratch, `use-${concurrency}`)
  const trials = 200 * repeats
  try {
    const uses: number[] = []
    for (let round = 0; round < FEW_ROUNDS; round++) {
      const model = `vllm/bench@${url}/v1`
      const flags = ['--repeats', String(repeats), '--max-connections', String(concurrency), '--runs-dir', runsDir]
      await measure([EVALKIT, 'run', 'wordproblems', '--model', model, ...flags])
      const [run] = (await readdir(runsDir)).sort().slice(-1)
      const { wallMs } = JSON.parse(readFileSync(join(runsDir, run ?? '', 'summary.json'), 'utf8'))
      uses.push((Math.ceil(trials / concurrency) * latencyMs) / wallMs)
    }
    return median(uses)
  } finally {
    server.kill()
  }
}

/** Memory over a run of so many trials, against a server without latency. */
async function longRun(trials: number): Promise<Usage> {
  const { url, process: server } = await startServer(0)
  try {
    const flags = ['--repeats', String(trials / 200), '--max-connections', '64', '--runs-dir', join(scratch, 'long')]
    return await measure([EVALKIT, 'run', 'wordproblems', '--model', `vllm/bench@${url}/v1`, ...flags])
  } finally {
    server.kill()
    await rm(join(scratch, 'long'), { recursive: true, force: true })
  }
}

async function comparison(samples: number): Promise<Usage> {
  const { url, process: server } = await startServer(0)
  const runsDir = join(scratch, 'template')
  await measure([EVALKIT, 'run', 'wordproblems', '--model', `vllm/bench@${url}/v1`, '--runs-dir', runsDir])
  server.kill()
  const template = join(runsDir, (await readdir(runsDir))[0] ?? '')
  const root = join(scratch, `synthetic-${samples}`)
  const base = await writeSyntheticRun(template, root, { label: 'base', samples, accuracy: 0.8 })
  const sft = await writeSyntheticRun(template, root, { label: 'sft', samples, accuracy: 0.82 })
  const usages: Usage[] = []
  for (let round = 0; round < FEW_ROUNDS; round++) usages.push(await measure([EVALKIT, 'compare', base, sft]))
  await rm(root, { recursive: true })
  return medians(usages)
}

/** `npm run bench -- --long` adds a run of a million trials, which takes some ten minutes. `--scheduling` measures several runs alone. */
const LONG_TRIALS = process.argv.includes('--long') ? 1_000_000 : 100_000

async function singleRuns(): Promise<void> {
  await startUp()
  const [run, bare, trials] = await pipeline(200, 128, 1)
  row(
    `${trials} samples, 200 ms, 128 at once, wall`,
    `${(run.wallMs / 1000).toFixed(2)} s = ${(run.wallMs / bare.wallMs).toFixed(2)} × bare loop (${(bare.wallMs / 1000).toFixed(2)} s)`,
    '≤ 1.3 × bare loop',
  )
  row('  peak memory', `${run.rssMiB.toFixed(0)} MiB`, '≤ 150 MiB')
  const [fast, bareFast, many] = await pipeline(0, 64, task().args.length > 1 ? 1 : 4)
  row(
    `${many} trials, no latency, CPU a trial`,
    `${(fast.cpuMs / many).toFixed(2)} ms (bare loop: ${(bareFast.cpuMs / many).toFixed(2)})`,
    '≤ 0.6 ms',
  )
  for (const [latencyMs, concurrency, repeats, reach] of [
    [200, 32, 5, 0.95],
    [200, 128, 20, 0.9],
    [2000, 512, 20, 0.92],
  ] as const) {
    const use = await useOfServer(latencyMs, concurrency, repeats)
    row(`use of the server at ${concurrency} (${latencyMs} ms)`, use.toFixed(3), `≥ ${reach}`)
  }
  const long = await longRun(LONG_TRIALS)
  row(`${LONG_TRIALS} trials, peak memory`, `${long.rssMiB.toFixed(0)} MiB`, '≤ 250 MiB')
  for (const [samples, reach] of [
    [1319, '≤ 1 s'],
    [100_000, '≤ 10 s, ≤ 300 MiB'],
  ] as const) {
    const { cpuMs, rssMiB } = await comparison(samples)
    row(`compare of 2 × ${samples}, CPU`, `${(cpuMs / 1000).toFixed(2)} s, ${rssMiB.toFixed(0)} MiB`, reach)
  }
}

async function scheduling(): Promise<void> {
  const dataDir = process.env.EVALKIT_DATA_DIR ?? join(root, '../shared/datasets')
  const run = (args: readonly string[]) => measure([EVALKIT, 'run', ...args], { EVALKIT_DATA_DIR: dataDir })
  const bench = { run, scratch, rounds: FEW_ROUNDS, row }
  await sideBySide(bench)
  if (existsSync(join(dataDir, 'mmlu'))) await suite(bench)
}

try {
  if (!process.argv.includes('--scheduling')) await singleRuns()
  await scheduling()
  console.log(plainTable(['what', 'reached', 'to reach'], rows))
  console.log(
    `\nmedians of ${ROUNDS} rounds, of ${FEW_ROUNDS} for the use of the server and compare; Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim()}`,
  )
} finally {
  await rm(scratch, { recursive: true, force: true })
}
