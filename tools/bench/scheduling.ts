/**
 * How well the servers of a command are used: `npm run bench -- --scheduling` measures this alone.
 *
 * Times are chosen so long that the machine has little to do; what is compared is measured in turn.
 */
import { join } from 'node:path'
import { median, type Usage } from './measure.ts'
import { type BenchServer, startServer, useOf } from './start-server.ts'

export interface Bench {
  /** Runs `evalkit run` to its end. */
  readonly run: (args: readonly string[]) => Promise<Usage>
  readonly scratch: string
  readonly rounds: number
  readonly row: (what: string, reached: string, reach: string) => void
}

const SAMPLES = 400
const CONNECTIONS = 16
const LATENCY_MS = 600
const FASTER_MS = 400

const modelFlags = (labels: readonly string[], { url }: BenchServer) =>
  labels.flatMap((label) => ['--model', `${label}=vllm/${label}@${url}/v1`])

/** Several models on several servers, against what their servers need at least. */
export async function sideBySide({ run, scratch, rounds, row }: Bench): Promise<void> {
  const slow = [await startServer(LATENCY_MS), await startServer(LATENCY_MS), await startServer(LATENCY_MS)] as const
  const fast = await startServer(FASTER_MS)
  const flags = ['wordproblems', '--repeats', String(SAMPLES / 200), '--max-connections', String(CONNECTIONS)]
  const wall = async (models: readonly string[]) =>
    (await run([...flags, ...models, '--runs-dir', join(scratch, 'side-by-side')])).wallMs
  const two: number[] = []
  const six: number[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const alone = await wall(modelFlags(['a'], slow[0]))
      two.push((await wall([...modelFlags(['a'], slow[0]), ...modelFlags(['b'], fast)])) / alone)
      const ideal = alone + Math.ceil(SAMPLES / CONNECTIONS) * LATENCY_MS
      const labels = [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ] as const
      six.push((await wall(slow.flatMap((server, at) => modelFlags(labels[at] ?? [], server)))) / ideal)
    }
  } finally {
    for (const server of [...slow, fast]) server.process.kill()
  }
  row('2 models on 2 servers, wall', `${median(two).toFixed(2)} × the slower alone`, '≤ 1.1 ×')
  row('6 models on 3 servers, wall', `${median(six).toFixed(2)} × the ideal`, '≤ 1.1 ×')
}

const SUITE = ['math-500', 'gsm8k', 'gpqa-diamond', 'wordproblems', 'mmlu']
const AT_ONCE = 64
const MEDIAN_MS = 1000
const P99_MS = 12_000

/** Five benchmarks on one server whose replies differ in length, without an earlier run and with one whose replies were as long. */
export async function suite({ run, scratch, row }: Bench): Promise<void> {
  const server = await startServer(MEDIAN_MS, P99_MS)
  const flags = [
    ...SUITE,
    '--limit',
    '1319',
    '--max-connections',
    String(AT_ONCE),
    '--runs-dir',
    join(scratch, 'suite'),
  ]
  const used = async (label: string) => {
    await run([...flags, ...modelFlags([label], server)])
    return (await useOf(server, AT_ONCE)).toFixed(3)
  }
  try {
    row('5 benchmarks, lognormal replies, 64 at once: use of the server', await used('base'), '≥ 0.93')
    row('  longest first, by an earlier run', await used('sft'), '≥ 0.97')
  } finally {
    server.process.kill()
  }
}
