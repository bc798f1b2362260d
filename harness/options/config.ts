/** Loads the config file: searched from the working folder upwards, and validated with file and line in errors. */
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ErrorObject } from 'ajv'
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import type { Config } from './config-schema.ts'

const NAMES = ['evalkit.config.yaml', 'evalkit.config.yml', 'evalkit.config.json', 'evalkit.config.ts']

/** @throws UsageError for a named file that is missing, and for unknown or invalid fields, with their line */
export async function loadConfig(path: string | undefined, from: string): Promise<Config> {
  return (await openConfig(path, from)).config
}

/**
 * Loads the config and the path it was read from, which is undefined without a config file.
 *
 * @throws UsageError as `loadConfig` does
 */
export async function openConfig(path: string | undefined, from: string): Promise<{ path?: string; config: Config }> {
  const found = path === undefined ? await findUpwards(from) : { path, text: await readNamed(path) }
  if (found === undefined) return { config: {} }
  const config = found.path.endsWith('.ts')
    ? await check(await importDefault(found.path), found.path, () => '')
    : await checkText(found.path, found.text)
  return { path: found.path, config: withPathsFrom(dirname(found.path), config) }
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

/** Parses YAML, of which JSON is a subset. */
async function checkText(path: string, text: string): Promise<Config> {
  const { isMap, isPair, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [problem] = document.errors
  if (problem !== undefined) throw new UsageError(`${path}: ${problem.message.replace(/\n[\s\S]*/, '')}`)

  return check(document.toJS() ?? {}, path, (keys) => {
    const map = document.getIn(keys.slice(0, -1), true)
    const pair = isMap(map) ? map.items.find((item) => isPair(item) && String(item.key) === keys.at(-1)) : undefined
    const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range
    return range === undefined ? '' : `:${lines.linePos(range[0]).line}`
  })
}

/** @param placeOf returns `:line` of a field; empty for formats without lines */
async function check(value: unknown, path: string, placeOf: (keys: string[]) => string): Promise<Config> {
  const [{ ajv }, schemas] = await Promise.all([import('../../results/schema/ajv.ts'), import('./config-schema.ts')])
  const validate = ajv.compile(schemas.Config)
  if (validate(value)) return value as Config
  const problem = mostPrecise(validate.errors ?? [])
  const keys = problem.instancePath.split('/').slice(1)
  if (problem.keyword !== 'additionalProperties') {
    throw new UsageError(`${path}${placeOf(keys)}: ${keys.join('.') || 'the file'} ${complaint(problem)}`)
  }
  const unknown = String(problem.params.additionalProperty)
  const known = Object.keys(fieldsAt(keys, schemas))
  throw new UsageError(`${path}${placeOf([...keys, unknown])}: unknown field ${[...keys, unknown].join('.')}`, {
    hint: `${nearest(unknown, known)}Fields here: ${known.join(', ')}.`,
  })
}

/** Words a schema error; for an enum with its values. */
function complaint({ keyword, message, params }: ErrorObject): string {
  return keyword === 'enum' ? `must be one of ${params.allowedValues.join(', ')}` : `${message}`
}

/** Selects the deepest error: a union reports each failed branch, and the deepest is about the intended one. */
function mostPrecise(errors: readonly ErrorObject[]): ErrorObject {
  const depth = (error: ErrorObject) =>
    error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 0.5 : 0)
  return errors.reduce((best, error) => (depth(error) > depth(best) ? error : best))
}

/** Names of the fields at a place of the config; names given by the user match any pattern. */
function fieldsAt(keys: readonly string[], { Config }: { readonly Config: unknown }): object {
  let schema = Config as Schema
  for (const key of keys) {
    const [inner] = [schema, ...(schema.anyOf ?? [])].flatMap((branch) => {
      const found = branch.properties?.[key] ?? Object.values(branch.patternProperties ?? {})[0]
      return found === undefined ? [] : [found]
    })
    schema = inner ?? {}
  }
  return [schema, ...(schema.anyOf ?? [])].find(({ properties }) => properties !== undefined)?.properties ?? {}
}

/** The parts of a JSON Schema that lead to fields. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
}
