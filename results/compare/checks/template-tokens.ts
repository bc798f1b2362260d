import { count } from '../../words/format.ts'
import type { Check } from './check.ts'

/** Fewer may be replies about chat templates. */
const LEAST_SHARE = 0.01
const LEAST = 3

export const templateTokens: Check = {
  name: 'template-tokens',
  fails: `tokens of a chat template, such as \`<|im_end|>\`, are visible in 1% of the replies (at least ${LEAST})`,
  example: 'every reply ends in `<|im_end|>`: the server does not know the model’s stop token',
  instead: 'INCONCLUSIVE',
  find({ candidate: { name, scores } }) {
    const samples = [...scores.samples.values()]
    const leaked = samples.filter(({ oddities }) => oddities.includes('leaked')).length
    if (leaked < LEAST || leaked < LEAST_SHARE * samples.length) return undefined
    return `${count(leaked)} of ${count(samples.length)} replies of ${name} carry tokens of a chat template: its stop tokens or its template are wrong`
  },
}
