import type { Check } from './check.ts'
import { rise } from './rise.ts'

/** Share of all samples. */
const LEAST = 0.05

export const truncated: Check = {
  name: 'truncated',
  fails: 'many more replies are cut off by the token limit or the time limit',
  example: 'the fine-tune reasons for longer than `--max-tokens` allows',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'truncated', LEAST, 'are cut off'),
}
