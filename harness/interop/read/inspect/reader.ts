/** Reads logs of Inspect: `.eval` and `.json`, finished or not. */
import { defined } from '../../../../results/defined.ts'
import { nearest } from '../../../../results/names.ts'
import type { ImportedScore } from '../../../../results/schema/schema.ts'
import { count, plural } from '../../../../results/words/format.ts'
import type { ForeignRun, ForeignTrial, LogFile, Reader, ReadOptions } from '../foreign.ts'
import { generationOf, publicAddress } from '../generation.ts'
import { type Fields, fieldsOf, listIn, nameIn, numberIn, textIn, timeIn } from '../json-fields.ts'
import { NoScoreError, readEach } from '../read-each.ts'
import { isProtectedName } from '../run-of-trials.ts'
import { type InspectLog, openInspectLog, VERSION } from './log.ts'
import { trialOf } from './sample.ts'
import { type Scan, scanSamples } from './scan.ts'

export const inspect: Reader = {
  tool: 'inspect',
  lookedFor: '.eval and .json logs of Inspect (inspect eval --log-dir DIR)',
  owns: isLog,
  async read(own, options) {
    return readEach(own, async (file) => runsOf(await openInspectLog(file), options))
  },
}

async function isLog(file: LogFile): Promise<boolean> {
  if (file.name.endsWith('.eval')) return true
  if (!file.name.endsWith('.json')) return false
  const head = await file.head()
  // `logs.json` of an eval set has headers too, each below the name of its log.
  return (
    /^\s*\{\s*"(?:version|status|eval)"\s*:/.test(head) &&
    /"eval"\s*:\s*\{/.test(head) &&
    /"(?:task|eval_id|run_id)"/.test(head) &&
    /"version"\s*:/.test(head)
  )
}

/** One run for each scorer; a scorer that gives several values has one for each. */
async function runsOf(log: InspectLog, { filter, metric }: ReadOptions): Promise<ForeignRun[]> {
  const scan = await scanSamples(log)
  const names = [...scan.ranges.keys()]
  const wanted = filter ?? metric
  const chosen = wanted === undefined ? names : names.filter((name) => name === wanted || name.split('/')[0] === wanted)
  if (chosen.length > 0) return inHeadOrder(log, chosen).map((name) => runOf(log, name, scan))
  if (wanted !== undefined && names.length > 0) {
    throw new NoScoreError(`${log.path}: no sample has a score by ${wanted}`, {
      hint: `${nearest(wanted, names)}There are: ${names.join(', ')}.`,
      ...(names.length === 1 && { otherwise: () => names.map((name) => runOf(log, name, scan)) }),
    })
  }
  const status = nameIn(log.header.status) ?? 'unknown'
  throw new NoScoreError(`${log.path}: no sample has a score; the log's status is ${status}`, {
    hint: 'Finish the evaluation with inspect eval-retry, or score it with inspect score.',
  })
}

/** The log's own headline first, then in the order of its results. */
function inHeadOrder({ header }: InspectLog, names: readonly string[]): string[] {
  const results = fieldsOf(header.results)
  const order = [
    nameIn(fieldsOf(results.headline).score),
    ...listIn(results.scores).map((one) => nameIn(fieldsOf(one).name)),
  ]
  const place = (name: string) => {
    const at = order.indexOf(name)
    return at === -1 ? order.length : at
  }
  return [...names].sort((a, b) => place(a) - place(b))
}

function runOf(log: InspectLog, scorer: string, scan: Scan): ForeignRun {
  const about = fieldsOf(log.header.eval)
  const config = fieldsOf(about.config)
  const stats = fieldsOf(log.header.stats)
  const model = nameIn(about.model) ?? 'model'
  const settings = settingsOf(log.header)
  const declared = listIn(fieldsOf(about.dataset).sample_ids).flatMap((id) => nameIn(id) ?? [])
  const ids = scan.ids.every((id) => declared.includes(id)) && declared.length > 0 ? declared : scan.ids
  const [startedAt, finishedAt] = [timeIn(stats.started_at) ?? timeIn(about.created), timeIn(stats.completed_at)]
  return {
    tool: 'inspect',
    source: log.path,
    model: {
      name: model.split('/').slice(1).join('/') || model,
      provider: model.split('/')[0] ?? 'inspect',
      api: 'chat',
      ...defined({ endpoint: publicAddress(nameIn(about.model_base_url)) }),
    },
    task: nameIn(about.task) ?? 'task',
    filter: scorer,
    metric: metricOf(log.header, scorer, scan),
    generation: generationOf(settings.generation),
    settings,
    planned: ids.length,
    ids,
    trialsPerSample: scan.epochs,
    range: scan.ranges.get(scorer) ?? [0, 1],
    scores: scoresOf(log.header, scan),
    ...(isProtectedName(nameIn(about.task), nameIn(fieldsOf(about.dataset).name)) && { isProtected: true }),
    notes: notesOn(log, scan, ids.length, config),
    ...defined({
      toolVersion: nameIn(fieldsOf(about.packages).inspect_ai),
      taskVersion: nameIn(about.task_version),
      startedAt,
      finishedAt,
      wallMs: startedAt && finishedAt ? Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) : undefined,
    }),
    trials: () => trials(log, scorer),
  }
}

async function* trials(log: InspectLog, scorer: string): AsyncGenerator<ForeignTrial> {
  for await (const sample of log.samples()) yield trialOf(sample, scorer)
}

/** What decides how samples were asked. */
function settingsOf(header: Fields) {
  const about = fieldsOf(header.eval)
  const plan = fieldsOf(header.plan)
  const config = fieldsOf(about.config)
  const limits = ['message_limit', 'token_limit', 'time_limit', 'working_limit', 'cost_limit']
  return {
    generation: { ...fieldsOf(plan.config), ...fieldsOf(about.model_generate_config) },
    solvers: listIn(plan.steps).map((step) => ({ solver: fieldsOf(step).solver, params: fieldsOf(step).params })),
    arguments: fieldsOf(about.task_args),
    limits: Object.fromEntries(
      limits.flatMap((name) => (config[name] === undefined || config[name] === null ? [] : [[name, config[name]]])),
    ),
  }
}

const ERRORS_OF_A_METRIC = /^(?:stderr|std|var|bootstrap_stderr)$/

const nameOfScorer = (scorer: string) => scorer.split('/')[0] ?? scorer

interface OriginScore {
  /** As samples have it: a scorer, or `scorer/name` for one of several values. */
  readonly scorer: string
  readonly metrics: Fields
  /** Absent for the mean over epochs. */
  readonly reducer?: string
}

/** The header calls one of several values by its own name, beside that of its scorer. The mean over epochs comes first, if there are several reducers. */
function originScores(header: Fields, { ranges }: Scan): OriginScore[] {
  const scores = listIn(fieldsOf(header.results).scores).map(fieldsOf)
  const named = scores.flatMap(({ name, scorer, metrics, reducer }): OriginScore[] => {
    if (typeof name !== 'string') return []
    const value = `${textIn(scorer)}/${name}`
    const other = nameIn(reducer)
    return [
      {
        scorer: ranges.has(value) ? value : name,
        metrics: fieldsOf(metrics),
        ...(other !== undefined && other !== 'mean' && { reducer: other }),
      },
    ]
  })
  return named.sort((a, b) => Number(a.reducer !== undefined) - Number(b.reducer !== undefined))
}

function metricOf(header: Fields, scorer: string, scan: Scan): string {
  const scores = originScores(header, scan)
  const own = scores.find((one) => one.scorer === scorer) ?? scores.find((one) => one.scorer === nameOfScorer(scorer))
  return Object.keys(own?.metrics ?? {}).find((name) => !ERRORS_OF_A_METRIC.test(name)) ?? 'accuracy'
}

function scoresOf(header: Fields, scan: Scan): ImportedScore[] {
  return originScores(header, scan).flatMap(({ scorer, metrics }): ImportedScore[] => {
    const standardError = numberIn(fieldsOf(metrics.stderr).value)
    const rows = scan.means.get(scorer)
    return Object.entries(metrics).flatMap(([metric, facts]) => {
      const origin = numberIn(fieldsOf(facts).value)
      if (origin === undefined || ERRORS_OF_A_METRIC.test(metric)) return []
      const isError = standardError !== undefined && standardError >= 0
      return [{ metric, filter: scorer, origin, ...(isError && { standardError }), ...defined({ rows }) }]
    })
  })
}

function notesOn(
  { header, isUnfinished }: InspectLog,
  { samples, epochs }: Scan,
  planned: number,
  config: Fields,
): string[] {
  const version = numberIn(header.version) ?? VERSION
  const reducers = [config.epochs_reducer].flat().flatMap((name) => nameIn(name) ?? [])
  const status = nameIn(header.status)
  const error = textIn(fieldsOf(header.error).message)?.replace(/\s+/g, ' ').slice(0, 200)
  return [
    ...(version > VERSION
      ? [`version ${version} of the format is newer than ${VERSION}: what is known of it was read`]
      : []),
    ...(isUnfinished ? ['the evaluation had not ended when the log was written'] : []),
    ...(status === 'error' || status === 'cancelled'
      ? [`the evaluation ended with status ${status}${error === undefined ? '' : `: ${error}`}`]
      : []),
    ...(header.invalidated === true ? ['samples of the log were invalidated: they have no score here'] : []),
    ...(samples < planned * epochs
      ? [`${count(planned * epochs - samples)} of ${plural(planned * epochs, 'sample')} are not in the log`]
      : []),
    ...(reducers.length > 0 && !reducers.includes('mean')
      ? [`the origin reduces epochs by ${reducers.join(', ')}; evalkit takes their mean`]
      : []),
  ]
}
