/** Reads the output of lm-evaluation-harness: results files, and samples files with one row for each document and filter. */
import { dirname } from 'node:path'
import { defined } from '../../../../results/defined.ts'
import { InteropError } from '../../../../results/errors.ts'
import { nearest } from '../../../../results/names.ts'
import { count, plural } from '../../../../results/words/format.ts'
import { readWholeJson } from '../files.ts'
import type { ForeignRun, LogFile, Reader, ReadOptions } from '../foreign.ts'
import { generationOf } from '../generation.ts'
import { fieldsOf } from '../json-fields.ts'
import { NoScoreError, readEach } from '../read-each.ts'
import { isProtectedName } from '../run-of-trials.ts'
import { type LmEvalResults, looksLikeResults, originScores, taskFacts } from './results.ts'
import { type FileScan, type FilterScan, scanSamples } from './scan.ts'
import { trialsOf } from './trials.ts'

/** `samples_gsm8k_2026-01-21T03-44-18.458309.jsonl`; `results_` and a date, or `<stem>_` and a date. */
const SAMPLES = /^samples_(.+?)(?:_(\d{4}-\d\d-\d\dT[\d-]+(?:\.\d+)?))?\.jsonl$/
const DATED = /_(\d{4}-\d\d-\d\dT[\d-]+(?:\.\d+)?)\.json$/

export const lmEval: Reader = {
  tool: 'lm-eval',
  lookedFor: 'results_<date>.json and samples_<task>_<date>.jsonl of lm-evaluation-harness (lm_eval --log_samples)',
  owns: async (file) => (await isSamples(file)) || (await isResults(file)),
  async read(own, options) {
    const samples = await filter(own, isSamples)
    const results = await filter(own, isResults)
    if (samples.length === 0) throw withoutSamples(results)
    const read = new Map<LogFile, LmEvalResults>()
    return readEach(samples, async (file) => {
      const [, task = file.name.replace(/\.jsonl$/, ''), date] = SAMPLES.exec(file.name) ?? []
      const beside = resultsFor(file, date, results)
      if (beside !== undefined && !read.has(beside)) {
        read.set(beside, { path: beside.path, fields: fieldsOf(await readWholeJson(beside)) })
      }
      return runsOf(file, task, beside && read.get(beside), options)
    })
  },
}

async function filter(files: readonly LogFile[], matches: (file: LogFile) => boolean | Promise<boolean>) {
  const found = []
  for (const file of files) if (await matches(file)) found.push(file)
  return found
}

const isSamples = async (file: LogFile) => {
  if (!file.name.endsWith('.jsonl')) return false
  const head = await file.head()
  return /^\s*\{"doc_id":/.test(head) || (head.includes('"doc_id"') && head.includes('"filtered_resps"'))
}

const isResults = async (file: LogFile) => file.name.endsWith('.json') && looksLikeResults(await file.head())

/** Those of the same date and folder; without a date, the only ones of the folder. */
function resultsFor(samples: LogFile, date: string | undefined, results: readonly LogFile[]): LogFile | undefined {
  const beside = results.filter(({ path }) => dirname(path) === dirname(samples.path))
  const dated = beside.find(({ name }) => date !== undefined && DATED.exec(name)?.[1] === date)
  return dated ?? (date === undefined && beside.length === 1 ? beside[0] : undefined)
}

async function runsOf(file: LogFile, task: string, results: LmEvalResults | undefined, options: ReadOptions) {
  const scan = await scanSamples(file.path)
  if (scan.filters.length === 0)
    throw new NoScoreError(`${file.path}: holds no rows`, { hint: 'Leave it out, or run the evaluation again.' })
  const runBy = (one: FilterScan) => runOf(file, task, results, scan, one, options.metric)
  const names = scan.filters.map(({ filter }) => filter)
  if (options.filter !== undefined && !names.includes(options.filter)) {
    throw new NoScoreError(`${file.path}: no row has the filter ${options.filter}`, {
      hint: `${nearest(options.filter, names)}There are: ${names.join(', ')}.`,
      ...(names.length === 1 && { otherwise: () => scan.filters.map(runBy) }),
    })
  }
  const ordered = inOrderOf(taskFacts(results, task).filters, scan.filters)
  return ordered.filter(({ filter }) => options.filter === undefined || filter === options.filter).map(runBy)
}

/** The first filter of the task's own list is the one its authors put first. */
const inOrderOf = (names: readonly string[], filters: readonly FilterScan[]) =>
  [...filters].sort((a, b) => place(names, a.filter) - place(names, b.filter))

const place = (names: readonly string[], name: string) => (names.includes(name) ? names.indexOf(name) : names.length)

function runOf(
  file: LogFile,
  task: string,
  results: LmEvalResults | undefined,
  { filters, torn }: FileScan,
  scan: FilterScan,
  wanted: string | undefined,
): ForeignRun {
  const { model, settings, lowerIsBetter, systemText, filters: _, dataset, ...facts } = taskFacts(results, task)
  const metric = headline(file, scan, lowerIsBetter, wanted)
  const used = Object.keys(scan.settings).length > 0 ? scan.settings : settings
  const planned = Math.max(facts.planned ?? 0, scan.docs.length + (torn === undefined ? 0 : 1))
  const isWhole = planned === scan.docs.length
  return {
    tool: 'lm-eval',
    source: file.path,
    task,
    ...facts,
    ...(scan.filter !== 'none' && { filter: scan.filter }),
    metric,
    model: {
      name: model.name ?? modelFolder(file.path),
      provider: model.provider ?? 'lm-eval',
      api: scan.isChat || model.isChat ? 'chat' : 'completions',
      ...defined({ endpoint: model.endpoint }),
    },
    generation: { ...generationOf(used), ...defined({ system: systemText }) },
    settings: used,
    planned,
    ids: { [Symbol.iterator]: () => scan.docs.ids().map(String) },
    trialsPerSample: 1,
    range: rangeOf(scan.values.get(metric) ?? []),
    scores: scoresOf(results, task, filters),
    ...(isWhole && { questions: scan.questions, prompts: scan.prompts }),
    ...(isProtectedName(task, dataset) && { isProtected: true }),
    notes: notesOn(results, scan, torn, planned),
    trials: () => trialsOf(file.path, filters, scan, metric),
  }
}

/** `<output_path>/<model>/samples_…` where no results file names the model. */
const modelFolder = (path: string) => dirname(path).split(/[\\/]/).at(-1) || 'model'

/** @throws NoScoreError where no metric of the rows is a number that says how good a reply is */
function headline(
  file: LogFile,
  { values, filter, isUnscored }: FilterScan,
  lowerIsBetter: readonly string[],
  wanted: string | undefined,
) {
  const names = [...values.keys()]
  const usable = names.filter((name) => !lowerIsBetter.includes(name))
  const chosen = wanted === undefined ? usable[0] : names.find((name) => name === wanted)
  if (chosen !== undefined) return chosen
  if (names.length === 0 && isUnscored) {
    throw new NoScoreError(`${file.path}: the evaluation was made with --predict_only, which scores nothing`, {
      hint: 'Run lm_eval again without it; with --use_cache it need not ask the model again.',
    })
  }
  const what = wanted === undefined ? 'no metric that is a number, where more is better' : `no metric ${wanted}`
  throw new NoScoreError(`${file.path}: the rows with the filter ${filter} have ${what}`, {
    hint:
      names.length > 0
        ? `There are: ${names.join(', ')}. Choose one with --metric.`
        : 'Aggregated metrics, such as perplexity, have no score of one row.',
  })
}

/** 0 to 1, wider where a row lies outside. */
function rangeOf(values: readonly number[]): [number, number] {
  const range: [number, number] = [0, 1]
  for (const value of values) {
    if (value < range[0]) range[0] = value
    if (value > range[1]) range[1] = value
  }
  return range
}

function scoresOf(results: LmEvalResults | undefined, task: string, filters: readonly FilterScan[]) {
  const scores = originScores(results, task)
  const known = new Map(scores.map((one) => [`${one.metric},${one.filter}`, one]))
  const measured = filters.flatMap(({ filter, values }) =>
    [...values].map(([metric, all]) => ({ metric, filter, ...known.get(`${metric},${filter}`), rows: meanOf(all) })),
  )
  const others = scores.filter(
    ({ metric, filter }) => !measured.some((one) => one.metric === metric && one.filter === filter),
  )
  return [...measured, ...others]
}

function meanOf(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value))
  let sum = 0
  for (const value of numbers) sum += value
  return sum / Math.max(1, numbers.length)
}

function notesOn(
  results: LmEvalResults | undefined,
  { docs, emptyReplies, repeats }: FilterScan,
  torn: number | undefined,
  planned: number,
) {
  return [
    ...(results === undefined
      ? ['no results file of the same date lies beside the samples: versions, shots and settings are not known']
      : []),
    ...(torn === undefined ? [] : [`line ${torn} was cut off, and is left out`]),
    ...(planned > docs.length ? [`${count(planned - docs.length)} of ${plural(planned, 'document')} have no row`] : []),
    ...(emptyReplies > 0
      ? [
          `${plural(emptyReplies, 'reply')} ${emptyReplies === 1 ? 'is' : 'are'} empty: lm-eval writes the same where a server sent no text`,
        ]
      : []),
    ...(repeats > 1 ? [`each document has one score for its ${repeats} replies, as the filter makes it`] : []),
  ]
}

function withoutSamples([first]: readonly LogFile[]): InteropError {
  return new InteropError(
    `${first?.path}: results of lm-eval without samples: no samples_<task>_<date>.jsonl lies beside it`,
    {
      hint: 'Scores alone cannot be compared sample by sample: run lm_eval again with --log_samples.',
    },
  )
}
