/**
 * What memory this process may still use, and whether the kernel has had to kill for it: of the machine, and of the control groups
 * (version 1 and 2) that a container or a service is limited by.
 *
 * @see proc(5); kernel documentation: admin-guide/cgroup-v1/memory, admin-guide/cgroup-v2 (memory.max, memory.events)
 */
import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join, posix } from 'node:path'

const MIB = 2 ** 20
/** What version 1 says for "no limit": the largest multiple of a page. */
const NO_LIMIT = 2 ** 62

/** The files of a memory controller, by version. */
interface Controller {
  readonly mount: string
  readonly limit: string
  readonly use: string
  /** Of `memory.stat`: page cache that the kernel takes back before it kills. */
  readonly reclaimable: string
  readonly events: string
}

const VERSION_1: Controller = {
  mount: 'sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  use: 'memory.usage_in_bytes',
  reclaimable: 'total_inactive_file',
  events: 'memory.oom_control',
}
const VERSION_2: Controller = {
  mount: 'sys/fs/cgroup',
  limit: 'memory.max',
  use: 'memory.current',
  reclaimable: 'inactive_file',
  events: 'memory.events',
}

/**
 * Memory that is free for this process: the least of what the machine and every group around the process have left.
 *
 * @param root where /proc and /sys are; tests have their own
 * @returns MiB; all the machine's memory where the system does not say what is free (all but Linux)
 */
export async function freeMiB(root = '/'): Promise<number> {
  const groups = await groupsOf(root)
  const left = await Promise.all([leftOnMachine(root), ...groups.map(leftInGroup)])
  return Math.max(0, Math.min(...left.filter((bytes) => bytes !== undefined), totalmem())) / MIB
}

/**
 * How many processes the out-of-memory killer has ended, in the group of this process or else on the machine.
 *
 * @returns nothing where the system does not tell
 */
export async function outOfMemoryKills(root = '/'): Promise<number | undefined> {
  const [own] = await groupsOf(root)
  const inGroup = own && fieldOf(await text(join(own.folder, own.controller.events)), 'oom_kill')
  return inGroup || fieldOf(await text(join(root, 'proc/vmstat')), 'oom_kill')
}

interface Group {
  readonly folder: string
  readonly controller: Controller
}

/**
 * The group of this process and those around it, innermost first. Inside a container, /proc may name a path of the host that is
 * not there: then the container's own group is the root of what is mounted.
 */
async function groupsOf(root: string): Promise<Group[]> {
  const lines = (await text(join(root, 'proc/self/cgroup')))?.split('\n') ?? []
  for (const line of lines) {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    const isFirst = controllers.split(',').includes('memory')
    if (!isFirst && controllers !== '') continue
    const controller = isFirst ? VERSION_1 : VERSION_2
    const groups = foldersUpwards(path).map((folder) => ({ folder: join(root, controller.mount, folder), controller }))
    const there = await Promise.all(groups.map(async (group) => (await limitOf(group)) !== undefined))
    const found = groups.filter((_, index) => there[index])
    if (found.length > 0) return found
  }
  return []
}

/** `/a/b` → `/a/b`, `/a`, `/`. */
function foldersUpwards(path: string): string[] {
  const above = posix.dirname(path)
  return above === path ? [path] : [path, ...foldersUpwards(above)]
}

/** @returns bytes, Infinity for none; nothing where there is no such group, or none that can have a limit */
async function limitOf({ folder, controller }: Group): Promise<number | undefined> {
  const limit = (await text(join(folder, controller.limit)))?.trim()
  if (limit === undefined || limit === '') return undefined
  return limit === 'max' || Number(limit) >= NO_LIMIT ? Number.POSITIVE_INFINITY : Number(limit)
}

async function leftInGroup(group: Group): Promise<number | undefined> {
  const { folder, controller } = group
  const limit = await limitOf(group)
  if (limit === undefined || !Number.isFinite(limit)) return undefined
  const used = Number((await text(join(folder, controller.use))) ?? 0)
  const reclaimable = fieldOf(await text(join(folder, 'memory.stat')), controller.reclaimable) ?? 0
  return limit - used + reclaimable
}

async function leftOnMachine(root: string): Promise<number | undefined> {
  const kib = fieldOf(await text(join(root, 'proc/meminfo')), 'MemAvailable:')
  return kib === undefined ? undefined : kib * 1024
}

/** The number behind a name: one a line. */
function fieldOf(lines: string | undefined, name: string): number | undefined {
  const line = lines?.split('\n').find((one) => one.startsWith(`${name} `))
  const value = Number(line?.slice(name.length).trim().split(' ')[0] || Number.NaN)
  return Number.isFinite(value) ? value : undefined
}

const text = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
