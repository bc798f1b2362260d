import { count } from '../../words/format.ts'
import type { Check } from './check.ts'

export const cachedReplies: Check = {
  name: 'cached-replies',
  fails: 'replies of the candidate come from the response cache, not from the model',
  example: 'a new checkpoint was run under the `--model-version` of the last one',
  instead: 'INCONCLUSIVE',
  find({ candidate: { name, scores } }) {
    const { cached } = scores.replies
    if (cached === 0) return undefined
    return `${count(cached)} ${cached === 1 ? 'reply' : 'replies'} of ${name} came from the response cache: they are of an earlier run`
  },
}
