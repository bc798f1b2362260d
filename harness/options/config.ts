/** Loads the config file: searched from the working folder upwards, and validated with file and line in errors. */
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../../results/errors.ts'
import type { WrittenFile } from '../../results/schema/yaml-file.ts'
import type { Config } from './config-schema.ts'

const NAMES = ['evalkit.config.yaml', 'evalkit.config.yml', 'evalkit.config.json', 'evalkit.config.ts']

/** @throws UsageError for a named file that is missing, and for unknown or invalid fields, with their line */
export async function loadConfig(path: string | undefined, from: string): Promise<Config> {
  return (await openConfig(path, from)).config
}

export interface OpenConfig {
  readonly config: Config
  /** Absent without a config file. */
  readonly file?: WrittenFile
}

/**
 * Loads the config and the file it was read from.
 *
 * @throws UsageError as `loadConfig` does
 */
export async function openConfig(path: string | undefined, from: string): Promise<OpenConfig> {
  const found = path === undefined ? await findUpwards(from) : { path, text: await readNamed(path) }
  if (found === undefined) return { config: {} }
  const [{ checkFields, parseYaml }, { configFor }] = await Promise.all([
    import('../../results/schema/yaml-file.ts'),
    import('./config-schema.ts'),
  ])
  const file = found.path.endsWith('.ts')
    ? { path: found.path, value: await importDefault(found.path), placeOf: () => '' }
    : parseYaml(found.path, found.text)
  checkFields(file, configFor(await ownNames(file)))
  return { config: withPathsFrom(dirname(found.path), file.value as Config), file }
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
  const { dataDir, runsDir } = config
  return {
    ...config,
    ...(dataDir !== undefined && { dataDir: resolve(folder, dataDir) }),
    ...(runsDir !== undefined && { runsDir: resolve(folder, runsDir) }),
  }
}

/** Names of config files in formats that evalkit does not read. */
const UNREAD = /^evalkit\.config\.([cm]?js|[cm]ts|json5|jsonc|toml|ini)$|^\.evalkitrc/

/** @throws UsageError for a folder with two config files, or with one that would be ignored */
async function findUpwards(folder: string): Promise<{ path: string; text: string } | undefined> {
  const there = await readdir(folder).catch((): string[] => [])
  const [name, another] = NAMES.filter((known) => there.includes(known))
  if (name !== undefined && another !== undefined) {
    throw new UsageError(`${folder} contains both ${name} and ${another}, but only one config file is read`, {
      hint: `Keep one of them, or name it: --config ${name}.`,
    })
  }
  if (name !== undefined) return { path: join(folder, name), text: await readNamed(join(folder, name)) }
  const unread = there.find((file) => UNREAD.test(file))
  if (unread !== undefined) {
    throw new UsageError(`${join(folder, unread)}: not a supported config file name`, {
      hint: `Write it as YAML, JSON or TypeScript: ${NAMES.join(', ')}.`,
    })
  }
  const parent = dirname(folder)
  return parent === folder ? undefined : findUpwards(parent)
}

async function readNamed(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--config ${path}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`, {
      cause: error,
    })
  })
}

async function importDefault(path: string): Promise<unknown> {
  const module = await import(pathToFileURL(path).href)
  if (module.default === undefined) throw new UsageError(`${path}: has no default export`)
  return module.default
}
