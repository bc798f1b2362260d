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

/** A destination, and the runs that are still to be sent there. */
interface Tracker {
  readonly name: string
  readonly flag: string
  readonly deliver: (runs: readonly TrackedRun[], signal: AbortSignal) => Promise<void>
  waiting: TrackedRun[]
  /** How many runs were waiting when a failure was reported; 0 while deliveries succeed. */
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

type Environment = Readonly<Record<string, string | undefined>>

/**
 * @returns undefined when the command has no tracker
 * @throws UsageError before anything is run, for a folder that cannot be written and for an address that cannot be meant
 */
export async function openTrackers(
  { tensorboard, mlflow }: TrackerArguments,
  env: Environment = process.env,
): Promise<Trackers | undefined> {
  const trackers: Tracker[] = []
  if (tensorboard !== undefined) trackers.push(await tensorboardTracker(tensorboard))
  if (mlflow !== undefined) trackers.push(await mlflowTracker(mlflow, env))
  if (trackers.length === 0) return undefined
  return {
    async send({ runs, comparisons }) {
      const sent = await trackedRuns(runs, comparisons)
      for (const tracker of trackers) {
        tracker.waiting.push(...sent)
        await deliverTo(tracker)
      }
    },
    end() {
      for (const tracker of trackers) tellUnsent(tracker)
    },
  }
}

async function tensorboardTracker(folder: string): Promise<Tracker> {
  const { makeEventFolder, writeEventFiles } = await import('./tensorboard.ts')
  await makeEventFolder(folder)
  return {
    name: `TensorBoard files in ${folder}`,
    flag: `--tensorboard ${shellWord(folder)}`,
    deliver: (runs) => writeEventFiles(folder, runs),
    waiting: [],
    told: 0,
  }
}

async function mlflowTracker(url: string, env: Environment): Promise<Tracker> {
  const { mlflowServer } = await import('./mlflow-api.ts')
  const { sendToMlflow } = await import('./mlflow.ts')
  const target = { ...mlflowServer(url, env), experiment: env.MLFLOW_EXPERIMENT_NAME?.trim() || 'evalkit' }
  return {
    name: 'MLflow',
    flag: `--mlflow ${shellWord(target.url)}`,
    deliver: (runs, signal) => sendToMlflow(target, runs, signal),
    waiting: [],
    told: 0,
  }
}

/** What trackers get of the runs that are complete; the others are noted. */
async function trackedRuns(
  runs: readonly SummarizedRun[],
  comparisons: readonly Comparison[],
): Promise<readonly TrackedRun[]> {
  const { trackedRun } = await import('./tracked-run.ts')
  return runs.flatMap((run) => {
    const comparison = comparisons.find(({ after }) => after.run === run.folder)
    if (gravelyIncomplete(run.summary) === undefined) return [trackedRun(run, comparison)]
    note(`${run.folder}: incomplete, so it is sent to no tracker yet`)
    return []
  })
}

function tellUnsent(tracker: Tracker): void {
  const { name, waiting, told } = tracker
  if (told === 0 || waiting.length === told) return
  note(`${name}: ${waiting.length} results were not sent. To send them: ${reportCommand(tracker)}`)
}

const reportCommand = ({ waiting, flag }: Tracker) =>
  `evalkit report ${waiting.map(({ folder }) => shellWord(folder)).join(' ')} ${flag}`

async function deliverTo(tracker: Tracker): Promise<void> {
  const { waiting, name, told, deliver } = tracker
  const limitMs = told === 0 ? LONGEST_MS : LONGEST_AFTER_FAILURE_MS
  const signal = AbortSignal.timeout(limitMs)
  try {
    await deliver(waiting, signal)
    tracker.waiting = []
    tracker.told = 0
    if (told > 0) note(`${name}: works again, and has all results`)
  } catch (error) {
    if (told > 0) return
    tracker.told = waiting.length
    const how = reportCommand(tracker)
    const why = signal.aborted ? `took longer than ${limitMs / 1000} s` : (error as Error).message
    note(`${name}: ${why}. The results are saved. To send them later: ${how}`)
  }
}
