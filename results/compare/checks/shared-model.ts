import { isSameModel } from '../../summary/served-models.ts'
import { count } from '../../words/format.ts'
import type { Check, CheckedPair, CheckedRun } from './check.ts'

export const sharedModel: Check = {
  name: 'shared-model',
  fails:
    'two models were requested, and the server names one and the same for both, or loaded both from the same weights',
  example: '`base-7b` and `my-sft` were requested, and all replies name `base-7b`',
  instead: 'INCOMPARABLE',
  find(pair) {
    const { baseline, candidate } = pair
    const served = commonServedModel(pair)
    if (served === undefined) return sameWeights(pair)
    const [before, after] = [repliesOf(served, baseline), repliesOf(served, candidate)]
    return (
      `${after} replies of ${candidate.name} came from ${served}, as did ${before} of ${baseline.name}, ` +
      `though ${candidate.manifest.model.name} and ${baseline.manifest.model.name} were asked`
    )
  },
}

/** @returns undefined where one model was asked by both, or no name is behind both */
export function commonServedModel({ baseline, candidate }: CheckedPair): string | undefined {
  const [first, second] = [baseline.manifest.model, candidate.manifest.model]
  if (first.endpoint === undefined || second.endpoint === undefined || isSameModel(first.name, second.name))
    return undefined
  const known = Object.keys(baseline.scores.replies.servedModels)
  const [found] = Object.entries(candidate.scores.replies.servedModels)
    .filter(([served]) => known.some((other) => isSameModel(other, served)))
    .sort(([, a], [, b]) => b - a)
  return found?.[0]
}

/** As vLLM and llama-server report them; an adapter has weights of its own. */
function sameWeights({ baseline, candidate }: CheckedPair): string | undefined {
  const [first, second] = [baseline.manifest.model, candidate.manifest.model]
  if (second.weights === undefined || first.weights !== second.weights || isSameModel(first.name, second.name))
    return undefined
  return `the servers loaded ${candidate.name} (${second.name}) and ${baseline.name} (${first.name}) from the same weights: ${second.weights}`
}

function repliesOf(served: string, { scores }: CheckedRun): string {
  const all = Object.entries(scores.replies.servedModels)
  const sum = (of: typeof all) => of.reduce((total, [, replies]) => total + replies, 0)
  return `${count(sum(all.filter(([name]) => isSameModel(name, served))))} of ${count(sum(all))}`
}
