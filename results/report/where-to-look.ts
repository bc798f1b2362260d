/** What to do next with results: commands that work as they are printed. */
import { dirname } from 'node:path'
import type { Comparison } from '../schema/comparison.ts'
import { runName } from '../store/read.ts'
import { finding } from '../words/sentence.ts'
import { shellWord } from '../words/shell.ts'
import type { FiledRun } from './forms/json.ts'
import type { Results } from './results.ts'

/** Folders of more runs are not listed. */
const LISTED = 4

/** More runs of one command have a shorter name together than one by one. */
const NAMED = 2

export function whereToLook({ runs, comparisons }: Pick<Results, 'runs' | 'comparisons'>): string[] {
  const folders = runs.map(({ folder }) => folder).filter((folder) => !isStored(folder))
  const changed = mostChanged(comparisons)
  const named =
    (folders.length > NAMED ? globOf(runs) : undefined) ??
    (folders.length <= LISTED ? folders.map(shellWord).join(' ') : undefined)
  return [
    ...(changed === undefined
      ? []
      : [`samples lost and gained: evalkit show ${shellWord(changed.before.run)} ${shellWord(changed.after.run)}`]),
    ...(named === undefined || runs.length < 2
      ? []
      : [`a report to read:        evalkit report ${named} -o report.html`]),
    ...foldersOf({ runs }),
  ]
}

/** Of a few runs their folders, of more how to list them. */
export function foldersOf({ runs }: Pick<Results, 'runs'>): string[] {
  const folders = runs.map(({ folder }) => folder).filter((folder) => !isStored(folder))
  return folders.length <= LISTED ? folders : [`all runs:                evalkit list runs${elsewhere(folders)}`]
}

/** The flag that finds them, where they are not in the usual folder. */
function elsewhere(folders: readonly string[]): string {
  const [parent, ...others] = new Set(folders.map((folder) => dirname(folder)))
  return parent === undefined || others.length > 0 || parent === USUAL ? '' : ` --runs-dir ${shellWord(parent)}`
}

const USUAL = 'evalkit-runs'

const isStored = (folder: string) => folder.startsWith('@')

/** The one that says most: worse first, then with the most samples lost. A stored baseline may keep no replies. */
function mostChanged(comparisons: readonly Comparison[]): Comparison | undefined {
  return comparisons
    .filter(({ flips, before, after }) => flips.length > 0 && !isStored(before.run) && !isStored(after.run))
    .toSorted((a, b) => Number(finding(b) === 'worse') - Number(finding(a) === 'worse') || b.lost - a.lost)[0]
}

/** The runs of one command end alike. @returns undefined where they are of several, or lie apart */
function globOf(runs: readonly FiledRun[]): string | undefined {
  const folders = runs.map(({ folder }) => folder)
  const [parent, ...parents] = new Set(folders.map((folder) => dirname(folder)))
  const [group, ...groups] = new Set(runs.map(({ manifest }) => manifest.group))
  const areAlike = folders.every((folder) => runName(folder).endsWith(`_${group}`))
  if (parent === undefined || parents.length + groups.length > 0 || !areAlike) return undefined
  return `${shellWord(parent)}/*_${group}`
}
