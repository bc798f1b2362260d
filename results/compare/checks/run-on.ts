import type { Check } from './check.ts'
import { rise } from './rise.ts'

/** Share of all samples. */
const LEAST = 0.05

export const runOn: Check = {
  name: 'run-on',
  fails: 'many more replies run on after their answer, into an invented next question or turn',
  example: 'the model was trained without an end-of-turn token',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'ran-on', LEAST, 'run on after their answer'),
}
