/** Judges that rate themselves, or their own kind. */
import { isSameModel } from '../../summary/served-models.ts'
import { commonFamily } from '../../words/model-family.ts'
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

export const judgeFamily: Check = {
  name: 'judge-family',
  fails: 'a judge is of the candidate’s family, by their names; judges rate their own kind higher',
  example: 'a fine-tune of Qwen is rated by Qwen',
  instead: 'INCONCLUSIVE',
  find(pair) {
    const { name, manifest } = pair.candidate
    if (judgeIsCandidate.find(pair) !== undefined) return undefined
    for (const { label, name: asked, model: served = asked } of manifest.judge?.judges ?? []) {
      const family = commonFamily(manifest.model.name, asked) ?? commonFamily(manifest.model.name, served)
      if (family !== undefined)
        return `the judge ${label} (${asked}) and ${name} (${manifest.model.name}) are both ${family} models`
    }
    return undefined
  },
}
