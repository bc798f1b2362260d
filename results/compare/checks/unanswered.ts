import type { Check } from './check.ts'
import { rise } from './rise.ts'

/** Share of all samples. */
const LEAST = 0.05

export const unanswered: Check = {
  name: 'unanswered',
  fails: 'many more replies hold no answer that the rule could find',
  example: 'the fine-tune no longer writes `#### 18`',
  instead: 'INCONCLUSIVE',
  find: (pair) => rise(pair, 'unanswered', LEAST, 'hold no answer'),
}
