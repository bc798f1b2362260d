/** Reads EvalScope: `reviews/<model>/<dataset>_<subset>.jsonl`, with predictions and reports of the same names beside them. */
import { defined } from '../../../results/defined.ts'
import { InteropError } from '../../../results/errors.ts'
import { nearest } from '../../../results/names.ts'
import type { Reading } from '../../../results/schema/schema.ts'
import { count, plural } from '../../../results/words/format.ts'
import { configFor, counterpart, modelFolder, reportFor } from './evalscope-report.ts'
import { rowsOf } from './files.ts'
import {
  completion,
  type ForeignOutcome,
  type ForeignRun,
  type ForeignTrial,
  type LogFile,
  type Reader,
  type ReadOptions,
} from './foreign.ts'
import { countIn, type Fields, fieldsOf, isFields, listIn, nameIn, numberIn, textIn } from './json-fields.ts'
import { messagesIn, usageIn } from './messages.ts'
import { isProtectedName, meanOf, runOfTrials } from './run-of-trials.ts'

export const evalscope: Reader = {
  tool: 'evalscope',
  lookedFor: 'reviews/<model>/<dataset>_<subset>.jsonl of EvalScope',
  owns: (file) => isReview(file),
  async read(own, options, all) {
    const runs: ForeignRun[] = []
    for (const file of own) runs.push(await runOf(file, all, options))
    return runs
  },
}

const isReview = async (file: LogFile) => file.name.endsWith('.jsonl') && (await file.head()).includes('"sample_score"')

async function runOf(file: LogFile, files: readonly LogFile[], { metric: wanted }: ReadOptions): Promise<ForeignRun> {
  const task = file.name.replace(/\.jsonl$/, '')
  const predictions = await predictionsFor(file, files)
  const rows: Fields[] = []
  for await (const { row } of rowsOf(file.path, { onTorn: () => undefined })) rows.push(fieldsOf(row))
  const main = mainMetric(rows)
  const metric = wanted ?? main
  requireMetric(file, rows, metric)
  const trials = rows.map((row, at) => trialOf(row, at, metric, predictions))
  const report = await reportFor(file, files, task)
  const { model, requested, ...facts } = { ...report.facts, ...(await configFor(file, files, report.dataset)) }
  const perSample = trials.reduce((most, { repeat }) => Math.max(most, repeat), 1)
  const missing = Math.max(0, (requested ?? 0) - trials.length)
  return runOfTrials(
    {
      tool: 'evalscope',
      source: file.path,
      task,
      metric,
      model: { name: model ?? modelFolder(file), provider: 'evalscope', api: 'chat' },
      ...(isProtectedName(task) && { isProtected: true }),
      ...(requested !== undefined && { planned: Math.ceil(requested / perSample) }),
      notes: missing === 0 ? [] : [`${count(missing)} of ${plural(requested ?? 0, 'generation')} have no review`],
      ...facts,
    },
    trials,
    {
      ...report.score(metric, metric === main),
      ...defined({ rows: meanOf(rows.flatMap((row) => valuesOf(row)[metric] ?? [])) }),
    },
  )
}

/** The first row's own; the first that some row has, where it names none. */
function mainMetric(rows: readonly Fields[]): string {
  const named = rows.map((row) => nameIn(scoreOf(row).main_score_name)).find((name) => name !== undefined)
  return named ?? rows.flatMap((row) => Object.keys(valuesOf(row)))[0] ?? 'score'
}

/** @throws InteropError where no row has a value of it */
function requireMetric({ path }: LogFile, rows: readonly Fields[], metric: string): void {
  const names = [...new Set(rows.flatMap((row) => Object.keys(valuesOf(row))))]
  if (names.includes(metric)) return
  throw new InteropError(`${path}: no review has a usable value of ${metric}`, {
    hint: names.length === 0 ? 'Run the reviews again.' : `${nearest(metric, names)}There are: ${names.join(', ')}.`,
  })
}

async function predictionsFor(file: LogFile, files: readonly LogFile[]): Promise<ReadonlyMap<string, Fields>> {
  const beside = counterpart(file, files, 'predictions')
  const found = new Map<string, Fields>()
  if (beside === undefined) return found
  for await (const { row } of rowsOf(beside.path, { onTorn: () => undefined })) {
    const prediction = fieldsOf(row)
    found.set(String(prediction.index), prediction)
  }
  return found
}

const scoreOf = (row: Fields) => fieldsOf(fieldsOf(row.sample_score).score)

/** By metric, without those that are unusable: since their status says so, or since computing them failed, which leaves a 0. */
function valuesOf(row: Fields): Record<string, number> {
  const { value, status } = scoreOf(row)
  const states = fieldsOf(status)
  const usable = Object.entries(fieldsOf(value)).flatMap(([name, one]) => {
    const number = numberIn(one)
    const isUsable = (numberIn(states[name]) ?? 0) === 0 && errorOf(row, name) === undefined
    return number !== undefined && isUsable ? [[name, number] as const] : []
  })
  return Object.fromEntries(usable)
}

/** An error of `BLEU` is one of `bleu-1`, `bleu-2` and so on. */
function errorOf(row: Fields, metric: string): string | undefined {
  const errors = Object.entries(fieldsOf(fieldsOf(scoreOf(row).metadata).metric_errors))
  const [, error] = errors.find(([name]) => metric.toLowerCase().startsWith(name.toLowerCase())) ?? []
  return textIn(error)?.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE)
}

const LONGEST_MESSAGE = 200

function trialOf(row: Fields, at: number, metric: string, predictions: ReadonlyMap<string, Fields>): ForeignTrial {
  const sample = fieldsOf(row.sample_score)
  const values = valuesOf(row)
  const prediction = predictions.get(String(row.index)) ?? {}
  const output = fieldsOf(prediction.model_output)
  const choice = fieldsOf(listIn(output.choices)[0])
  const messages = messagesIn(prediction.messages) ?? messagesIn(row.messages)
  const reply = messages?.at(-1)?.role === 'assistant' ? messages.at(-1)?.content : undefined
  const text = textIn(output.completion) ?? reply ?? textIn(scoreOf(row).prediction)
  const prompt = messages?.slice(0, reply === undefined ? undefined : -1) ?? textIn(row.input) ?? ''
  const answer = nameIn(scoreOf(row).extracted_prediction) ?? null
  const others = Object.entries(values).filter(([name]) => name !== metric)
  const asked = typeof prompt === 'string' ? [prompt] : prompt.map(({ content }) => content)
  return {
    id: nameIn(sample.group_id) ?? nameIn(sample.sample_id) ?? nameIn(row.index) ?? String(at),
    repeat: (countIn(sample.generation_index) ?? 0) + 1,
    texts: [textIn(row.input) ?? '', ...asked],
    turns:
      text === undefined
        ? []
        : [
            {
              prompt,
              completion: {
                ...completion(text, choice.stop_reason === 'max_tokens' ? 'length' : 'other'),
                ...defined({ usage: usageIn(fieldsOf(output.usage)), latencyMs: latencyOf(output) }),
              },
            },
          ],
    prompt,
    outcome: outcomeOf(row, metric, answer, output, text),
    readings: Object.fromEntries(others.map(([name, value]): [string, Reading] => [name, { answer, value }])),
    ...defined({ target: nameIn(row.target) }),
  }
}

function outcomeOf(
  row: Fields,
  metric: string,
  answer: string | null,
  output: Fields,
  text: string | undefined,
): ForeignOutcome {
  const value = valuesOf(row)[metric]
  const error = nameIn(output.error) ?? (isFields(output.error) ? nameIn(output.error.message) : undefined)
  if (error !== undefined) return { kind: 'unscored', reason: 'model-error', message: error }
  if (value === undefined) {
    const status = textIn(scoreOf(row).status)
    const why = errorOf(row, metric) ?? (status === 'success' ? undefined : status)
    const message = `no usable value of ${metric}${why === undefined ? '' : `: ${why}`}`
    return { kind: 'unscored', reason: 'missing', message }
  }
  return { kind: 'scored', value, answer, ...(text === '' && { flaw: 'empty' as const }) }
}

const latencyOf = ({ time }: Fields) => {
  const seconds = numberIn(time)
  return seconds === undefined || seconds < 0 ? undefined : Math.round(seconds * 1000)
}
