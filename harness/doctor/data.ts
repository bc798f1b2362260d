/** Checks the data files of each benchmark: verified, damaged or missing. */
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import { type FileStatus, filesOf, verifyStatus } from '../../benchmarks/data/data-files.ts'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { BENCHMARKS } from '../../benchmarks/index.ts'
import { plural } from '../../results/words/format.ts'
import { type Check, inTime, PATIENCE_MS } from './check.ts'

export const checkData = (data: DataOptions): Promise<Check[]> =>
  Promise.all(BENCHMARKS.map((benchmark) => checkBenchmark(benchmark, data)))

async function checkBenchmark(benchmark: Benchmark, data: DataOptions): Promise<Check> {
  const { name } = benchmark
  const about = { area: 'data', name } as const
  const statuses = await inTime(Promise.all(filesOf(benchmark).map((file) => verifyStatus(file, data))))
  if (statuses === undefined) {
    const found = `not read within ${PATIENCE_MS / 1000} s`
    return { ...about, status: 'warning', found, remedy: `Verify it with: evalkit data verify ${name}` }
  }
  const damaged = statuses.find(({ state }) => state === 'damaged')
  if (damaged !== undefined) {
    const remedy = damaged.failure?.hint ?? `Replace it with: evalkit data pull ${name}`
    return { ...about, status: 'problem', found: damaged.failure?.message ?? 'damaged', remedy }
  }
  const missing = statuses.filter(({ state }) => state === 'missing')
  if (missing.length === 0) return { ...about, status: 'ok', found: `${plural(statuses.length, 'file')} verified` }
  return { ...about, ...missingFiles(benchmark, missing, statuses.length, data) }
}

function missingFiles({ name }: Benchmark, missing: readonly FileStatus[], total: number, data: DataOptions) {
  const byHand = missing.some(({ declared }) => declared.url === undefined)
  const found = `${missing.length} of ${plural(total, 'file')} missing`
  if (byHand) return { status: 'info', found, remedy: `How to get it: evalkit data list ${name}` } as const
  const remedy = `Fetch it with: evalkit data pull ${name}`
  return data.dataDir === undefined
    ? ({ status: 'info', found: `${found}, fetched when needed`, remedy } as const)
    : ({ status: 'warning', found: `${found} in the mirror`, remedy } as const)
}
