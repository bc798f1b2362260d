import { commonFamily } from '../../words/model-family.ts'
import type { Check } from './check.ts'
import { judgeIsCandidate } from './judge-is-candidate.ts'

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
