/**
 * Every Eval Ever 0.3.0, the public record of evaluations: one aggregate document a run, and one row for each scored trial.
 * Field names and rules are those of its two JSON Schemas, `eval` and `instance_level_eval`.
 */
import type { RunManifest } from '../../../results/schema/schema.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { type DataSource, deploymentOf, uuidOf } from './about-run.ts'
import { everyEvalEverRow } from './every-eval-ever-row.ts'
import type { OutputFolder } from './output-folder.ts'
import { RunningMean, samplesInOrder, scoredTrial } from './trials.ts'

const SCHEMA_VERSION = '0.3.0'

/** Who publishes the record, and what the model is called in public. */
export interface Publication {
  /** `developer/model`, as a model hub names it. */
  readonly modelId: string
  /** Who ran the evaluation. */
  readonly organization: string
  /** Of the evaluator to the model. */
  readonly relationship: 'first_party' | 'third_party' | 'collaborative' | 'other'
}

/**
 * Writes `data/<benchmark>/<developer>/<model>/<UUID>.json`, and `<UUID>_samples.jsonl` beside it unless the questions are
 * protected. The UUID is derived from the run, so that an export made again replaces the earlier one.
 *
 * The format has no word for a trial without a score: such trials have no row and are counted in `score_details.details`.
 *
 * @throws StoreError where a file cannot be written, or the run cannot be read
 */
export async function exportEveryEvalEver(
  run: FinishedRun,
  source: DataSource,
  publication: Publication,
  folder: OutputFolder,
): Promise<void> {
  const { manifest, summary } = run
  const finished = String(Math.floor(Date.parse(manifest.finishedAt ?? manifest.startedAt) / 1000))
  const names = {
    evaluationId: `${manifest.benchmark.name}/${publication.modelId}/${finished}`,
    resultId: `${manifest.benchmark.name}.${slug(summary.metric)}`,
    modelId: publication.modelId,
    evaluation: manifest.benchmark.name,
  }
  const base = `data/${slug(manifest.benchmark.name)}/${publication.modelId.split('/').map(slug).join('/')}/${uuidOf(run)}`
  const means = new RunningMean()
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    const [least, most] = summary.range ?? [0, 1]
    for await (const records of samplesInOrder(run)) {
      const scored = records.flatMap((record) => scoredTrial(record) ?? [])
      if (scored.length > 0) means.add(scored.reduce((sum, { score }) => sum + score.value, 0) / scored.length)
      for (const trial of scored) {
        rows++
        yield `${JSON.stringify(everyEvalEverRow(trial, names, { schemaVersion: SCHEMA_VERSION, most, least }))}\n`
      }
    }
  }
  const samples = manifest.protected === undefined ? await folder.write(`${base}_samples.jsonl`, lines()) : undefined
  const document = {
    schema_version: SCHEMA_VERSION,
    evaluation_id: names.evaluationId,
    evaluation_timestamp: manifest.startedAt,
    retrieved_timestamp: finished,
    source_metadata: {
      source_name: 'evalkit',
      source_type: 'evaluation_run',
      source_organization_name: publication.organization,
      evaluator_relationship: publication.relationship,
    },
    eval_library: {
      name: 'evalkit',
      version: manifest.software.evalkit,
      additional_details: { node: manifest.software.node, platform: manifest.software.platform },
    },
    model_info: modelInfo(manifest, publication),
    evaluation_results: summary.score === undefined ? [] : [resultOf(run, source, names.resultId, means)],
    ...(samples !== undefined && {
      detailed_evaluation_results: {
        format: 'jsonl',
        file_path: samples.path,
        hash_algorithm: 'sha256',
        checksum: samples.sha256,
        total_rows: rows,
      },
    }),
  }
  await folder.write(`${base}.json`, [`${JSON.stringify(document, null, 2)}\n`])
}

function modelInfo({ model }: RunManifest, { modelId }: Publication) {
  const { deployment, engine, platform } = deploymentOf(model)
  return {
    name: model.name,
    id: modelId,
    developer: modelId.split('/')[0],
    ...(engine !== undefined && { inference_engine: { name: engine } }),
    ...(platform !== undefined && { inference_platform: platform }),
    additional_details: {
      deployment_type: deployment,
      model_availability: 'unknown',
      ...strings({ label: model.label, version: model.version, chat_template: model.chatTemplate, api: model.api }),
    },
  }
}

function resultOf({ manifest, summary }: FinishedRun, source: DataSource, id: string, means: RunningMean) {
  const [least, most] = summary.range ?? [0, 1]
  const { protocol, generation, judge } = manifest
  const { temperature, topP, maxTokens, ...others } = generation
  const judges = judge?.judges.map(({ label, name, generation: own }) => ({
    model_info: {
      name,
      id: name.includes('/') ? name : `unknown/${name}`,
      additional_details: { deployment_type: 'unknown', model_availability: 'unknown', label },
    },
    ...(own?.temperature !== undefined && { temperature: own.temperature }),
  }))
  return {
    evaluation_result_id: id,
    evaluation_name: manifest.benchmark.name,
    source_data: source,
    evaluation_timestamp: manifest.startedAt,
    metric_config: {
      evaluation_description: `${manifest.benchmark.name} by evalkit’s protocol ${protocol.name}`,
      metric_id: slug(summary.metric),
      metric_name: summary.metric,
      metric_unit: least === 0 && most === 1 ? 'proportion' : 'points',
      lower_is_better: false,
      score_type: 'continuous',
      min_score: least,
      max_score: most,
      ...(judge !== undefined && {
        llm_scoring: {
          judges,
          input_prompt: `${judge.template.source} (hash ${judge.template.hash})`,
          aggregation_method: 'average',
        },
      }),
    },
    score_details: {
      score: summary.score,
      details: strings({
        planned_samples: manifest.items.count,
        scored_samples: summary.n,
        scored_trials: summary.trials,
        unscored: summary.unscored,
        pending: summary.pending,
        ...Object.fromEntries(
          Object.entries(summary.unscoredReasons).map(([reason, trials]) => [`unscored_${slug(reason)}`, trials]),
        ),
        unanswered: summary.unanswered,
        truncated: summary.truncated,
        empty: summary.empty,
        refused: summary.refused,
        rows_withheld: manifest.protected === undefined ? undefined : 'the questions are protected',
      }),
      uncertainty: {
        ...(means.standardError !== undefined && {
          standard_error: { value: means.standardError, method: 'analytic' },
        }),
        ...(summary.interval !== undefined && {
          confidence_interval: {
            lower: summary.interval[0],
            upper: summary.interval[1],
            confidence_level: 0.95,
            ...(summary.intervalMethod !== undefined && { method: summary.intervalMethod }),
          },
        }),
        num_samples: summary.n,
      },
    },
    generation_config: {
      generation_args: {
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { top_p: topP }),
        ...(maxTokens !== undefined && { max_tokens: maxTokens }),
      },
      additional_details: strings({
        protocol: protocol.name,
        protocol_hash: protocol.hash,
        extraction_rule: protocol.rule,
        shots: protocol.shots,
        answers_per_sample: manifest.trialsPerSample,
        benchmark_version: manifest.benchmark.version,
        selection: manifest.items.selection,
        ...Object.fromEntries(
          Object.entries(others).map(([name, value]) => [
            name,
            typeof value === 'string' ? value : JSON.stringify(value),
          ]),
        ),
      }),
    },
  }
}

/** Values as text, as the schema asks for; absent ones are left out. */
function strings(values: Readonly<Record<string, string | number | undefined>>): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}

/** A part of a path, and an identifier, whatever a name holds. */
function slug(name: string): string {
  const safe = name.normalize('NFKC').replace(/[^\w.@+-]+/g, '_')
  return /^\.*$/.test(safe) ? '_' : safe
}
