/** The files of lm-evaluation-harness 0.4: `results_<DATE>.json`, and `samples_<task>_<DATE>.jsonl` as with `--log_samples`. */
import { createHash } from 'node:crypto'
import type { Generation, Prompt, RunManifest } from '../../../results/schema/schema.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { folderNameOf, publicName } from './about-run.ts'
import type { OutputFolder } from './output-folder.ts'
import {
  meanScore,
  messagesOf,
  questionOf,
  referencesOf,
  SampleMean,
  type ScoredTrial,
  samplesInOrder,
  scoredTrials,
} from './trials.ts'

/**
 * Writes one folder for each model, with one results file for its runs. A second run of the same benchmark gets a results file of
 * its own. A row is one sample, with all its repeats; its metric is the mean over those that have a score. Samples without a score
 * have no row, and `n-samples` counts them: the format has no word for them. Protected questions have no rows at all.
 *
 * @throws StoreError where a file cannot be written, or a run cannot be read
 */
export async function exportLmEval(runs: readonly FinishedRun[], folder: OutputFolder): Promise<void> {
  const files = resultsFiles(runs)
  for (const [index, group] of files.entries()) {
    const [first] = group as [FinishedRun, ...FinishedRun[]]
    const date = dateOf(first.manifest, index)
    const model = publicName(first, runs)
    const directory = folderNameOf(model)
    const tasks = []
    for (const run of group)
      tasks.push(await exportTask(run, `${directory}/samples_${taskOf(run)}_${date}.jsonl`, folder))
    const document = resultsDocument(first, model, tasks)
    await folder.write(`${directory}/results_${date}.json`, [`${JSON.stringify(document, null, 2)}\n`])
  }
}

/** Runs of one model share a file, unless they are of one benchmark. */
function resultsFiles(runs: readonly FinishedRun[]): FinishedRun[][] {
  const files: FinishedRun[][] = []
  for (const run of runs) {
    const label = run.manifest.model.label
    const room = files.find(
      (file) => file[0]?.manifest.model.label === label && !file.some((other) => taskOf(other) === taskOf(run)),
    )
    if (room === undefined) files.push([run])
    else room.push(run)
  }
  return files
}

interface Task {
  readonly run: FinishedRun
  readonly hash: string
  readonly standardError: number | undefined
}

async function exportTask(run: FinishedRun, path: string, folder: OutputFolder): Promise<Task> {
  const means = new SampleMean()
  const all = createHash('sha256')
  async function* lines(): AsyncGenerator<string> {
    let index = 0
    for await (const records of samplesInOrder(run)) {
      const scored = scoredTrials(records)
      const row = rowOf(scored, index++, run)
      if (row === undefined) continue
      means.add(scored)
      all.update(`${row.doc_hash}${row.prompt_hash}${row.target_hash}`)
      yield `${JSON.stringify(row)}\n`
    }
  }
  if (run.manifest.protected === undefined) await folder.write(path, lines())
  return { run, hash: all.digest('hex'), standardError: means.standardError }
}

/** @returns undefined where no repeat has a score */
function rowOf(scored: readonly ScoredTrial[], index: number, run: FinishedRun) {
  const [first] = scored
  if (first === undefined) return undefined
  const { record } = first
  const metric = metricOf(run)
  const target = referencesOf(record)[0] ?? ''
  const prompt = promptText(record.attempt.turns.at(-1)?.prompt ?? '')
  const doc = {
    id: record.id,
    question: questionOf(record),
    answer: target,
    ...(record.group && { group: record.group }),
  }
  return {
    doc_id: Number(/\d+$/.exec(record.id)?.[0] ?? index),
    doc,
    target,
    arguments: { gen_args_0: { arg_0: prompt, arg_1: generationKwargs(run.manifest.generation) } },
    resps: [scored.map((one) => one.record.attempt.turns.at(-1)?.completion.text ?? '')],
    filtered_resps: scored.map(({ score }) => score.answer ?? INVALID),
    filter: filterOf(run),
    metrics: [metric],
    doc_hash: sha256(JSON.stringify(doc, null, 2)),
    prompt_hash: sha256(prompt),
    target_hash: sha256(target),
    [metric]: meanScore(scored),
  }
}

/** What lm-eval's filters return where they find no answer. */
const INVALID = '[invalid]'

/** Chat messages are logged as the JSON of their list. */
const promptText = (prompt: Prompt) => (typeof prompt === 'string' ? prompt : JSON.stringify(messagesOf(prompt)))

function resultsDocument({ manifest }: FinishedRun, modelName: string, tasks: readonly Task[]) {
  const byTask = <Value>(value: (task: Task) => Value) =>
    Object.fromEntries(tasks.map((task) => [taskOf(task.run), value(task)]))
  const { model, generation, software, startedAt, finishedAt = startedAt } = manifest
  const seconds = (stamp: string) => Date.parse(stamp) / 1000
  return {
    results: byTask(({ run, standardError }) => ({
      alias: taskOf(run),
      ...(run.summary.score !== undefined && {
        [`${metricOf(run)},${filterOf(run)}`]: run.summary.score,
        [`${metricOf(run)}_stderr,${filterOf(run)}`]: standardError ?? 'N/A',
      }),
      sample_len: run.summary.n,
    })),
    group_subtasks: byTask(() => []),
    configs: byTask(({ run }) => configOf(run)),
    versions: byTask(({ run }) => run.manifest.benchmark.version),
    'n-shot': byTask(({ run }) => run.manifest.protocol.shots),
    higher_is_better: byTask(({ run }) => ({ [metricOf(run)]: true })),
    'n-samples': byTask(({ run }) => ({ original: run.manifest.items.count, effective: run.summary.n })),
    config: {
      model: model.provider,
      model_args: `model=${model.name}`,
      limit: null,
      gen_kwargs: generationKwargs(generation),
      ...(model.version !== undefined && { model_revision: model.version }),
    },
    date: seconds(startedAt),
    evalkit_version: software.evalkit,
    task_hashes: byTask(({ hash }) => hash),
    model_source: model.provider,
    model_name: modelName,
    model_name_sanitized: folderNameOf(modelName),
    system_instruction: generation.system ?? null,
    system_instruction_sha: generation.system === undefined ? null : sha256(generation.system),
    chat_template: null,
    chat_template_sha: model.chatTemplate ?? null,
    start_time: seconds(startedAt),
    end_time: seconds(finishedAt),
    total_evaluation_time_seconds: String(seconds(finishedAt) - seconds(startedAt)),
  }
}

function configOf(run: FinishedRun) {
  const { manifest, summary } = run
  return {
    task: manifest.benchmark.name,
    num_fewshot: manifest.protocol.shots,
    output_type: 'generate_until',
    generation_kwargs: generationKwargs(manifest.generation),
    repeats: manifest.trialsPerSample,
    filter_list: [{ name: filterOf(run), filter: [] }],
    metric_list: [{ metric: metricOf(run), aggregation: 'mean', higher_is_better: true }],
    metadata: {
      version: manifest.benchmark.version,
      evalkit_protocol: manifest.protocol.name,
      evalkit_protocol_hash: manifest.protocol.hash,
      unscored_trials: summary.unscored,
      ...(manifest.protected !== undefined && { rows_withheld: 'the questions are protected' }),
    },
  }
}

/** Its names for the settings of a request. */
function generationKwargs({ temperature, topP, maxTokens, stop, seed }: Generation) {
  return {
    until: stop ?? [],
    ...(temperature !== undefined && { do_sample: temperature > 0, temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxTokens !== undefined && { max_gen_toks: maxTokens }),
    ...(seed !== undefined && { seed }),
  }
}

const taskOf = ({ manifest }: FinishedRun) => manifest.benchmark.name

const filterOf = ({ manifest }: FinishedRun) => manifest.protocol.rule ?? 'none'

/** The name of the metric, without the comma that separates it from the filter. */
const metricOf = ({ summary }: FinishedRun) => summary.metric.replaceAll(',', ' ')

/** `2026-01-21T03-44-18.458000`: ISO 8601 with microseconds, which tell apart files of one start, and hyphens for colons. */
const dateOf = ({ startedAt }: RunManifest, index: number) =>
  `${new Date(startedAt).toISOString().slice(0, -1).replaceAll(':', '-')}${String(index % 1000).padStart(3, '0')}`

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
