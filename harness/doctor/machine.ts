/** Checks Node, the config file, and the folders that evalkit writes to. */
import { access, constants, stat } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { EvalkitError } from '../../results/errors.ts'
import { VERSION } from '../lib/version.ts'
import { openConfig } from '../options/config.ts'
import type { Config } from '../options/config-schema.ts'
import type { Locations } from '../options/settings.ts'
import type { Check } from './check.ts'

const NEEDED_NODE = 24

export function checkMachine(): Check[] {
  const node = process.versions.node
  const isNew = Number.parseInt(node, 10) >= NEEDED_NODE
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`
  return [
    { area: 'machine', name: 'evalkit', status: 'ok', found: VERSION },
    {
      area: 'machine',
      name: 'Node',
      status: isNew ? 'ok' : 'problem',
      found: `${node} (${process.execPath})`,
      ...(!isNew && { remedy: `Install Node ${NEEDED_NODE} or newer.` }),
    },
    {
      area: 'machine',
      name: 'platform',
      status: 'ok',
      found: `${process.platform} ${process.arch}, ${availableParallelism()} CPUs, ${memory}`,
    },
  ]
}

/** Loads the config. A config that cannot be read is a finding, and the other checks continue without it. */
export async function checkConfig(path: string | undefined): Promise<{ check: Check; config: Config }> {
  const about = { area: 'machine', name: 'config file' } as const
  try {
    const opened = await openConfig(path, process.cwd())
    if (opened.file !== undefined) {
      const { path, unread } = opened.file
      const beside = unread.length === 0 ? '' : `; not read: ${unread.join(', ')}`
      const check = { ...about, status: unread.length === 0 ? 'ok' : 'warning', found: path + beside } as const
      return { check, config: opened.config }
    }
    const remedy = 'To write a starter config: evalkit init'
    return {
      check: {
        ...about,
        status: 'info',
        found: 'none in this folder or above, up to the root of the repository',
        remedy,
      },
      config: {},
    }
  } catch (error) {
    const { message, hint } = error as EvalkitError
    const remedy = error instanceof EvalkitError && hint !== undefined ? { remedy: hint } : {}
    return { check: { ...about, status: 'problem', found: message, ...remedy }, config: {} }
  }
}

export async function checkFolders({ runsDir, data }: Locations): Promise<Check[]> {
  return Promise.all([
    checkWritable('runs', runsDir, 'Name another folder with --runs-dir or EVALKIT_RUNS_DIR.'),
    checkWritable('cache', data.cacheDir, 'Name another folder with XDG_CACHE_HOME.'),
    ...(data.dataDir === undefined ? [] : [checkMirror(data.dataDir)]),
  ])
}

async function checkWritable(name: string, folder: string, remedy: string): Promise<Check> {
  const found = await nearestExisting(resolve(folder))
  const about = { area: 'folders', name, found: folder } as const
  if (!found.isFolder) return { ...about, status: 'problem', found: `${found.path} is not a folder`, remedy }
  const isWritable = await access(found.path, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable) return { ...about, status: 'problem', found: `${folder} cannot be written`, remedy }
  return found.path === resolve(folder)
    ? { ...about, status: 'ok' }
    : { ...about, status: 'info', found: `${folder}, created when it is needed` }
}

async function checkMirror(folder: string): Promise<Check> {
  const about = { area: 'folders', name: 'data mirror', found: folder } as const
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (isFolder) return { ...about, status: 'ok' }
  const remedy = `Fill it with: evalkit data pull --data-dir ${folder}. Or unset --data-dir, EVALKIT_DATA_DIR and dataDir.`
  return { ...about, status: 'problem', found: `${folder} is not a folder`, remedy }
}

async function nearestExisting(path: string): Promise<{ path: string; isFolder: boolean }> {
  const found = await stat(path).catch(() => undefined)
  if (found !== undefined) return { path, isFolder: found.isDirectory() }
  const parent = dirname(path)
  return parent === path ? { path, isFolder: false } : nearestExisting(parent)
}
