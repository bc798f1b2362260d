import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { COMMANDS } from '../../../harness/command-table.ts'
import { loadedWith, readSourceTree } from '../../helpers/source-tree.ts'

const SOURCES = readSourceTree(fileURLToPath(new URL('../../..', import.meta.url)), [
  'harness',
  'benchmarks',
  'results',
])

it.each(Object.keys(COMMANDS))('declares %s without loading its implementation or a package', (name) => {
  const loaded = loadedWith(SOURCES, `harness/commands/declarations/${name}.ts`)
  expect(loaded.filter((path) => !path.startsWith('harness/'))).toEqual([])
  expect(loaded.length).toBeLessThan(12)
})
