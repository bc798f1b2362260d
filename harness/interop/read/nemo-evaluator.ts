/** Reads NeMo Evaluator: `results.jsonl` with one row for each problem and repeat, and `eval-*.json` beside it. */
import { dirname } from 'node:path'
import { defined } from '../../../results/defined.ts'
import type { Completion } from '../../../results/schema/schema.ts'
import { plural } from '../../../results/words/format.ts'
import { readWholeJson, rowsOf } from './files.ts'
import {
  completion,
  type ForeignOutcome,
  type ForeignRun,
  type ForeignTrial,
  type LogFile,
  type Reader,
} from './foreign.ts'
import { generationOf } from './generation.ts'
import { countIn, type Fields, fieldsOf, nameIn, numberIn, textIn } from './json-fields.ts'
import { lastAsked, messagesIn } from './messages.ts'
import { isProtectedName, meanOf, type OriginScore, runOfTrials } from './run-of-trials.ts'

export const nemoEvaluator: Reader = {
  tool: 'nemo-evaluator',
  lookedFor: 'results.jsonl of NeMo Evaluator, with eval-<benchmark>.json beside it',
  owns: (file) => isResults(file),
  async read(own, _, all) {
    const runs: ForeignRun[] = []
    for (const file of own) runs.push(await runOf(file, all))
    return runs
  },
}

/** Its other files have rows of the same fields: `verified_log.jsonl`, for one, those of an evaluation that has not ended. */
const isResults = async (file: LogFile) => {
  if (!/^results.*\.jsonl$/.test(file.name)) return false
  const head = await file.head()
  return head.includes('"problem_idx"') && head.includes('"reward"')
}

async function runOf(file: LogFile, files: readonly LogFile[]): Promise<ForeignRun> {
  const beside = files.find(({ path, name }) => dirname(path) === dirname(file.path) && /^eval-.*\.json$/.test(name))
  const bundle = beside === undefined ? {} : fieldsOf(await readWholeJson(beside))
  const benchmark = fieldsOf(bundle.benchmark)
  const config = fieldsOf(bundle.config)
  const folder = dirname(file.path).split(/[\\/]/)
  const rows: Fields[] = []
  for await (const { row } of rowsOf(file.path, { onTorn: () => undefined })) rows.push(fieldsOf(row))
  const first = rows.some(({ repeat }) => repeat === 0) ? 0 : 1
  const task = nameIn(benchmark.name) ?? folder.at(-1) ?? 'benchmark'
  const failures = rows.filter(isFailure).length
  return runOfTrials(
    {
      tool: 'nemo-evaluator',
      source: file.path,
      task,
      metric: 'mean_reward',
      model: {
        name: nameIn(config.model) ?? nameIn(fieldsOf(config.model).name) ?? folder.at(-2) ?? 'model',
        provider: 'nemo-evaluator',
        api: 'chat',
      },
      generation: generationOf({ ...config, ...fieldsOf(config.params) }),
      ...(isProtectedName(task) && { isProtected: true }),
      notes: [
        ...(beside === undefined
          ? ['no eval-<benchmark>.json lies beside the results: model and settings are not known']
          : []),
        ...(failures === 0
          ? []
          : [`${plural(failures, 'trial')} ended with an error: the origin counts them as 0, here they have no score`]),
      ],
      ...defined({
        toolVersion: nameIn(bundle.sdk_version) ?? nameIn(bundle.version) ?? nameIn(bundle.nemo_evaluator_version),
      }),
    },
    rows.map((row, at) => trialOf(row, at, first)),
    { ...scoreIn(fieldsOf(benchmark.scores)), ...defined({ rows: meanOf(rows.flatMap(rewardOf)) }) },
  )
}

/** The mean of all rewards; where it is not there, the headline that is made of it, with four digits. */
function scoreIn({ summary, mean_reward, 'pass@1': first }: Fields): OriginScore {
  const mean = numberIn(fieldsOf(summary).mean)
  if (mean !== undefined) return { origin: mean }
  const headline = [mean_reward, first].map((score) => numberIn(fieldsOf(score).value) ?? numberIn(score))
  return { origin: headline.find((score) => score !== undefined), digits: 4 }
}

const rewardOf = ({ reward }: Fields) => numberIn(reward) ?? []

/**
 * The infrastructure failed: the row then has an empty reply and a reward of 0. Errors of the category `graceful`, such as a limit of
 * turns that an agent reached, are its own.
 */
const isFailure = ({ scoring_details, model_response }: Fields) => {
  const { error, error_category } = fieldsOf(scoring_details)
  return error !== undefined && error !== null && error_category !== 'graceful' && !textIn(model_response)
}

/** @param first how the first repeat is numbered: 0 or 1 */
function trialOf(row: Fields, at: number, first: number): ForeignTrial {
  const text = textIn(row.model_response)
  const prompt = messagesIn(row.prompt) ?? textIn(row.prompt) ?? ''
  return {
    id: nameIn(row.problem_idx) ?? String(at),
    repeat: Math.max(1, (countIn(row.repeat) ?? first) + 1 - first),
    texts: [lastAsked(prompt), ...(textIn(row.question) === undefined ? [] : [row.question as string])],
    turns: text === undefined || isFailure(row) ? [] : [{ prompt, completion: replyOf(row, text) }],
    prompt,
    outcome: outcomeOf(row, text),
    ...defined({ target: nameIn(row.expected_answer), group: textIn(fieldsOf(row.metadata).category) }),
  }
}

function replyOf({ latency_ms }: Fields, text: string): Completion {
  const latencyMs = numberIn(latency_ms)
  return { ...completion(text), ...(latencyMs !== undefined && latencyMs > 0 && { latencyMs }) }
}

function outcomeOf(row: Fields, text: string | undefined): ForeignOutcome {
  const reward = numberIn(row.reward)
  const error = nameIn(row.error) ?? nameIn(fieldsOf(row.scoring_details).error)
  if (isFailure(row) || (text === undefined && error !== undefined)) {
    return { kind: 'unscored', reason: 'model-error', message: error ?? 'an error without a message' }
  }
  if (reward === undefined) return { kind: 'unscored', reason: 'missing', message: error ?? 'the row has no reward' }
  return {
    kind: 'scored',
    value: reward,
    answer: nameIn(row.extracted_answer) ?? null,
    ...(text === '' && { flaw: 'empty' as const }),
  }
}
