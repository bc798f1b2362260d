/** The plan of a session: the run request, and the additions of a gate's plan of looks. */
import type { RunManifest } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import type { Fleet } from '../models/serve/fleet.ts'
import type { RunRequest } from '../options/run-request.ts'
import type { RunObserver } from '../progress/run-events.ts'
import type { Budget } from './budget.ts'
import type { LookSetup } from './early-stop.ts'
import type { DesignChoice } from './looks-plan.ts'

export interface SessionPlan extends RunRequest {
  /** The gate's plan of looks. */
  readonly design?: DesignChoice
  /** Decides between the parts of a run with early stopping. */
  readonly looks?: LookSetup
  /** Runs of this command to continue at a later stage; no other folder is resumed. */
  readonly extend?: { readonly runs: readonly FinishedRun[]; readonly answers: number }
  /** Model servers that stay up from session to session, and end with whoever opened them. Default: those of this session. */
  readonly fleet?: Fleet
  /** Budget of the whole command, shared by its sessions. */
  readonly spending?: Budget
  /** Checks the manifests before the first request; throws to reject them. */
  readonly approve?: (manifests: readonly RunManifest[]) => void
  /** Observes the runs. Default: shows progress on the terminal. */
  readonly observe?: RunObserver
}
