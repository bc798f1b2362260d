/** Every attack there is. */
import type { Program } from '../sandbox.ts'
import type { Attack } from './attack.ts'
import { HOST, JAVASCRIPT_SIDE } from './attacks-on-host.ts'
import { MEMORY, TIME } from './attacks-on-limits.ts'
import { FAKING } from './attacks-on-verdict.ts'
import { JAVASCRIPT } from './javascript-attacks.ts'

interface AttackGroup {
  /** What is attacked. */
  readonly target: string
  readonly language: Program['language']
  readonly attacks: readonly Attack[]
}

export const ATTACKS: readonly AttackGroup[] = [
  { target: 'time', language: 'python', attacks: TIME },
  { target: 'memory and stack', language: 'python', attacks: MEMORY },
  { target: 'the host', language: 'python', attacks: HOST },
  { target: 'the verdict', language: 'python', attacks: FAKING },
  { target: 'the engine’s JavaScript', language: 'python', attacks: JAVASCRIPT_SIDE },
  { target: 'everything', language: 'javascript', attacks: JAVASCRIPT },
]
