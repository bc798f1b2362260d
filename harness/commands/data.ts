/** `evalkit data`: fetches, verifies and lists the data files of benchmarks. */

import type { Benchmark } from '../../benchmarks/benchmark.ts'
import { type FileStatus, filesOf, findStatus, pullFile, verifyStatus } from '../../benchmarks/data/data-files.ts'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { BENCHMARKS } from '../../benchmarks/index.ts'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { asInvoked } from '../lib/invocation.ts'
import { print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findBenchmarks, listOwnBenchmarks } from '../options/own-benchmarks.ts'
import { findLocations } from '../options/settings.ts'
import { type ListedFile, listedFacts, listedText } from '../reporting/data-text.ts'
import type { command } from './declarations/data.ts'
import { ACTIONS } from './declarations/data.ts'

const WORK: Readonly<Record<string, (file: FileStatus['declared'], data: DataOptions) => Promise<FileStatus>>> = {
  pull: pullFile,
  verify: verifyStatus,
  list: findStatus,
}

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const { action = '', benchmark: names = [] } = args
  const act = Object.hasOwn(WORK, action) ? WORK[action] : undefined
  if (act === undefined) {
    throw new UsageError(`data ${action}: unknown action`, {
      hint: `${nearest(action, ACTIONS)}Actions: ${ACTIONS.join(', ')}.`,
    })
  }
  const locations = await findLocations({ ...args, 'runs-dir': undefined })
  const { data } = locations
  const benchmarks =
    names.length === 0
      ? [...BENCHMARKS, ...(await listOwnBenchmarks(locations))]
      : (await findBenchmarks(names, undefined, locations)).map((one) => one.benchmark)
  const files: ListedFile[] = []
  for (const { file, owners } of declaredFiles(benchmarks)) {
    files.push({ ...(await act(file, data)), benchmarks: owners })
  }
  const folder = data.dataDir ?? data.cacheDir
  print(
    args.json
      ? jsonText({ schemaVersion: SCHEMA_VERSION, folder, files: files.map(listedFacts) }, 2)
      : asInvoked(drawn({ files, folder }, ({ files, folder }) => listedText(files, folder))),
  )
  return files.some((file) => isBroken(file, action, names.length > 0)) ? EXIT.usage : EXIT.ok
}

/** Several benchmarks may share a file; it is handled once. */
function declaredFiles(benchmarks: readonly Benchmark[]) {
  const files = new Map<string, { file: FileStatus['declared']; owners: string[] }>()
  for (const benchmark of benchmarks) {
    for (const file of filesOf(benchmark)) {
      const known = files.get(file.file)
      if (known === undefined) files.set(file.file, { file, owners: [benchmark.name] })
      else known.owners.push(benchmark.name)
    }
  }
  return [...files.values()]
}

/** Whether a missing file counts as a failure: one without an address does only if its benchmark was named. */
function isBroken({ state, failure, declared }: FileStatus, action: string, isNamed: boolean): boolean {
  if (failure !== undefined) return true
  return action === 'pull' && state === 'missing' && (declared.url !== undefined || isNamed)
}
