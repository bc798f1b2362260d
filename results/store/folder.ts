/** Makes run folders: locked and with their manifest, or not at all. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StoreError } from '../errors.ts'
import type { RunManifest } from '../schema/schema.ts'
import { remedyFor } from '../system-errors.ts'
import { type Lock, lockFolder } from './lock.ts'
import { makeFolder } from './make-folder.ts'
import { MANIFEST, SAMPLES } from './read.ts'
import { unwritable } from './record-log.ts'
import { writeWhole } from './write-whole.ts'

interface MadeFolder {
  readonly folder: string
  readonly lock: Lock
}

/**
 * A folder of its own for each run: labels that differ by case or odd characters alone make the same name.
 *
 * @throws StoreError when it cannot be made
 */
export async function makeRunFolder(root: string, manifest: RunManifest): Promise<MadeFolder> {
  const name = folderName(manifest)
  try {
    for (let copy = 1; ; copy++) {
      const folder = join(root, copy === 1 ? name : `${name}-${copy}`)
      const lock = await makeWhole(folder, manifest)
      if (lock !== undefined) return { folder, lock }
    }
  } catch (error) {
    throw new StoreError(`${join(root, name)}: cannot be made: ${(error as Error).message}`, {
      cause: error,
      hint: `${remedyFor(error) ?? 'Check the folder.'} --runs-dir names another place.`,
    })
  }
}

/** @throws StoreError where it is there, or cannot be made */
export async function makeNamedFolder(folder: string, manifest: RunManifest): Promise<MadeFolder> {
  try {
    const lock = await makeWhole(folder, manifest)
    if (lock !== undefined) return { folder, lock }
  } catch (error) {
    const hint = remedyFor(error)
    throw new StoreError(`${folder}: cannot be made: ${(error as Error).message}`, {
      cause: error,
      ...(hint !== undefined && { hint }),
    })
  }
  throw new StoreError(`${folder}: is there already`)
}

/**
 * Under another name first, so that whoever sees the folder sees a run that is being written, whenever this process is killed.
 *
 * @returns undefined where something of that name is there
 */
async function makeWhole(folder: string, manifest: RunManifest): Promise<Lock | undefined> {
  await makeFolder(dirname(folder))
  if (existsSync(folder)) return undefined
  const unfinished = join(dirname(folder), `.new-${randomBytes(6).toString('hex')}`) // dotted names are not listed
  await mkdir(unfinished)
  try {
    await writeJson(join(unfinished, MANIFEST), manifest)
    await writeFile(join(unfinished, SAMPLES), '')
    const lock = await lockFolder(unfinished)
    await rename(unfinished, folder)
    return lock
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (existsSync(folder)) return undefined
    throw error
  }
}

/**
 * Fills a hidden folder, and gives it the run's name once it is whole.
 *
 * @returns its path
 * @throws StoreError when it cannot be made; whatever `fill` throws
 */
export async function placeRunFolder(
  root: string,
  manifest: RunManifest,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const name = folderName(manifest)
  const unfinished = join(root, `.new-${randomBytes(6).toString('hex')}`)
  try {
    await makeFolder(unfinished)
  } catch (error) {
    throw unwritable(join(root, name), error)
  }
  try {
    await fill(unfinished)
    for (let copy = 1; ; copy++) {
      const folder = join(root, copy === 1 ? name : `${name}-${copy}`)
      if (existsSync(folder)) continue
      await rename(unfinished, folder)
      return folder
    }
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw unwritable(join(root, name), error)
  }
}

/** Names of files end at 255 bytes; group and copy follow. */
const LONGEST_LABEL = 100

/** The whole label is in the manifest. */
function folderName({ startedAt, benchmark, model, group }: RunManifest): string {
  const stamp = startedAt.replace(/[-:]|\.\d+/g, '')
  const label = model.label.replace(/[^A-Za-z0-9.-]/g, '-').slice(0, LONGEST_LABEL)
  const name = benchmark.name.replace(/[^A-Za-z0-9._+-]/g, '-').slice(0, LONGEST_LABEL)
  return `${stamp}_${name}_${label}_${group}`
}

/** @throws StoreError */
export async function writeJson(path: string, value: unknown, isMidRun = false): Promise<void> {
  await writeWhole(path, `${JSON.stringify(value, null, 2)}\n`).catch((error: unknown) => {
    throw unwritable(path, error, isMidRun)
  })
}
