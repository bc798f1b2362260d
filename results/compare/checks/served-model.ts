import { foreignModels } from '../../summary/served-models.ts'
import { count } from '../../words/format.ts'
import type { Check, CheckedRun } from './check.ts'
import { commonServedModel } from './shared-model.ts'

export const servedModel: Check = {
  name: 'served-model',
  fails: 'the server names another model than the one requested; an alias, a path, a tag or a date is no other model',
  example: '`my-sft` was requested, and the gateway fell back on `base-7b`',
  instead: 'INCOMPARABLE',
  find(pair) {
    // One name behind both models says it better.
    const { baseline, candidate } = pair
    const runs = commonServedModel(pair) === undefined ? [candidate, baseline] : []
    const found = runs.flatMap((run) => others(run) ?? [])
    return found.length === 0 ? undefined : found.join('; ')
  },
}

function others({ name, manifest: { model }, scores: { replies } }: CheckedRun): string | undefined {
  const foreign = foreignModels(model, replies)
  if (foreign.length === 0) return undefined
  const all = Object.values(replies.servedModels).reduce((sum, one) => sum + one, 0)
  const given = foreign.reduce((sum, [, one]) => sum + one, 0)
  const names = foreign.map(([served]) => served).join(', ')
  return `${count(given)} of ${count(all)} replies of ${name} came from ${names}, and ${model.name} was asked`
}
