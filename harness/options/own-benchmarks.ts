/** Benchmarks of the user's own: named by file, below `benchmarks:` in the config, or in the working folder. */

import { dirname, join, resolve } from 'node:path'
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import { BENCHMARKS, benchmarkNamed } from '../../benchmarks/index.ts'
import {
  benchmarkIn,
  declarationsIn,
  isDeclaration,
  isProgram,
  loadBenchmarkFile,
  stemOf,
} from '../../benchmarks/own/load.ts'
import { BENCHMARK_NAMES, type SelectedBenchmark, selectBenchmarks } from '../../benchmarks/suites.ts'
import { EvalkitError, UsageError } from '../../results/errors.ts'
import type { Locations } from './settings.ts'
import { reasonNotToRun } from './trusted-program.ts'

type Places = Pick<Locations, 'configFile'>

/**
 * Finds benchmarks and suites by name, and benchmarks of the user's own by file too.
 *
 * @param declared benchmarks that a script has defined; each is among the words by its name
 * @throws UsageError for a name that is not known, and whatever a declaration lacks
 */
export async function findBenchmarks(
  words: readonly string[],
  protocol: string | undefined,
  places: Places,
  defined: readonly Benchmark[] = [],
): Promise<SelectedBenchmark[]> {
  const own = new Map<string, Benchmark>()
  const names: string[] = []
  for (const benchmark of defined) addOwn(own, benchmark)
  for (const word of words) {
    const found = defined.find(({ name }) => name === word) ?? (await findOwn(word, places))
    names.push(found?.name ?? word)
    if (found !== undefined) addOwn(own, found)
  }
  return selectBenchmarks(names, protocol, [...own.values()])
}

/**
 * The benchmark of that name or file.
 *
 * @param source the file that declared it when it was run, if it was the user's own
 * @throws UsageError as `findBenchmarks`
 */
export async function findBenchmark(word: string, places: Places, source?: string): Promise<Benchmark> {
  const found =
    (await findOwn(word, places)) ??
    (source !== undefined && isDeclaration(source) ? await loadBenchmarkFile(source) : undefined)
  if (found === undefined) return benchmarkNamed(word)
  refuseTaken(found)
  return found
}

/** Those of the config and of the working folder. A declaration with an error is left out: it is an error where it is named. */
export async function listOwnBenchmarks(places: Places): Promise<readonly Benchmark[]> {
  const own = new Map<string, Benchmark>()
  for (const load of await candidates(places)) {
    const found = await load.load().catch((error) => {
      if (error instanceof EvalkitError) return undefined
      throw error
    })
    if (found !== undefined && !BENCHMARK_NAMES.includes(found.name) && !own.has(found.name)) own.set(found.name, found)
  }
  return [...own.values()]
}

async function findOwn(word: string, places: Places): Promise<Benchmark | undefined> {
  if (isDeclaration(word)) return loadBenchmarkFile(word)
  if (BENCHMARK_NAMES.includes(word)) return undefined
  const all = await candidates(places)
  const likely = all.filter(({ name }) => name === word)
  for (const { load } of likely) return load()
  for (const { load } of all) {
    const found = await load().catch(() => undefined)
    if (found?.name === word) return found
  }
  return undefined
}

interface Candidate {
  /** Of the declaration or its file. */
  readonly name: string | undefined
  load(): Promise<Benchmark>
}

async function candidates({ configFile }: Places): Promise<Candidate[]> {
  const entries = entriesOf(configFile?.value)
  const folder = configFile === undefined ? '.' : dirname(configFile.path)
  const configured = entries.map((entry, at): Candidate => {
    if (typeof entry === 'string') return inFile(join(folder, entry))
    const load = () => benchmarkIn(configFile as NonNullable<typeof configFile>, ['benchmarks', String(at)])
    return { name: entry.name, load }
  })
  const known = new Set(entries.flatMap((entry) => (typeof entry === 'string' ? resolve(folder, entry) : [])))
  const here = (await declarationsIn('.')).filter((path) => !known.has(resolve(path)))
  return [...configured, ...here.map(found)]
}

const inFile = (path: string): Candidate => ({ name: stemOf(path), load: () => loadBenchmarkFile(path) })

/** Found in the working folder: nobody has named it, so a program of another user is not run. */
function found(path: string): Candidate {
  if (!isProgram(path)) return inFile(path)
  return {
    name: stemOf(path),
    async load() {
      const reason = await reasonNotToRun(path)
      if (reason === undefined) return loadBenchmarkFile(path)
      throw new UsageError(`${path}: a program that evalkit does not run by itself, because ${reason}`, {
        hint: `If you trust it, name it: evalkit run ${path}`,
      })
    },
  }
}

const entriesOf = (config: unknown) =>
  (config as { readonly benchmarks?: readonly (string | { readonly name?: string })[] } | undefined)?.benchmarks ?? []

/** @throws UsageError for a name that is taken */
function addOwn(own: Map<string, Benchmark>, found: Benchmark): void {
  const { name, source } = found
  const taken = own.get(name)
  if (taken !== undefined && taken !== found && (source === undefined || taken.source !== source)) {
    throw new UsageError(`${sourceOf(found)}: its name ${name} is that of ${sourceOf(taken)} as well`, {
      hint: 'Rename one of them.',
    })
  }
  refuseTaken(found)
  own.set(name, found)
}

/** A benchmark that a script has defined is in no file. */
const sourceOf = ({ source }: Benchmark) => source ?? 'defineBenchmark'

function refuseTaken(benchmark: Benchmark): void {
  const { name } = benchmark
  if (BENCHMARK_NAMES.includes(name)) {
    const kind = BENCHMARKS.some((known) => known.name === name) ? 'benchmark' : 'suite'
    throw new UsageError(`${sourceOf(benchmark)}: ${name} is the name of a ${kind} that comes with evalkit`, {
      hint: 'Choose another name.',
    })
  }
}
