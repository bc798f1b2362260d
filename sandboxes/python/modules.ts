/** What a Python interpreter has loaded before any program runs, whichever engine it belongs to. */
import { readFileSync } from 'node:fs'

/** Imported beforehand, so that programs find them loaded. */
const PRELOADED = [
  ...[
    'bisect',
    'collections',
    'copy',
    'dataclasses',
    'datetime',
    'decimal',
    'enum',
    'fractions',
    'functools',
    'hashlib',
  ],
  ...['heapq', 'itertools', 'json', 'math', 'operator', 'random', 're', 'statistics', 'string', 'time', 'typing'],
]

/** Beside this file, in an order in which they find each other. */
const OURS = [
  ...['class_names', 'predicates', 'library', 'wire', 'classes', 'iterators', 'stand_ins', 'mirrors', 'instances'],
  ...['peer', 'operations', 'describe', 'channel', 'global_names', 'library_names', 'no_threads', 'surroundings'],
  ...['side_effects', 'swallowed', 'suppressed', 'unittest_results', 'permissions', 'judge', 'solution_module'],
  ...['candidate', 'checker'],
]

/** Module → source, in an order in which they find each other. */
type Modules = Readonly<Record<string, string>>

/**
 * The Python program that loads all of them, as files are not to be had where it runs.
 *
 * @param more modules that one engine needs beside those that all have
 */
export function preloadProgram(more: Modules = {}): string {
  const ours = {
    ...Object.fromEntries(OURS.map((name) => [`_evalkit_${name}`, readInside(`${name}.py`)])),
    ...more,
  }
  const modules = Object.entries(ours).map(
    ([name, source]) => `
module = sys.modules[${JSON.stringify(name)}] = types.ModuleType(${JSON.stringify(name)})
exec(compile(${JSON.stringify(source)}, ${JSON.stringify(`${name}.py`)}, 'exec'), module.__dict__)`,
  )
  return `import gc, sys, types, ${PRELOADED.join(', ')}${modules.join('')}\ndel module\ngc.collect()\n`
}

function readInside(name: string): string {
  return readFileSync(new URL(`./inside/${name}`, import.meta.url), 'utf8')
}
