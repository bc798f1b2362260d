import type { Check } from './check.ts'
import { rise } from './rise.ts'

/** Share of all samples. */
const LEAST = 0.02

export const refused: Check = {
  name: 'refused',
  fails: 'many more replies are refusals, by the API’s own field',
  example: 'a moderation layer stands in front of one of the two models',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'refused', LEAST, 'are refused'),
}
