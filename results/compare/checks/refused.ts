import type { Check } from './check.ts'
import { rise } from './rise.ts'

/** Share of all samples. */
const LEAST = 0.02

export const refused: Check = {
  name: 'refused',
  fails: 'many more replies are refusals, by the API’s own field',
  example: 'one of the two models is behind a moderation layer',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'refused', LEAST, 'are refused'),
}
