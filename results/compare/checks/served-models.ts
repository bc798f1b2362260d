/** Which model gave the replies, by the servers' own word. */
import { foreignModels, isSameModel } from '../../summary/served-models.ts'
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
function commonServedModel({ baseline, candidate }: CheckedPair): string | undefined {
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

export const servedModel: Check = {
  name: 'served-model',
  fails: 'the server names another model than the one requested; an alias, a path, a tag or a date is no other model',
  example: '`my-sft` was requested, and the gateway fell back on `base-7b`',
  instead: 'INCOMPARABLE',
  find(pair) {
    // One name behind both models says it better.
    const { baseline, candidate } = pair
    const runs = commonServedModel(pair) === undefined ? [candidate, baseline] : []
    const found = runs.flatMap((run) => foreign(run) ?? [])
    return found.length === 0 ? undefined : found.join('; ')
  },
}

function foreign({ name, manifest: { model }, scores: { replies } }: CheckedRun): string | undefined {
  const others = foreignModels(model, replies)
  if (others.length === 0) return undefined
  const all = Object.values(replies.servedModels).reduce((sum, one) => sum + one, 0)
  const given = others.reduce((sum, [, one]) => sum + one, 0)
  const names = others.map(([served]) => served).join(', ')
  return `${count(given)} of ${count(all)} replies of ${name} came from ${names}, and ${model.name} was asked`
}

export const severalModels: Check = {
  name: 'several-models',
  fails: 'the replies of one run name several models',
  example: 'a server of a pool still holds the last checkpoint; a deployment was rolled out while the run went on',
  instead: 'INCOMPARABLE',
  find({ baseline, candidate }) {
    const found = [candidate, baseline].flatMap((run) => mixture(run) ?? [])
    return found.length === 0 ? undefined : found.join('; ')
  },
}

/** Names that cannot all be one model’s: `sft` and `/models/sft.gguf` can. */
function mixture({ name, manifest, scores: { replies } }: CheckedRun): string | undefined {
  if (manifest.model.endpoint === undefined) return undefined
  const served = Object.entries(replies.servedModels).sort(([, a], [, b]) => b - a)
  const [first] = served
  if (first === undefined || served.every(([other]) => isSameModel(first[0], other))) return undefined
  return `the replies of ${name} came from several models: ${served.map(([model, one]) => `${model} (${count(one)})`).join(', ')}`
}
