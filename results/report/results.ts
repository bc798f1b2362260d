/** What every report tells. */
import type { Comparison } from '../schema/comparison.ts'
import type { Curve } from '../schema/curve.ts'
import type { GateVerdict } from '../schema/gate.ts'
import type { Showable } from '../words/showable.ts'
import type { FiledRun } from './forms/json.ts'

export interface Results {
  readonly runs: readonly FiledRun[]
  readonly comparisons: readonly Showable<Comparison>[]
  readonly gate?: GateVerdict
  /** Of series of checkpoints among the runs. */
  readonly curves?: readonly Curve[]
}
