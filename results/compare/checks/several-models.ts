import { isSameModel } from '../../summary/served-models.ts'
import { count } from '../../words/format.ts'
import type { Check, CheckedRun } from './check.ts'

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
