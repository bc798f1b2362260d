import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { COMMANDS } from '../../../harness/cli.ts'
import { readSourceTree } from '../../helpers/source-tree.ts'

const SOURCES = readSourceTree(fileURLToPath(new URL('../../..', import.meta.url)), [
  'harness',
  'benchmarks',
  'results',
])

/** A file, and everything that loading it loads: dynamic imports are written inside functions, and come later. */
function loadedBy(path: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(path)) return found
  found.add(path)
  const source = SOURCES.find((one) => one.path === path)
  for (const { target, typeOnly, dynamic } of source?.imports ?? []) if (!typeOnly && !dynamic) loadedBy(target, found)
  return found
}

it.each(Object.keys(COMMANDS))('declares %s without loading its implementation or a package', (name) => {
  const loaded = [...loadedBy(`harness/commands/declarations/${name}.ts`)]
  expect(loaded.filter((path) => !path.startsWith('harness/'))).toEqual([])
  expect(loaded.length).toBeLessThan(12)
})
