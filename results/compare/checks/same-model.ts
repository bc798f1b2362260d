import type { RunManifest } from '../../schema/schema.ts'
import type { Check } from './check.ts'

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
