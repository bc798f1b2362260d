/** Resolves the settings of a command: flags, then EVALKIT_* variables, then the config file, then the protocol's defaults. */

import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { defined } from '../../results/defined.ts'
import { UsageError } from '../../results/errors.ts'
import type { Generation } from '../../results/schema/schema.ts'
import { cacheFolder } from '../lib/cache-folder.ts'
import { note } from '../lib/terminal.ts'
import { type OpenConfig, openConfig } from './config.ts'
import type { Config } from './config-schema.ts'
import { refuseSecretFields } from './secret-fields.ts'

interface LocationArguments {
  readonly 'data-dir': string | undefined
  readonly 'runs-dir': string | undefined
  readonly config: string | undefined
}

export interface Locations {
  readonly config: Config
  /** Absent without a config file. */
  readonly configFile?: NonNullable<OpenConfig['file']>
  readonly data: DataOptions
  readonly runsDir: string
}

export async function findLocations(args: LocationArguments): Promise<Locations> {
  const { config, file } = await openConfig(args.config, process.cwd())
  for (const path of file?.unread ?? []) note(`${path} is not read: the config file is ${file?.path}`)
  return { ...locationsOf(args, config), ...(file && { configFile: file }) }
}

/** With `--verbose`. */
export const noteConfigFile = ({ configFile }: Pick<Locations, 'configFile'>): void =>
  note(configFile === undefined ? 'config file: none' : `config file: ${configFile.path}`)

/** Flags win over environment variables, and those over the config file. */
export function locationsOf(args: Omit<LocationArguments, 'config'>, config: Config): Locations {
  const dataDir = args['data-dir'] ?? (process.env.EVALKIT_DATA_DIR || undefined) ?? config.dataDir
  return {
    config,
    data: {
      cacheDir: cacheFolder(),
      ...defined({ dataDir }),
      onFetch: (url) => note(`fetching ${url}`),
    },
    runsDir: args['runs-dir'] ?? (process.env.EVALKIT_RUNS_DIR || undefined) ?? config.runsDir ?? 'evalkit-runs',
  }
}

interface GenerationArguments {
  readonly temperature: number | undefined
  readonly 'top-p': number | undefined
  readonly 'max-tokens': number | undefined
  readonly seed: number | undefined
  readonly stop: string[] | undefined
  readonly system: string | undefined
  readonly 'reasoning-effort': string | undefined
  readonly 'extra-body': string | undefined
  readonly omit: string[] | undefined
}

/** The generation settings given by flags. @throws UsageError naming the flag with an invalid value */
export function generationFlags(args: GenerationArguments): Generation {
  const [temperature, topP, maxTokens, seed] = [
    number('--temperature', args.temperature, { min: 0 }),
    number('--top-p', args['top-p'], { min: 0.000001, max: 1 }),
    wholeNumber('--max-tokens', args['max-tokens'], { min: 1 }),
    wholeNumber('--seed', args.seed),
  ]
  const extraBody = args['extra-body']
  return defined({
    temperature,
    topP,
    maxTokens,
    seed,
    stop: args.stop?.length === 0 ? undefined : args.stop,
    system: args.system,
    reasoningEffort: args['reasoning-effort'],
    omit: args.omit && omissions(args.omit),
    extraBody: extraBody === undefined ? undefined : jsonObject('--extra-body', extraBody),
  })
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** @throws UsageError when the value is not a number or is out of bounds */
export function number(flag: string, value: number | undefined, { min, max }: Bounds = {}): number | undefined {
  if (value === undefined) return undefined
  if (Number.isFinite(value) && value >= (min ?? value) && value <= (max ?? value)) return value
  const bounds = [min === undefined ? [] : [`at least ${min}`], max === undefined ? [] : [`at most ${max}`]].flat()
  throw new UsageError(`${flag}: must be a number${bounds.length > 0 ? ` of ${bounds.join(' and ')}` : ''}`)
}

/** @throws UsageError when the value is not a whole number or is out of bounds */
export function wholeNumber(flag: string, value: number | undefined, bounds: Bounds = {}): number | undefined {
  const found = number(flag, value, bounds)
  if (found === undefined || Number.isInteger(found)) return found
  throw new UsageError(`${flag}: must be a whole number, found ${found}`)
}

/** @throws UsageError for a field that every request requires */
export function omissions(names: readonly string[], flag = '--omit'): string[] {
  const needed = names.find((name) => ['model', 'messages', 'prompt'].includes(name))
  if (needed === undefined) return [...new Set(names)].sort()
  throw new UsageError(`${flag} ${needed}: every request requires this field`)
}

function jsonObject(flag: string, text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text)
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      refuseSecretFields(value, flag)
      return value
    }
  } catch (error) {
    if (error instanceof UsageError) throw error
    // Otherwise it is no JSON at all.
  }
  throw new UsageError(`${flag}: not a JSON object`, {
    hint: `Quote it for the shell, as in ${flag} '{"top_k": 20}'.`,
  })
}
