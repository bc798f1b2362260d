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

/** Ours: module → file in `inside`. */
const OURS = {
  _evalkit_describe: 'describe.py',
  _evalkit_wire: 'wire.py',
  _evalkit_candidate: 'candidate.py',
  _evalkit_checker: 'checker.py',
}

/** The Python program that loads all of them, as files are not to be had where it runs. */
export function preloadProgram(): string {
  const modules = Object.entries(OURS).map(
    ([name, file]) => `
module = sys.modules[${JSON.stringify(name)}] = types.ModuleType(${JSON.stringify(name)})
exec(compile(${JSON.stringify(readInside(file))}, ${JSON.stringify(file)}, 'exec'), module.__dict__)`,
  )
  return `import gc, sys, types, ${PRELOADED.join(', ')}${modules.join('')}\ndel module\ngc.collect()\n`
}

function readInside(name: string): string {
  return readFileSync(new URL(`./inside/${name}`, import.meta.url), 'utf8')
}
