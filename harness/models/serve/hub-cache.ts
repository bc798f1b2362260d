/** Finds models in the cache that Hugging Face's libraries download to. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

const NAME = /^[\w.-]+\/[\w.-]+$/

/**
 * The snapshot of a model that was downloaded before; of several, that of its main branch.
 *
 * @param name as at the hub: `org/model`
 * @returns undefined where it is not in the cache
 */
export function cachedModel(name: string, env: Environment = process.env): string | undefined {
  if (!NAME.test(name) || name.split('/').includes('..')) return undefined
  const folder = join(cacheFolder(env), `models--${name.replace('/', '--')}`)
  const commit = read(join(folder, 'refs/main'))
  const snapshot = commit && join(folder, 'snapshots', commit)
  return snapshot && existsSync(snapshot) ? snapshot : undefined
}

/** @see https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables */
function cacheFolder(env: Environment): string {
  if (env.HF_HUB_CACHE) return env.HF_HUB_CACHE
  if (env.HF_HOME) return join(env.HF_HOME, 'hub')
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'huggingface/hub')
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}
