/** One result of Every Eval Ever: the score of a run, with its metric, its uncertainty and the settings behind it. */
import type { BenchmarkSummary, RunManifest } from '../../../results/schema/schema.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import type { DataSource } from './about-run.ts'

/** @param standardError of the mean over samples */
export function resultOf(
  { manifest, summary }: FinishedRun,
  source: DataSource,
  id: string,
  standardError: number | undefined,
) {
  return {
    evaluation_result_id: id,
    evaluation_name: manifest.benchmark.name,
    source_data: source,
    evaluation_timestamp: manifest.startedAt,
    metric_config: metricConfig(manifest, summary),
    score_details: {
      score: summary.score,
      details: counts(manifest, summary),
      uncertainty: uncertainty(summary, standardError),
    },
    generation_config: generationConfig(manifest),
  }
}

function metricConfig({ benchmark, protocol, judge }: RunManifest, { metric, range }: BenchmarkSummary) {
  const [least, most] = range ?? [0, 1]
  return {
    evaluation_description: `${benchmark.name} by evalkit’s protocol ${protocol.name}`,
    metric_id: slug(metric),
    metric_name: metric,
    metric_unit: least === 0 && most === 1 ? 'proportion' : 'points',
    lower_is_better: false,
    score_type: 'continuous',
    min_score: least,
    max_score: most,
    ...(judge !== undefined && {
      llm_scoring: {
        judges: judge.judges.map(judgeConfig),
        input_prompt: `${judge.template.source} (hash ${judge.template.hash})`,
        aggregation_method: 'average',
      },
    }),
  }
}

const judgeConfig = ({ label, name, generation }: NonNullable<RunManifest['judge']>['judges'][number]) => ({
  model_info: {
    name,
    id: name.includes('/') ? name : `unknown/${name}`,
    additional_details: { deployment_type: 'unknown', model_availability: 'unknown', label },
  },
  ...(generation?.temperature !== undefined && { temperature: generation.temperature }),
})

function counts(manifest: RunManifest, summary: BenchmarkSummary) {
  const reasons = Object.entries(summary.unscoredReasons)
  return texts({
    planned_samples: manifest.items.count,
    scored_samples: summary.n,
    scored_trials: summary.trials,
    unscored: summary.unscored,
    pending: summary.pending,
    ...Object.fromEntries(reasons.map(([reason, trials]) => [`unscored_${slug(reason)}`, trials])),
    unanswered: summary.unanswered,
    truncated: summary.truncated,
    empty: summary.empty,
    refused: summary.refused,
    rows_withheld: manifest.protected === undefined ? undefined : 'the questions are protected',
  })
}

const uncertainty = ({ n, interval, intervalMethod }: BenchmarkSummary, standardError: number | undefined) => ({
  ...(standardError !== undefined && { standard_error: { value: standardError, method: 'analytic' } }),
  ...(interval !== undefined && {
    confidence_interval: {
      lower: interval[0],
      upper: interval[1],
      confidence_level: 0.95,
      ...(intervalMethod !== undefined && { method: intervalMethod }),
    },
  }),
  num_samples: n,
})

function generationConfig({ benchmark, protocol, generation, trialsPerSample, items }: RunManifest) {
  const { temperature, topP, maxTokens, ...others } = generation
  return {
    generation_args: {
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { top_p: topP }),
      ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    },
    additional_details: texts({
      protocol: protocol.name,
      protocol_hash: protocol.hash,
      extraction_rule: protocol.rule,
      shots: protocol.shots,
      answers_per_sample: trialsPerSample,
      benchmark_version: benchmark.version,
      selection: items.selection,
      ...Object.fromEntries(Object.entries(others).map(([name, value]) => [name, asText(value)])),
    }),
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Values as text, as the schema asks for; absent ones are left out. */
export function texts(values: Readonly<Record<string, string | number | undefined>>): Record<string, string> {
  const given = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}

/** A name made safe as part of a path and as an identifier. */
export function slug(name: string): string {
  const safe = name.normalize('NFKC').replace(/[^\w.@+-]+/g, '_')
  return /^\.*$/.test(safe) ? '_' : safe
}
