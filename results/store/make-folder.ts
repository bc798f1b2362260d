/**
 * Folders with those above them. Node's own recursive `mkdir` never ends where a folder that exists takes no others and says that
 * it isn't there, as `/proc` does.
 */
import { existsSync, mkdirSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A folder that exists is left as it is. @throws as node:fs does */
export async function makeFolder(path: string): Promise<void> {
  for (const each of missingFolders(path)) await mkdir(each).catch(unlessMade)
  await mkdir(path, { recursive: true })
}

/** @param mode of the folders that are made. @throws as node:fs does */
export function makeFolderSync(path: string, mode: number): void {
  for (const each of missingFolders(path)) {
    try {
      mkdirSync(each, mode)
    } catch (error) {
      unlessMade(error as NodeJS.ErrnoException)
    }
  }
  mkdirSync(path, { recursive: true, mode })
}

/** From the top. */
const missingFolders = (path: string): string[] =>
  existsSync(path) || dirname(path) === path ? [] : [...missingFolders(dirname(path)), path]

/** Somebody else may have made it meanwhile. */
function unlessMade(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
