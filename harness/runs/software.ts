/** The software versions of a run. */

import { dirname, join, resolve } from 'node:path'
import type { RunManifest } from '../../results/schema/schema.ts'
import { readText as readRegularText } from '../../results/store/regular-file.ts'
import { VERSION } from '../lib/version.ts'

export async function software(): Promise<RunManifest['software']> {
  const commit = await gitCommit(process.cwd())
  return {
    evalkit: VERSION,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    ...(commit !== undefined && { commit }),
  }
}

/** @returns the commit checked out in the repository around a folder, read from git's files; undefined outside of one */
export async function gitCommit(folder: string): Promise<string | undefined> {
  const git = await gitFolder(folder)
  const head = git && (await readText(join(git, 'HEAD')))
  if (git === undefined || head === undefined) return undefined
  const ref = /^ref: (.+)$/.exec(head)?.[1]
  if (ref === undefined) return commitId(head)
  // A linked worktree has its own HEAD, and shares the branches of the main one.
  const common = resolve(git, (await readText(join(git, 'commondir'))) ?? '.')
  const loose = await readText(join(common, ref))
  if (loose !== undefined) return commitId(loose)
  const packed = await readText(join(common, 'packed-refs'))
  return commitId(packed?.split('\n').find((line) => line.endsWith(` ${ref}`)))
}

async function gitFolder(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git')
  const link = /^gitdir: (.+)$/.exec((await readText(path)) ?? '')?.[1]
  if (link !== undefined) return resolve(folder, link)
  if ((await readText(join(path, 'HEAD'))) !== undefined) return path
  const parent = dirname(folder)
  return parent === folder ? undefined : gitFolder(parent)
}

const commitId = (line: string | undefined) => /^[0-9a-f]{40,64}/.exec(line ?? '')?.[0]

/** Of a repository that may be anybody's. */
const readText = (path: string) =>
  readRegularText(path).then(
    (text) => text.trim(),
    () => undefined,
  )
