/** What imported models are called. */
import { basename } from 'node:path'

/** `org/Model-7B` → `Model-7B`, with the characters that a label may have. */
export function labelOf(model: string): string {
  const last =
    model
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? model
  return last.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'model'
}

/** A task's name as that of a benchmark, which is part of folder names and sample ids. */
export const taskName = (task: string) => task.replace(/[^A-Za-z0-9._+-]+/g, '-').replace(/^[-.]+/, '') || 'task'

/** What distinguishes paths: their own names, or those of the folders they are in. */
export function labelsOfPaths(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.split(/[\\/]/).filter((part) => part !== '' && part !== '.'))
  const longest = Math.max(0, ...parts.map(({ length }) => length))
  for (let back = 1; back <= longest; back++) {
    const names = parts.map((part) => labelOf(part.at(-back) ?? part[0] ?? ''))
    if (new Set(names).size === names.length) return names
  }
  return paths.map((path, at) => `${labelOf(basename(path))}-${at + 1}`)
}
