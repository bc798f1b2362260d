/** Sends results to the experiment trackers of a command. A tracker that fails changes neither the results nor the exit code. */
import type { Comparison } from '../../../results/schema/comparison.ts'
import { gravelyIncomplete } from '../../../results/words/incomplete.ts'
import { shellWord } from '../../../results/words/shell.ts'
import { note } from '../../lib/terminal.ts'
import type { SummarizedRun, TrackedRun } from './tracked-run.ts'

interface TrackerArguments {
  readonly tensorboard: string | undefined
  readonly mlflow: string | undefined
}

/** A destination, and what is still to be sent there. */
interface Tracker {
  readonly name: string
  readonly flag: string
  readonly deliver: (runs: readonly TrackedRun[], signal: AbortSignal) => Promise<void>
  waiting: TrackedRun[]
  /** How many waited when a failure was told; 0 while it works. */
  told: number
}

export interface Trackers {
  /** Sends runs, and those that could not be sent before. A failure is told once, until it has succeeded again. */
  send(results: { readonly runs: readonly SummarizedRun[]; readonly comparisons: readonly Comparison[] }): Promise<void>
  /** Says how to send what a tracker has not got, if more came after its failure was told. */
  end(): void
}

/** All requests to a tracker for one set of results. */
const LONGEST_MS = 60_000
/** Likewise for a tracker that has failed, so that it does not hold up what follows. */
const LONGEST_AFTER_FAILURE_MS = 5_000

/**
 * @returns undefined when the command has no tracker
 * @throws UsageError before anything is run, for a folder that cannot be written and for an address that cannot be meant
 */
export async function openTrackers(
  { tensorboard, mlflow }: TrackerArguments,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Trackers | undefined> {
  const trackers: Tracker[] = []
  const add = (one: Omit<Tracker, 'waiting' | 'told'>) => trackers.push({ ...one, waiting: [], told: 0 })
  if (tensorboard !== undefined) {
    const { makeEventFolder, writeEventFiles } = await import('./tensorboard.ts')
    await makeEventFolder(tensorboard)
    add({
      name: `TensorBoard files in ${tensorboard}`,
      flag: `--tensorboard ${shellWord(tensorboard)}`,
      deliver: (runs) => writeEventFiles(tensorboard, runs),
    })
  }
  if (mlflow !== undefined) {
    const { mlflowServer } = await import('./mlflow-api.ts')
    const { sendToMlflow } = await import('./mlflow.ts')
    const target = { ...mlflowServer(mlflow, env), experiment: env.MLFLOW_EXPERIMENT_NAME?.trim() || 'evalkit' }
    add({
      name: 'MLflow',
      flag: `--mlflow ${shellWord(target.url)}`,
      deliver: (runs, signal) => sendToMlflow(target, runs, signal),
    })
  }
  if (trackers.length === 0) return undefined
  return {
    async send({ runs, comparisons }) {
      const { trackedRun } = await import('./tracked-run.ts')
      const whole = runs.filter(({ summary }) => gravelyIncomplete(summary) === undefined)
      for (const { folder } of runs.filter((run) => !whole.includes(run))) {
        note(`${folder}: incomplete, so it is sent to no tracker yet`)
      }
      const sent = whole.map((run) =>
        trackedRun(
          run,
          comparisons.find(({ after }) => after.run === run.folder),
        ),
      )
      for (const tracker of trackers) {
        tracker.waiting.push(...sent)
        await deliverTo(tracker)
      }
    },
    end() {
      for (const tracker of trackers) {
        const { name, waiting, told } = tracker
        if (told === 0 || waiting.length === told) continue
        note(`${name}: ${waiting.length} results were not sent. To send them: ${reportCommand(tracker)}`)
      }
    },
  }
}

const reportCommand = ({ waiting, flag }: Tracker) =>
  `evalkit report ${waiting.map(({ folder }) => shellWord(folder)).join(' ')} ${flag}`

async function deliverTo(tracker: Tracker): Promise<void> {
  const { waiting, name, told, deliver } = tracker
  try {
    await deliver(waiting, AbortSignal.timeout(told === 0 ? LONGEST_MS : LONGEST_AFTER_FAILURE_MS))
    tracker.waiting = []
    tracker.told = 0
    if (told > 0) note(`${name}: works again, and has all results`)
  } catch (error) {
    if (told > 0) return
    tracker.told = waiting.length
    const how = reportCommand(tracker)
    note(`${name}: ${(error as Error).message}. The results are saved. To send them later: ${how}`)
  }
}
