/** Reads NeMo Evaluator: `results.jsonl` with one row for each problem and repeat, and `eval-*.json` beside it. */
import { dirname } from 'node:path'
import { defined } from '../../../results/defined.ts'
import { readWholeJson, rowsOf } from './files.ts'
import {
  completion,
  type ForeignOutcome,
  type ForeignRun,
  type ForeignTrial,
  type LogFile,
  type Reader,
} from './foreign.ts'
import { generationOf, lastAsked, messagesIn } from './generation.ts'
import { countIn, type Fields, fieldsOf, nameIn, numberIn, textIn } from './json-fields.ts'
import { isProtectedName, runOfTrials } from './run-of-trials.ts'

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

const isResults = async (file: LogFile) => {
  if (!file.name.endsWith('.jsonl')) return false
  const head = await file.head()
  return head.includes('"problem_idx"') && head.includes('"reward"')
}

async function runOf(file: LogFile, files: readonly LogFile[]): Promise<ForeignRun> {
  const beside = files.find(({ path, name }) => dirname(path) === dirname(file.path) && /^eval-.*\.json$/.test(name))
  const bundle = beside === undefined ? {} : fieldsOf(await readWholeJson(beside))
  const benchmark = fieldsOf(bundle.benchmark)
  const config = fieldsOf(bundle.config)
  const folder = dirname(file.path).split(/[\\/]/)
  const trials: ForeignTrial[] = []
  const first = new Set<number>()
  for await (const { row } of rowsOf(file.path, { onTorn: () => undefined })) {
    const fields = fieldsOf(row)
    if (countIn(fields.repeat) !== undefined) first.add(fields.repeat as number)
    trials.push(trialOf(fields, trials.length))
  }
  const task = nameIn(benchmark.name) ?? folder.at(-1) ?? 'benchmark'
  const scores = fieldsOf(benchmark.scores)
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
      notes:
        beside === undefined
          ? ['no eval-<benchmark>.json lies beside the results: model and settings are not known']
          : [],
      ...defined({ toolVersion: nameIn(bundle.version) ?? nameIn(bundle.nemo_evaluator_version) }),
    },
    // Repeats count from 0 or from 1.
    first.has(0)
      ? trials.map((trial) => ({ ...trial, repeat: trial.repeat + 1 }))
      : trials.map((trial) => ({ ...trial, repeat: Math.max(1, trial.repeat) })),
    numberIn(fieldsOf(scores.mean_reward).value) ?? numberIn(scores.mean_reward),
  )
}

/** Its `repeat` as the row has it. */
function trialOf(row: Fields, at: number): ForeignTrial {
  const text = textIn(row.model_response)
  const prompt = messagesIn(row.prompt) ?? textIn(row.prompt) ?? ''
  return {
    id: nameIn(row.problem_idx) ?? String(at),
    repeat: countIn(row.repeat) ?? 1,
    texts: [lastAsked(prompt), ...(textIn(row.question) === undefined ? [] : [row.question as string])],
    turns: text === undefined ? [] : [{ prompt, completion: completion(text) }],
    prompt,
    outcome: outcomeOf(row, text),
    ...defined({ target: nameIn(row.expected_answer), group: textIn(fieldsOf(row.metadata).category) }),
  }
}

function outcomeOf(row: Fields, text: string | undefined): ForeignOutcome {
  const reward = numberIn(row.reward)
  const error = nameIn(row.error) ?? nameIn(fieldsOf(row.scoring_details).error)
  if (text === undefined && error !== undefined) return { kind: 'unscored', reason: 'model-error', message: error }
  if (reward === undefined) return { kind: 'unscored', reason: 'missing', message: error ?? 'the row has no reward' }
  return {
    kind: 'scored',
    value: reward,
    answer: nameIn(row.extracted_answer) ?? null,
    ...(text === '' && { flaw: 'empty' as const }),
  }
}
