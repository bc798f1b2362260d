/** Loads the config file, and validates it with file and line in errors. */

import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../../results/errors.ts'
import type { WrittenFile } from '../../results/schema/yaml-file.ts'
import { MOST_WRITTEN, readingProblem, readText } from '../../results/store/regular-file.ts'
import type { Config } from './config-schema.ts'
import { findConfigFile } from './config-search.ts'
import { refuseSecretFields } from './secret-fields.ts'

/** @throws UsageError for a named file that is missing, and for unknown or invalid fields, with their line */
export async function loadConfig(path: string | undefined, from: string): Promise<Config> {
  return (await openConfig(path, from)).config
}

export interface OpenConfig {
  readonly config: Config
  /** Absent without a config file. */
  readonly file?: ConfigFile
}

export interface ConfigFile extends WrittenFile {
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string
  /** Files beside it that look like a config file, and are not read. */
  readonly unread: readonly string[]
}

/** As a manifest names it: by its path from the working folder. */
export const configFacts = ({ path, sha256 }: Pick<ConfigFile, 'path' | 'sha256'>) => ({
  file: relative('', path),
  sha256,
})

/**
 * Loads the config and the file it was read from. Without a name, it is searched from the working folder upwards.
 *
 * @throws UsageError as `loadConfig` does, and for programs found on the way that are not to be trusted
 */
export async function openConfig(path: string | undefined, from: string): Promise<OpenConfig> {
  const found = path === undefined ? await findConfigFile(from) : { path, unread: [] }
  if (found === undefined) return { config: {} }
  const text = await readWritten(found.path, path === undefined ? '' : '--config ')
  const [{ checkFields, parseYaml }, { configFor }] = await Promise.all([
    import('../../results/schema/yaml-file.ts'),
    import('./config-schema.ts'),
  ])
  const written = found.path.endsWith('.ts')
    ? { path: found.path, value: await importDefault(found.path), placeOf: () => '' }
    : parseYaml(found.path, text)
  checkFields(written, configFor(await ownNames(written)))
  if (path === undefined) {
    const { refuseForeignPrograms } = await import('./config-programs.ts')
    await refuseForeignPrograms(found.path, written.value as Config)
  }
  refuseSecrets(written.path, written.value as Config)
  const file = { ...written, sha256: createHash('sha256').update(text).digest('hex'), unread: found.unread }
  return { config: withPathsFrom(dirname(found.path), file.value as Config), file }
}

/** In what becomes part of every request, and of every manifest. */
function refuseSecrets(path: string, { generation, models = {} }: Config): void {
  refuseSecretFields(generation?.extraBody, `${path}: generation.extraBody`)
  for (const [name, model] of Object.entries(models)) {
    if (typeof model === 'object')
      refuseSecretFields(model.generation?.extraBody, `${path}: models.${name}.generation.extraBody`)
  }
}

/** Names of the user's own benchmarks, for which a gate may have rules. */
async function ownNames({ path, value }: WrittenFile): Promise<string[]> {
  const { benchmarks = [], gate } = (value ?? {}) as Config
  if (gate?.benchmarks === undefined) return []
  const { declarationsIn, nameIn } = await import('../../benchmarks/own/load.ts')
  const named = Array.isArray(benchmarks) ? benchmarks : []
  const files = named.flatMap((one) => (typeof one === 'string' ? join(dirname(path), one) : []))
  const inline = named.flatMap((one) => (typeof one === 'string' ? [] : (one?.name ?? [])))
  const here = [...(await declarationsIn(dirname(path))), ...(await declarationsIn('.'))]
  return [...inline, ...(await Promise.all([...files, ...here].map(nameIn)))]
}

/** Resolves folders relative to the config file. */
function withPathsFrom(folder: string, config: Config): Config {
  const { dataDir, runsDir, models } = config
  return {
    ...config,
    ...(models !== undefined && { models: withCheckpointsFrom(folder, models) }),
    ...(dataDir !== undefined && { dataDir: resolve(folder, dataDir) }),
    ...(runsDir !== undefined && { runsDir: resolve(folder, runsDir) }),
  }
}

/** Resolves checkpoints and their bases, except names at the hub. */
function withCheckpointsFrom(folder: string, models: NonNullable<Config['models']>): NonNullable<Config['models']> {
  const found = (path: string) => (existsSync(resolve(folder, path)) ? resolve(folder, path) : path)
  return Object.fromEntries(
    Object.entries(models).map(([name, entry]) => {
      if (typeof entry === 'string' || entry.checkpoint === undefined) return [name, entry]
      const { checkpoint, base } = entry
      return [name, { ...entry, checkpoint: found(checkpoint), ...(base !== undefined && { base: found(base) }) }]
    }),
  )
}

async function readWritten(path: string, flag: string): Promise<string> {
  return readText(path, MOST_WRITTEN).catch((error: unknown) => {
    throw new UsageError(`${flag}${path}: ${readingProblem(error)}`, { cause: error })
  })
}

async function importDefault(path: string): Promise<unknown> {
  const module = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new UsageError(`${path}: cannot be loaded: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  })
  if (module.default === undefined) throw new UsageError(`${path}: has no default export`)
  return module.default
}
