/**
 * Sends runs to MLflow: one MLflow run for each line of a chart, with the training step as the step of its metrics.
 *
 * It is found again by a tag, so that a series may be sent by many processes. Metrics have the time of the run that they are of: MLflow
 * keeps equal ones once, so that a run may be sent again.
 */
import { type MlflowClient, MlflowError, type MlflowServer, openMlflow } from './mlflow-api.ts'
import { type TrackedRun, trackerName } from './tracked-run.ts'

/** Most metrics and tags of one request: MLflow takes 1,000 and 100. */
const METRICS_AT_ONCE = 900
const TAGS_AT_ONCE = 100
/** Most characters of a tag's value that every store keeps. */
const LONGEST_TAG = 4_000
const LONGEST_KEY = 250

const LINE_TAG = 'evalkit.line'

export interface MlflowTarget extends MlflowServer {
  readonly experiment: string
}

/** @throws MlflowError */
export async function sendToMlflow(
  target: MlflowTarget,
  runs: readonly TrackedRun[],
  signal: AbortSignal,
): Promise<void> {
  if (runs.length === 0) return
  using mlflow = openMlflow(target, signal)
  const experiment = await findExperiment(mlflow, target.experiment)
  for (const [lineKey, ofLine] of Map.groupBy(runs, (run) => run.lineKey)) {
    const run = await findRun(mlflow, experiment, lineKey, ofLine as [TrackedRun, ...TrackedRun[]])
    await logRuns(mlflow, run, ofLine)
  }
}

async function findExperiment(mlflow: MlflowClient, name: string): Promise<string> {
  const found = () => mlflow.call(`experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`)
  const reply = await orElse(found, 'RESOURCE_DOES_NOT_EXIST', () =>
    orElse(() => mlflow.call('experiments/create', { name }), 'RESOURCE_ALREADY_EXISTS', found),
  )
  const { experiment, experiment_id } = reply as Reply
  if (experiment?.lifecycle_stage === 'deleted') {
    throw new MlflowError(
      `the experiment ${name} was deleted there; restore it, or name another in MLFLOW_EXPERIMENT_NAME`,
    )
  }
  return required(experiment?.experiment_id ?? experiment_id, 'experiment_id')
}

/** The oldest run with the tag of this line, should two processes have made one at the same time. */
async function findRun(
  mlflow: MlflowClient,
  experiment: string,
  lineKey: string,
  runs: readonly [TrackedRun, ...TrackedRun[]],
): Promise<string> {
  const { runs: found = [] } = (await mlflow.call('runs/search', {
    experiment_ids: [experiment],
    filter: `tags."${LINE_TAG}" = '${lineKey}'`,
    order_by: ['attributes.start_time ASC'],
    max_results: 1,
  })) as Reply
  const [first] = found
  if (first !== undefined) return required(first.info?.run_id, 'run_id')
  const { run } = (await mlflow.call('runs/create', {
    experiment_id: experiment,
    run_name: runs[0].line,
    start_time: Math.min(...runs.map(({ atMs }) => atMs)),
    tags: [{ key: LINE_TAG, value: lineKey }],
  })) as Reply
  return required(run?.info?.run_id, 'run_id')
}

async function logRuns(mlflow: MlflowClient, run_id: string, runs: readonly TrackedRun[]): Promise<void> {
  const metrics = runs.flatMap(({ scalars, atMs, step }) =>
    scalars.map(({ tag, value }) => ({ key: tag.slice(0, LONGEST_KEY), value, timestamp: atMs, step })),
  )
  const facts: Record<string, string> = Object.assign({}, ...runs.map((run) => run.facts))
  const tags = Object.entries(facts).map(([name, value]) => ({
    key: trackerName(`evalkit.${name}`).slice(0, LONGEST_KEY),
    value: value.slice(0, LONGEST_TAG),
  }))
  for (const part of chunks(metrics, METRICS_AT_ONCE)) await mlflow.call('runs/log-batch', { run_id, metrics: part })
  for (const part of chunks(tags, TAGS_AT_ONCE)) await mlflow.call('runs/log-batch', { run_id, tags: part })
  const end_time = Math.max(...runs.map(({ atMs }) => atMs))
  await mlflow.call('runs/update', { run_id, status: 'FINISHED', end_time })
}

/** The fields of MLflow's replies that are read. */
interface Reply {
  readonly experiment?: { readonly experiment_id?: unknown; readonly lifecycle_stage?: unknown }
  readonly experiment_id?: unknown
  readonly run?: { readonly info?: { readonly run_id?: unknown } }
  readonly runs?: readonly { readonly info?: { readonly run_id?: unknown } }[]
}

async function orElse(call: () => Promise<unknown>, code: string, other: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof MlflowError && error.code === code) return other()
    throw error
  }
}

function required(value: unknown, field: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new MlflowError(`a reply has no ${field}; the URL should be that of an MLflow tracking server`)
}

function* chunks<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}
