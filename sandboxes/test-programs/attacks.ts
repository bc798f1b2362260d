/** All attacks. */
import type { Program } from '../sandbox.ts'
import type { Attack } from './attack.ts'
import { HOST, JAVASCRIPT_SIDE } from './attacks-on-host.ts'
import { MEMORY, TIME } from './attacks-on-limits.ts'
import { NEIGHBOURS } from './attacks-on-neighbours.ts'
import { FAKING } from './attacks-on-verdict.ts'
import { JAVASCRIPT } from './javascript-attacks.ts'

export interface AttackGroup {
  /** What is attacked, or by what. */
  readonly target: string
  /** Worth a try in one namespace with the tests as well: where a pass would not be for the asking. */
  readonly inPlace?: true
  /** Means what only the isolate engine has. */
  readonly isolateOnly?: true
  readonly language: Program['language']
  readonly attacks: readonly Attack[]
}

export const ATTACKS: readonly AttackGroup[] = [
  { target: 'time', language: 'python', inPlace: true, attacks: TIME },
  { target: 'memory and stack', language: 'python', inPlace: true, attacks: MEMORY },
  { target: 'the host', language: 'python', inPlace: true, attacks: HOST },
  { target: 'the verdict', language: 'python', attacks: FAKING },
  { target: 'the programs beside it', language: 'python', attacks: NEIGHBOURS },
  { target: 'JavaScript below Python', isolateOnly: true, language: 'python', attacks: JAVASCRIPT_SIDE },
  { target: 'JavaScript programs', isolateOnly: true, language: 'javascript', attacks: JAVASCRIPT },
]
