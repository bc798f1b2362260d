/**
 * Every Eval Ever 0.3.0, the public record of evaluations: one aggregate document a run, and one row for each scored trial.
 * Field names and rules are those of its two JSON Schemas, `eval` and `instance_level_eval`.
 */
import type { RunManifest } from '../../../results/schema/schema.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { type DataSource, deploymentOf, uuidOf } from './about-run.ts'
import { resultOf, slug, texts } from './every-eval-ever-result.ts'
import { everyEvalEverRow } from './every-eval-ever-row.ts'
import type { OutputFolder } from './output-folder.ts'
import { SampleMean, samplesInOrder, scoredTrials } from './trials.ts'

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
  const means = new SampleMean()
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    const [least, most] = summary.range ?? [0, 1]
    for await (const records of samplesInOrder(run)) {
      const scored = scoredTrials(records)
      means.add(scored)
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
    evaluation_results: summary.score === undefined ? [] : [resultOf(run, source, names.resultId, means.standardError)],
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
      ...texts({ label: model.label, version: model.version, chat_template: model.chatTemplate, api: model.api }),
    },
  }
}
