/** What a Python interpreter has loaded before any program runs. */
import { readInside } from './assets.ts'

/** Imported before the snapshot is taken, so that programs find them loaded. */
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

/** The Python program after which the snapshot is taken. */
export function snapshotProgram(): string {
  const modules = Object.entries(OURS).map(
    ([name, file]) => `
module = sys.modules[${JSON.stringify(name)}] = types.ModuleType(${JSON.stringify(name)})
exec(compile(${JSON.stringify(readInside(file))}, ${JSON.stringify(file)}, 'exec'), module.__dict__)`,
  )
  return `import gc, sys, types, ${PRELOADED.join(', ')}${modules.join('')}\ndel module\ngc.collect()\n`
}
