import type { Check } from './check.ts'
import { rise } from './rise.ts'

/** Share of all samples. */
const LEAST = 0.02

export const empty: Check = {
  name: 'empty',
  fails: 'many more replies are empty',
  example: 'the model’s first token is its end-of-turn token',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'empty', LEAST, 'are empty'),
}
