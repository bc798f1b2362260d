/** What a session runs: what was asked for, and what a gate's plan of looks adds to it. */
import type { RunManifest } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import type { RunRequest } from '../options/run-request.ts'
import type { RunObserver } from '../progress/run-events.ts'
import type { Budget } from './budget.ts'
import type { LookSetup } from './early-stop.ts'
import type { DesignChoice } from './looks-plan.ts'

export interface SessionPlan extends RunRequest {
  /** A plan of looks for the gate. */
  readonly design?: DesignChoice
  /** Decides between the parts of a run with early stop. */
  readonly looks?: LookSetup
  /** Runs of this command that are taken to a later stage: nothing is searched for. */
  readonly extend?: { readonly runs: readonly FinishedRun[]; readonly answers: number }
  /** What the whole command may spend, where it has several sessions. */
  readonly spending?: Budget
  /** Throws where what is about to be run would be of no use. */
  readonly approve?: (manifests: readonly RunManifest[]) => void
  /** Told how the runs are going. Default: shows it on the terminal. */
  readonly observe?: RunObserver
}
