/** The library: what `import … from 'evalkit'` gives. Its types are in `api.ts`. */
export { compare, gate, run } from './commands.ts'
export { defineBenchmark, defineScorer } from './define.ts'
