/** One model that was measured in place of two. */
import type { RunManifest } from '../../schema/schema.ts'
import { count } from '../../words/format.ts'
import type { Check, CheckedPair } from './check.ts'

export const sameModel: Check = {
  name: 'same-model',
  fails:
    'both runs used the same weights file, or one command ran one model at one address twice, with the same settings',
  example: 'the candidate’s line was copied from the baseline’s, and only its label was changed',
  instead: 'INCOMPARABLE',
  find({ baseline, candidate }) {
    const [first, second] = [baseline.manifest, candidate.manifest]
    if (settingsOf(first) !== settingsOf(second)) return undefined
    if (isSameFile(first, second)) {
      return `${baseline.name} and ${candidate.name} are the same file: ${second.model.version?.slice(0, 19)}…`
    }
    if (!isSameServed(first, second)) return undefined
    const { name, endpoint } = second.model
    return `${baseline.name} and ${candidate.name} are both ${name} at ${endpoint}, asked in the same way by one command`
  },
}

/** What makes one model two things to compare. */
const settingsOf = ({ generation, model }: RunManifest) => JSON.stringify([model.api, generation])

/** Known by its hash, as local files are. Two equal files of replies are named by their replies. */
const isSameFile = ({ model }: RunManifest, { model: other }: RunManifest) =>
  !model.claimed && model.version?.startsWith('sha256:') === true && model.version === other.version

/** Within one command nobody can have loaded other weights behind the same name. */
const isSameServed = (first: RunManifest, second: RunManifest) =>
  first.group === second.group &&
  first.model.endpoint !== undefined &&
  first.model.endpoint === second.model.endpoint &&
  first.model.name === second.model.name &&
  first.model.version === second.model.version

/**
 * A quantised copy or an early checkpoint gives up to 95% of the replies of its origin, word for word. That so close a model
 * gives all of them has a chance below 5% from 59 replies on.
 */
const CLOSE = 0.95
const ENOUGH = Math.ceil(Math.log(0.05) / Math.log(CLOSE))

/** From so many replies on, a few that differ (asked again after an error, a batch that rounds otherwise) change nothing. */
const MANY = 300
const NEARLY_ALL = 0.99

export const identicalReplies: Check = {
  name: 'identical-replies',
  fails: `all replies (at least ${ENOUGH}), or 99% of at least ${MANY}, are the baseline’s, word for word`,
  example: 'the baseline’s file or server was measured twice',
  instead: 'INCOMPARABLE',
  find(pair) {
    const { same, both } = equalReplies(pair)
    const { baseline, candidate } = pair
    const isCopy = same === both ? both >= ENOUGH : both >= MANY && same >= NEARLY_ALL * both
    if (!isCopy) return undefined
    const which = same === both ? `All ${count(both)} replies` : `${count(same)} of ${count(both)} replies`
    return `${which} of ${candidate.name} are identical to those of ${baseline.name}: probably one model was measured twice`
  },
}

/** Too few to be named an accident, and worth a word all the same. */
export function fewAndIdentical(pair: CheckedPair): string[] {
  const { same, both } = equalReplies(pair)
  if (both === 0 || same < both || both >= ENOUGH) return []
  return [
    `${both === 1 ? 'the one reply is' : `all ${count(both)} replies are`} identical to those of ${pair.baseline.name}`,
  ]
}

/** Of the replies that both have given, those that are equal. Empty ones say nothing. */
function equalReplies({ baseline, candidate }: CheckedPair): { same: number; both: number } {
  const [before, after] = [baseline.scores.replies.digests, candidate.scores.replies.digests]
  let [same, both] = [0, 0]
  for (const [trial, digest] of after) {
    const other = before.get(trial)
    if (other === undefined) continue
    both++
    if (other === digest) same++
  }
  return { same, both }
}
