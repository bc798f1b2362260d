/**
 * `npm run bench:sandbox [HumanEval.jsonl.gz]`: how fast programs are checked, and what a worker costs.
 *
 * Needs the real HumanEval, from EVALKIT_DATA_DIR or named. Machines drift: figures of one run belong together, others do not.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { IsolateSandbox } from '../sandboxes/isolate/isolate-sandbox.ts'
import { NativeSandbox } from '../sandboxes/native/native-sandbox.ts'
import type { Program, Sandbox } from '../sandboxes/sandbox.ts'

const WORKERS = 2
const MANY = 5000
const file = process.argv[2] ?? join(process.env.EVALKIT_DATA_DIR ?? '.', 'humaneval/HumanEval.jsonl.gz')
const cacheFolder = await mkdtemp(join(tmpdir(), 'evalkit-bench-'))

const rows = gunzipSync(await readFile(file))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const programs = rows.map(
  (row): Program => ({
    language: 'python',
    check: 'split',
    prompt: row.prompt,
    completion: row.canonical_solution,
    tests: `\n${row.test}\ncheck(${row.entry_point})`,
    entryPoint: row.entry_point,
  }),
)
/** The slowest takes as long as all the others, and says nothing about an ordinary program. */
const ordinary = programs.filter((_, index) => rows[index].task_id !== 'HumanEval/75')

const row = (what: string, reached: string, reach: string) =>
  console.log(`${what.padEnd(52)}${reached.padEnd(26)}${reach}`)

/** @returns how long it took, and how many passed */
async function check(sandbox: Sandbox, batch: readonly Program[]): Promise<{ wallMs: number; passed: number }> {
  const startedAt = performance.now()
  const results = await Promise.all(batch.map((program) => sandbox.run(program)))
  const passed = results.filter(({ outcome }) => outcome === 'passed').length
  return { wallMs: performance.now() - startedAt, passed }
}

interface Worker {
  readonly residentMiB: number
  readonly cpuMs: number
}

/** The workers of this bench, by their argument; Linux only. CPU in ticks of 10 ms: proc(5), /proc/pid/stat. */
async function workers(): Promise<Worker[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const found: Worker[] = []
  for (const pid of pids) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!command.split('\0').includes(cacheFolder)) continue
    const [, pages] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
    found.push({ residentMiB: (Number(pages) * 4096) / 2 ** 20, cpuMs: (Number(user) + Number(system)) * 10 })
  }
  return found
}

const resident = (all: readonly Worker[]) => all.map(({ residentMiB }) => residentMiB.toFixed(0)).join(', ')
const cpu = (all: readonly Worker[]) => all.reduce((sum, { cpuMs }) => sum + cpuMs, 0)

async function open<Result>(use: (sandbox: IsolateSandbox) => Promise<Result>): Promise<Result> {
  const sandbox = new IsolateSandbox({ cacheFolder, workers: WORKERS })
  try {
    return await use(sandbox)
  } finally {
    await sandbox.close()
  }
}

try {
  const first = await open((sandbox) => check(sandbox, programs.slice(0, 1)))
  row('first boot ever, to the first verdict', `${(first.wallMs / 1000).toFixed(2)} s`, '≤ 6 s')

  for (let round = 0; round < 3; round++) {
    const whole = await open((sandbox) => check(sandbox, programs))
    row(
      `${programs.length} canonical solutions, ${WORKERS} workers, boot included`,
      `${(whole.wallMs / 1000).toFixed(2)} s, ${whole.passed} pass`,
      '≤ 1.5 s on a quiet machine',
    )
  }

  const opened = performance.now()
  const native = await NativeSandbox.open(WORKERS).catch((error: Error) => error.message)
  if (typeof native === 'string') row(native, '', '')
  else {
    const { passed } = await check(native, programs)
    await native.close()
    row(
      'the same in the native engine, its start included',
      `${((performance.now() - opened) / 1000).toFixed(2)} s, ${passed} pass`,
      '',
    )
  }

  await open(async (sandbox) => {
    await check(sandbox, ordinary)
    const before = await workers()
    await check(sandbox, ordinary)
    const after = await workers()
    row('CPU per ordinary program, warm', `${((cpu(after) - cpu(before)) / ordinary.length).toFixed(1)} ms`, '≤ 20 ms')
    row('resident, each worker', `${resident(after)} MiB`, '≤ 450 MiB')
    for (let done = 0; done < MANY; done += ordinary.length) await check(sandbox, ordinary)
    row(`resident after ${MANY} more programs`, `${resident(await workers())} MiB`, 'as before')
  })
} finally {
  await rm(cacheFolder, { recursive: true, force: true })
}
