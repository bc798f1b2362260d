/** Reads EvalScope: `reviews/<model>/<dataset>_<subset>.jsonl`, with predictions and reports of the same names beside them. */
import { dirname } from 'node:path'
import { defined } from '../../../results/defined.ts'
import type { Reading } from '../../../results/schema/schema.ts'
import { readWholeJson, rowsOf } from './files.ts'
import {
  completion,
  type ForeignOutcome,
  type ForeignRun,
  type ForeignTrial,
  type LogFile,
  type Reader,
  type ReadOptions,
} from './foreign.ts'
import { messagesIn } from './generation.ts'
import { countIn, type Fields, fieldsOf, isFields, listIn, nameIn, numberIn, textIn } from './json-fields.ts'
import { isProtectedName, runOfTrials } from './run-of-trials.ts'

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
  const model = parts(file).at(-2) ?? 'model'
  const predictions = await predictionsFor(file, files)
  const rows: Fields[] = []
  for await (const { row } of rowsOf(file.path, { onTorn: () => undefined })) rows.push(fieldsOf(row))
  const metric = wanted ?? Object.keys(valuesOf(rows[0] ?? {}))[0] ?? 'score'
  const trials = rows.map((row, at) => trialOf(row, at, metric, predictions))
  const report = await reportFor(file, files, task)
  return runOfTrials(
    {
      tool: 'evalscope',
      source: file.path,
      task,
      metric,
      model: { name: model, provider: 'evalscope', api: 'chat' },
      ...(isProtectedName(task) && { isProtected: true }),
    },
    trials,
    report && scoreIn(report, metric, task),
  )
}

const parts = ({ path }: LogFile) => path.split(/[\\/]/)

/** The file of one name in a folder beside `reviews`. */
function counterpart(file: LogFile, files: readonly LogFile[], folder: string, name = file.name): LogFile | undefined {
  const [root, model] = [dirname(dirname(dirname(file.path))), parts(file).at(-2)]
  return files.find(
    (one) =>
      one.name === name &&
      parts(one).at(-2) === model &&
      parts(one).at(-3) === folder &&
      dirname(dirname(dirname(one.path))) === root,
  )
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

async function reportFor(file: LogFile, files: readonly LogFile[], task: string): Promise<Fields | undefined> {
  const names = task.split('_').map((_, at, all) => `${all.slice(0, all.length - at).join('_')}.json`)
  const report = names.map((name) => counterpart(file, files, 'reports', name)).find((one) => one !== undefined)
  return report === undefined ? undefined : fieldsOf(await readWholeJson(report))
}

/** The score of the metric, of the subset that the file is of where the report has it. */
function scoreIn(report: Fields, metric: string, task: string): number | undefined {
  const own = listIn(report.metrics)
    .map(fieldsOf)
    .find(({ name }) => nameIn(name)?.toLowerCase().endsWith(metric.toLowerCase()))
  const subsets = listIn(own?.categories)
    .flatMap((category) => listIn(fieldsOf(category).subsets))
    .map(fieldsOf)
  const subset = subsets.find(({ name }) => task.endsWith(`_${name}`))
  return numberIn(subset?.score) ?? (subsets.length < 2 ? numberIn(own?.score) : undefined)
}

const scoreOf = (row: Fields) => fieldsOf(fieldsOf(row.sample_score).score)

/** By metric; those with a status other than 0 are unusable. */
function valuesOf(row: Fields): Record<string, number> {
  const { value, status } = scoreOf(row)
  const states = fieldsOf(status)
  const usable = Object.entries(fieldsOf(value)).filter(([name]) => (numberIn(states[name]) ?? 0) === 0)
  return Object.fromEntries(
    usable.flatMap(([name, one]) => (numberIn(one) === undefined ? [] : [[name, numberIn(one) as number]])),
  )
}

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
        : [{ prompt, completion: completion(text, choice.stop_reason === 'max_tokens' ? 'length' : 'other') }],
    prompt,
    outcome: outcomeOf(values[metric], metric, answer, output, text),
    readings: Object.fromEntries(others.map(([name, value]): [string, Reading] => [name, { answer, value }])),
    ...defined({ target: nameIn(row.target) }),
  }
}

function outcomeOf(
  value: number | undefined,
  metric: string,
  answer: string | null,
  output: Fields,
  text: string | undefined,
): ForeignOutcome {
  const error = nameIn(output.error) ?? (isFields(output.error) ? nameIn(output.error.message) : undefined)
  if (error !== undefined) return { kind: 'unscored', reason: 'model-error', message: error }
  if (value === undefined) return { kind: 'unscored', reason: 'missing', message: `no usable value of ${metric}` }
  return { kind: 'scored', value, answer, ...(text === '' && { flaw: 'empty' as const }) }
}
