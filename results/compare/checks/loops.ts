import type { Check } from './check.ts'
import { rise } from './rise.ts'

/** Share of all samples. */
const LEAST = 0.02

export const loops: Check = {
  name: 'loops',
  fails: 'many more replies end in the same words over and over',
  example: '`the the the …`, or `!!!!!!` of weights that overflowed',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'loop', LEAST, 'end in a loop'),
}
