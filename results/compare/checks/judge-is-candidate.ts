import { isSameModel } from '../../summary/served-models.ts'
import type { Check } from './check.ts'

export const judgeIsCandidate: Check = {
  name: 'judge-is-candidate',
  fails: 'a judge is the candidate itself',
  example: '`--judge` names the server of the fine-tune',
  instead: 'INCONCLUSIVE',
  find({ candidate: { name, manifest } }) {
    const { model, judge } = manifest
    const own = judge?.judges.find(({ name: asked, model: served = asked }) =>
      [asked, served].some((judgeName) => isSameModel(judgeName, model.name)),
    )
    return own && `the judge ${own.label} is ${name} itself (${own.model ?? own.name})`
  },
}
