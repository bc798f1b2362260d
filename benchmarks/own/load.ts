/** Loads a benchmark of the user's own: `NAME.benchmark.yaml`, or an entry below `benchmarks:` in the config. */

import { readdir } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EvalkitError, UsageError } from '../../results/errors.ts'
import type { Keys, WrittenFile } from '../../results/schema/yaml-file.ts'
import { MOST_WRITTEN, readingProblem, readText } from '../../results/store/regular-file.ts'
import type { Benchmark } from '../benchmark.ts'
import { firstRowOf } from '../data/own-files.ts'
import type { OwnDeclaration } from './declaration.ts'
import { dataPath, ownBenchmark } from './own-benchmark.ts'
import type { Row } from './template.ts'

/** Endings of files that declare a benchmark. */
const ENDING = /\.benchmark\.(?:ya?ml|json|m?[jt]s)$/

/** Those that are a program. */
const MODULE = /\.m?[jt]s$/

/** Whether loading a declaration runs a program. */
export const isProgram = (path: string): boolean => MODULE.test(path)

/** Whether a word of the command line names such a file, rather than a benchmark. */
export const isDeclaration = (word: string): boolean => ENDING.test(word)

/** `data/tickets.benchmark.yaml` → `tickets` */
export const stemOf = (path: string): string => basename(path).replace(ENDING, '')

/**
 * @throws UsageError or DatasetError with file, line and field
 */
export async function loadBenchmarkFile(path: string): Promise<Benchmark> {
  if (isProgram(path)) return loadModule(path)
  const text = await readText(path, MOST_WRITTEN).catch((error: unknown) => {
    throw new UsageError(`${path}: ${readingProblem(error)}`, {
      cause: error,
      hint: 'Write a first one with: evalkit benchmark init DATA.jsonl',
    })
  })
  const { parseYaml } = await yamlFile()
  return benchmarkIn(parseYaml(path, text), [], stemOf(path))
}

/** Paths in a module are relative to it. @throws UsageError for one that cannot be loaded, or declares no benchmark */
async function loadModule(path: string): Promise<Benchmark> {
  const hint = "It needs: import { defineBenchmark } from 'evalkit', and export default defineBenchmark({ … })."
  const module = await import(pathToFileURL(resolve(path)).href).catch((error) => {
    if (error instanceof EvalkitError) throw error
    throw new UsageError(`${path}: cannot be loaded: ${error.message}`, { cause: error, hint })
  })
  const declared = module.default as Benchmark | undefined
  if (typeof declared?.name !== 'string' || declared.protocols === undefined) {
    throw new UsageError(`${path}: its default export is no benchmark`, { hint })
  }
  const { test } = declared.dataset
  const data = dataPath({ data: test.path ?? test.file }, { folder: dirname(path) })
  return { ...declared, source: relative('', path), dataset: { ...declared.dataset, test: { ...test, path: data } } }
}

/**
 * @param at the fields that lead to the declaration
 * @param name where the declaration has none
 * @throws UsageError with file and line of a field that is unknown, missing or wrong
 */
export async function benchmarkIn(file: WrittenFile, at: Keys, name?: string): Promise<Benchmark> {
  const { checkFields } = await yamlFile()
  // The schema library takes longer to load than a run of another benchmark takes to start.
  const { OwnDeclaration } = await import('./declaration.ts')
  checkFields(file, OwnDeclaration, at)
  const declaration = at.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown>)[key],
    file.value,
  ) as OwnDeclaration
  const source = { path: file.path, placeOf: file.placeOf, at, folder: dirname(file.path) }
  const named = declaration.name ?? name
  if (named === undefined) {
    throw new UsageError(`${file.path}${file.placeOf(at)}: ${at.join('.')} has no name`, { hint: 'Add name: NAME.' })
  }
  return ownBenchmark(declaration, named, source, async () => (await firstRowOf(dataPath(declaration, source))) as Row)
}

/** Files in a folder that declare a benchmark, in alphabetical order. A folder that cannot be read has none. */
export async function declarationsIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch((): string[] => [])
  return files
    .filter(isDeclaration)
    .sort()
    .map((file) => join(folder, file))
}

/** The name that a file gives its benchmark, for lists of names: a file that cannot be read has that of the file. */
export async function nameIn(path: string): Promise<string> {
  const { name } = (await valueIn(path)) as Declared
  return typeof name === 'string' ? name : stemOf(path)
}

/** The margin of a benchmark that the file declares, or that the config file lists; undefined where it says none, or cannot be read. */
export async function marginIn(path: string, name: string): Promise<number | undefined> {
  const { benchmarks = [], ...alone } = (await valueIn(path)) as Declared & {
    readonly benchmarks?: readonly Declared[]
  }
  const declared = isDeclaration(path) ? alone : benchmarks.find((one) => one.name === name)
  return typeof declared?.margin === 'number' && declared.margin > 0 ? declared.margin : undefined
}

interface Declared {
  readonly name?: unknown
  readonly margin?: unknown
}

const valueIn = (path: string): Promise<unknown> =>
  readText(path, MOST_WRITTEN)
    .then(async (text) => (await yamlFile()).parseYaml(path, text))
    .then(({ value }) => value ?? {})
    .catch(() => ({}))

/** Most runs need no YAML. */
const yamlFile = () => import('../../results/schema/yaml-file.ts')
