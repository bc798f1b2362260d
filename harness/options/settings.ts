/** Resolves the settings of a command: flags, then EVALKIT_* variables, then the config file, then the protocol's defaults. */
import envPaths from 'env-paths'
import type { DataOptions } from '../../benchmarks/data/dataset.ts'
import { UsageError } from '../../results/errors.ts'
import type { Generation } from '../../results/schema/schema.ts'
import { note } from '../lib/terminal.ts'
import { type Flag, inGroup } from './command.ts'
import { loadConfig } from './config.ts'
import type { Config } from './config-schema.ts'
import { ENGINES } from './sandbox-engines.ts'

/** Flags of every command that reads data sets or run folders. */
export const LOCATION_FLAGS = inGroup('Output and files', {
  'data-dir': { type: 'string', value: 'DIR', describe: 'local mirror of the data sets (EVALKIT_DATA_DIR)' },
  'runs-dir': {
    type: 'string',
    value: 'DIR',
    describe: 'where run folders are (EVALKIT_RUNS_DIR; default: evalkit-runs)',
  },
  config: {
    type: 'string',
    value: 'FILE',
    describe: 'config file (default: the nearest evalkit.config.{yaml,yml,json,ts}, here or in a parent folder)',
  },
})

export const JSON_FLAG = {
  type: 'boolean',
  group: 'Output and files',
  describe: 'print one JSON document to standard output',
} as const satisfies Flag

export const SHOW_PROTECTED_FLAG = {
  type: 'boolean',
  group: 'Output and files',
  describe: 'include the text of protected benchmarks, whose authors ask not to publish it',
} as const satisfies Flag

/** Whether tests run apart from the program, where the answer is code. */
export const CHECK_FLAG = {
  choices: ['split', 'in-place'],
  group: 'Scoring',
  describe: 'for code: run tests apart from the model’s program, or in one namespace as published numbers did',
} as const satisfies Flag

/** The sandbox engine, where the answer is code. */
export const SANDBOX_FLAG = {
  choices: ENGINES,
  group: 'Scoring',
  describe: 'for code: sandbox engine, WebAssembly in an isolate or this machine’s python3 on Linux (default: isolate)',
} as const satisfies Flag

/** Flags that change how replies are sampled. */
export const GENERATION_FLAGS = inGroup('Generation', {
  temperature: { type: 'number', describe: 'sampling temperature; 0 is greedy' },
  'top-p': { type: 'number', describe: 'nucleus sampling, above 0 and up to 1' },
  'max-tokens': { type: 'number', describe: 'maximum tokens of one reply' },
  seed: { type: 'number', describe: 'send a seed derived from N, sample and repeat; the same for every model' },
  stop: { type: 'array', string: true, describe: 'stop sequence' },
  system: { type: 'string', describe: 'system message' },
  'reasoning-effort': {
    type: 'string',
    value: 'LEVEL',
    describe: 'as the server names it, such as low, medium or high',
  },
  omit: {
    type: 'array',
    string: true,
    value: 'FIELD',
    describe: 'leave out a request field that the server rejects, such as temperature',
  },
  'extra-body': { type: 'string', value: 'JSON', describe: 'JSON object merged into each request body' },
})

interface LocationArguments {
  readonly 'data-dir': string | undefined
  readonly 'runs-dir': string | undefined
  readonly config: string | undefined
}

export interface Locations {
  readonly config: Config
  readonly data: DataOptions
  readonly runsDir: string
}

export async function findLocations(args: LocationArguments): Promise<Locations> {
  return locationsOf(args, await loadConfig(args.config, process.cwd()))
}

/** Flags first, then variables of the environment, then the config. */
export function locationsOf(args: Omit<LocationArguments, 'config'>, config: Config): Locations {
  const dataDir = args['data-dir'] ?? (process.env.EVALKIT_DATA_DIR || undefined) ?? config.dataDir
  return {
    config,
    data: {
      cacheDir: envPaths('evalkit', { suffix: '' }).cache,
      ...(dataDir !== undefined && { dataDir }),
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
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(seed !== undefined && { seed }),
    ...(args.stop !== undefined && args.stop.length > 0 && { stop: args.stop }),
    ...(args.system !== undefined && { system: args.system }),
    ...(args['reasoning-effort'] !== undefined && { reasoningEffort: args['reasoning-effort'] }),
    ...(args.omit !== undefined && { omit: omissions(args.omit) }),
    ...(args['extra-body'] !== undefined && { extraBody: jsonObject('--extra-body', args['extra-body']) }),
  }
}

interface Bounds {
  readonly min?: number
  readonly max?: number
}

/** @throws UsageError when a flag's value is not a number, or out of bounds */
export function number(flag: string, value: number | undefined, { min, max }: Bounds = {}): number | undefined {
  if (value === undefined) return undefined
  if (Number.isFinite(value) && value >= (min ?? value) && value <= (max ?? value)) return value
  const bounds = [min === undefined ? [] : [`at least ${min}`], max === undefined ? [] : [`at most ${max}`]].flat()
  throw new UsageError(`${flag}: must be a number${bounds.length > 0 ? ` of ${bounds.join(' and ')}` : ''}`)
}

/** @throws UsageError when a flag's value is not a whole number, or out of bounds */
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
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // Falls through to the error for JSON that is not an object.
  }
  throw new UsageError(`${flag}: not a JSON object: ${text.slice(0, 60)}`, {
    hint: `Quote it for the shell, as in ${flag} '{"top_k": 20}'.`,
  })
}
