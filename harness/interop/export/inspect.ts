/** Inspect's log file, version 2: `.eval`, a zip archive of JSON documents. A trial is a sample in an epoch. */
import type { Generation, SampleRecord } from '../../../results/schema/schema.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { runDigest } from './about-run.ts'
import { inspectSample, inspectSummary } from './inspect-sample.ts'
import type { OutputFolder } from './output-folder.ts'
import { SampleMean, samplesInOrder, scoredTrials } from './trials.ts'
import { type ZipEntry, zipOf } from './zip-file.ts'

/**
 * Writes `<date>_<benchmark>_<label>_<id>.eval`. A trial without a score is a sample with an error, which Inspect leaves out of its
 * metrics as well. Protected questions have no samples.
 *
 * @throws StoreError where the file cannot be written, or the run cannot be read
 */
export async function exportInspect(run: FinishedRun, folder: OutputFolder): Promise<void> {
  const { benchmark, model, startedAt } = run.manifest
  const date = new Date(startedAt).toISOString().slice(0, 19).replaceAll(':', '-')
  const name = `${date}-00-00_${plain(benchmark.name)}_${plain(model.label)}_${idOf(run)}.eval`
  await folder.write(name, zipOf(entries(run)))
}

async function* entries(run: FinishedRun): AsyncGenerator<ZipEntry> {
  const { manifest, summary } = run
  const head = { version: 2, eval: specOf(run), plan: planOf(run) }
  yield json('_journal/start.json', head)
  const means = new SampleMean()
  const paths = new Set<string>()
  const summaries: object[] = []
  if (manifest.protected === undefined) {
    for await (const records of samplesInOrder(run)) {
      means.add(scoredTrials(records))
      for (const record of records) {
        const path = pathOf(record, paths)
        yield json(`samples/${path}`, inspectSample(record, scorerOf(run), manifest.model.name))
        summaries.push(inspectSummary(record, scorerOf(run)))
      }
    }
  }
  yield json('summaries.json', summaries)
  yield json('header.json', {
    ...head,
    status: 'success',
    results: {
      total_samples: summary.trials + summary.unscored,
      completed_samples: summary.trials,
      scores: [scoreOf(run, means.standardError)],
    },
    stats: {
      started_at: manifest.startedAt,
      completed_at: manifest.finishedAt ?? manifest.startedAt,
      model_usage: {},
    },
  })
}

function scoreOf(run: FinishedRun, standardError: number | undefined) {
  const { manifest, summary } = run
  const { metric, score, interval, intervalMethod } = summary
  return {
    name: scorerOf(run),
    scorer: scorerOf(run),
    ...(manifest.trialsPerSample > 1 && { reducer: 'mean' }),
    scored_samples: summary.n,
    unscored_samples: summary.unscored,
    params: {},
    metrics: {
      ...(score !== undefined && { [metric]: { name: metric, value: score, params: {} } }),
      ...(standardError !== undefined && { stderr: { name: 'stderr', value: standardError, params: {} } }),
    },
    metadata: { ...(interval !== undefined && { interval, interval_method: intervalMethod }) },
  }
}

function specOf(run: FinishedRun) {
  const { manifest } = run
  const { benchmark, model, generation, protocol, software, items, trialsPerSample, startedAt } = manifest
  return {
    eval_id: idOf(run),
    run_id: plain(manifest.group),
    created: startedAt,
    task: benchmark.name,
    task_id: plain(manifest.hash),
    task_version: benchmark.version,
    task_args: { protocol: protocol.name },
    dataset: { name: benchmark.name, samples: items.count, shuffled: false },
    model: `${model.provider}/${model.name}`,
    model_generate_config: generateConfig(generation),
    model_args: {},
    config: {
      epochs: trialsPerSample,
      ...(trialsPerSample > 1 && { epochs_reducer: ['mean'] }),
    },
    packages: { evalkit: software.evalkit },
    metadata: {
      label: model.label,
      protocol_hash: protocol.hash,
      shots: protocol.shots,
      ...(protocol.rule !== undefined && { extraction_rule: protocol.rule }),
      ...(model.version !== undefined && { model_version: model.version }),
      ...(manifest.protected !== undefined && { samples_withheld: 'the questions are protected' }),
    },
  }
}

const planOf = ({ manifest }: FinishedRun) => ({
  name: 'plan',
  steps: [{ solver: 'generate', params: {} }],
  config: generateConfig(manifest.generation),
})

/** Its names for the settings of a request. */
function generateConfig({ temperature, topP, maxTokens, stop, seed, system, reasoningEffort }: Generation) {
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(stop !== undefined && { stop_seqs: stop }),
    ...(seed !== undefined && { seed }),
    ...(system !== undefined && { system_message: system }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
  }
}

const scorerOf = ({ manifest }: FinishedRun) => manifest.protocol.rule ?? manifest.protocol.metric

/** `<id>_epoch_<n>.json`, with a number where ids become equal without the characters that file names lack. */
function pathOf({ id, repeat }: SampleRecord, taken: Set<string>): string {
  const name = id.replace(/[^\w.-]+/g, '_')
  for (let copy = 1; ; copy++) {
    const path = `${name}${copy > 1 ? `~${copy}` : ''}_epoch_${repeat}.json`
    if (!taken.has(path)) {
      taken.add(path)
      return path
    }
  }
}

/** Without underscores, which separate the parts of the file name. */
const plain = (name: string) => name.replace(/[^\p{L}\p{N}.-]+/gu, '-')

/** 22 letters and digits, derived from the run. */
const idOf = (run: FinishedRun) =>
  runDigest(run)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 22)

const json = (path: string, value: unknown): ZipEntry => ({ path, text: JSON.stringify(value) })
