/** Checks API keys, the models of the config, and the local servers of the presets. */
import { access } from 'node:fs/promises'
import { EvalkitError } from '../../results/errors.ts'
import { plural } from '../../results/words/format.ts'
import { CUSTOM_KEY_VARIABLE, type Endpoint, findEndpoints, readKey } from '../models/openai/endpoint.ts'
import { PRESETS } from '../models/openai/presets.ts'
import type { ModelSpec } from '../models/spec.ts'
import type { Config } from '../options/config-schema.ts'
import { modelNamed, type NamedModel } from '../options/model-choices.ts'
import { type Check, type CheckStatus, PATIENCE_MS } from './check.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** Checks whether each API key variable is set, never its value. */
export function checkKeys(env: Environment): Check[] {
  const variables = [CUSTOM_KEY_VARIABLE, ...Object.values(PRESETS).flatMap(({ keyVariable }) => keyVariable ?? [])]
  return variables.map((name) => {
    const about = { area: 'keys', name } as const
    try {
      return readKey(name, env) === undefined
        ? { ...about, status: 'info', found: 'not set' }
        : { ...about, status: 'ok', found: 'set' }
    } catch (error) {
      return { ...about, ...failed(error) }
    }
  })
}

/**
 * Checks every model of the config. Hosted providers are sent no request by default.
 *
 * @param askHosted whether to request the list of models, with the API key, from hosted providers too
 */
export async function checkModels(config: Config, env: Environment, askHosted: boolean): Promise<Check[]> {
  const checks = Object.keys(config.models ?? {}).map(async (name): Promise<Check[]> => {
    try {
      const model = modelNamed(name, config)
      if (model.spec.serve !== undefined) return [await checkCheckpoint(name, model.spec)]
      if (['gguf', 'replay'].includes(model.spec.provider)) return [await checkFile(name, model.spec.name)]
      const endpoints = findEndpoints(model.spec, env, model.headers)
      return await Promise.all(endpoints.map((endpoint) => checkEndpoint(name, model, endpoint, askHosted)))
    } catch (error) {
      return [{ area: 'servers', name, ...failed(error) }]
    }
  })
  return (await Promise.all(checks)).flat()
}

/** Whether a checkpoint could be served now; starts nothing. */
async function checkCheckpoint(name: string, spec: ModelSpec): Promise<Check> {
  const { plannedServers } = await import('../models/serve/prepare-server.ts')
  const [server] = await plannedServers([spec])
  return { area: 'servers', name, status: 'ok', found: `can be served: ${server?.command}` }
}

async function checkFile(name: string, path: string): Promise<Check> {
  const about = { area: 'servers', name } as const
  return access(path).then(
    () => ({ ...about, status: 'ok', found: path }),
    () => ({
      ...about,
      status: 'problem',
      found: `${path}: no such file`,
      remedy: 'Correct its path in the config file.',
    }),
  )
}

async function checkEndpoint(
  name: string,
  { spec, api = 'chat' }: NamedModel,
  endpoint: Endpoint,
  askHosted: boolean,
): Promise<Check> {
  const about = { area: 'servers', name } as const
  if (!askHosted && !isOwnNetwork(new URL(endpoint.url).hostname)) {
    return { ...about, status: 'info', found: `${endpoint.url}: not contacted`, remedy: HOSTED }
  }
  try {
    const { checkServer } = await import('../models/openai/check.ts')
    const { notice } = await checkServer({ endpoint, model: spec.name, api }, PATIENCE_MS)
    return notice === undefined
      ? { ...about, status: 'ok', found: `${endpoint.url} replies` }
      : { ...about, status: 'warning', found: notice }
  } catch (error) {
    return { ...about, ...failed(error) }
  }
}

const HOSTED = 'To contact hosted providers as well: evalkit doctor --servers'

/** Checks the local servers of the presets, except those used by a model of the config. */
export async function checkLocalServers(env: Environment): Promise<Check[]> {
  const local = Object.entries(PRESETS).filter(([, { keyVariable }]) => keyVariable === undefined)
  return Promise.all(
    local.map(async ([provider, { url }]): Promise<Check> => {
      const about = { area: 'servers', name: provider } as const
      try {
        const [endpoint] = findEndpoints({ label: provider, provider, name: provider, urls: [] }, env) as [Endpoint]
        const { servedModels } = await import('../models/openai/check.ts')
        const names = await servedModels(endpoint, PATIENCE_MS)
        if (names === undefined) return { ...about, status: 'info', found: `${url}: not running` }
        const some = names.slice(0, 3).join(', ')
        return {
          ...about,
          status: 'ok',
          found: `${url} replies, ${plural(names.length, 'model')}${some && `: ${some}`}`,
        }
      } catch (error) {
        return { ...about, ...failed(error), status: 'warning' }
      }
    }),
  )
}

function failed(error: unknown): { status: CheckStatus; found: string; remedy?: string } {
  if (!(error instanceof EvalkitError)) throw error
  return { status: 'problem', found: error.message, ...(error.hint !== undefined && { remedy: error.hint }) }
}

/** Whether a host is this machine, has a private IPv4 address, or a name that only a local network resolves. */
export function isOwnNetwork(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '')
  return (
    (!name.includes('.') && !name.includes(':')) ||
    /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^0\.0\.0\.0$|^::1?$|^f[cd][0-9a-f]{2}:/.test(name) ||
    /\.(localhost|local|internal|lan|home\.arpa)$/.test(name)
  )
}
