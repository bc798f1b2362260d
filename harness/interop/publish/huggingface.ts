/**
 * Results in the two forms of the Hugging Face Hub: entries of `model-index` in a model card, and of `.eval_results/*.yaml`.
 *
 * Both have a value without an interval, which is in the notes, and in the arguments of the metric.
 *
 * @see https://github.com/huggingface/hub-docs/blob/main/modelcard.md and eval_results.yaml there
 */
import { defined } from '../../../results/defined.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { count, interval, plural } from '../../../results/words/format.ts'
import { asObject } from '../../lib/json.ts'

/** A data set on the hub. */
interface HubDataset {
  readonly id: string
  readonly name: string
  readonly config?: string
  readonly split?: string
  /** Its task there, if the data set is registered as a benchmark: only those have a leaderboard, and take `.eval_results`. */
  readonly task?: string
}

const HUB_DATASETS: Readonly<Record<string, HubDataset>> = {
  gsm8k: { id: 'openai/gsm8k', name: 'GSM8K', config: 'main', split: 'test', task: 'gsm8k' },
  'gsm8k-platinum': { id: 'madrylab/gsm8k-platinum', name: 'GSM8K-Platinum', config: 'main', split: 'test' },
  'gpqa-diamond': {
    id: 'Idavidrein/gpqa',
    name: 'GPQA-Diamond',
    config: 'gpqa_diamond',
    split: 'train',
    task: 'diamond',
  },
  humaneval: { id: 'openai/openai_humaneval', name: 'HumanEval', split: 'test' },
  'humaneval-plus': { id: 'evalplus/humanevalplus', name: 'HumanEval+', split: 'test' },
  mmlu: { id: 'cais/mmlu', name: 'MMLU', config: 'all', split: 'test' },
  'arc-challenge': { id: 'allenai/ai2_arc', name: 'ARC-Challenge', config: 'ARC-Challenge', split: 'test' },
  hellaswag: { id: 'Rowan/hellaswag', name: 'HellaSwag', split: 'validation' },
  ifeval: { id: 'google/IFEval', name: 'IFEval', split: 'train' },
  'math-500': { id: 'HuggingFaceH4/MATH-500', name: 'MATH-500', split: 'test' },
}

/** By the name of a built-in benchmark. */
const hubDataset = ({ benchmark }: FinishedRun['manifest']): HubDataset | undefined =>
  benchmark.source === undefined && Object.hasOwn(HUB_DATASETS, benchmark.name)
    ? HUB_DATASETS[benchmark.name]
    : undefined

/** Where readers find more of the results. */
export interface ResultSource {
  readonly url: string
  readonly name: string
}

const HARNESS = 'evalkit'

/** An entry of `model-index[].results`. Fractions are percent, as in most cards. */
export function modelIndexEntry({ manifest, summary }: ScoredRun, source?: ResultSource) {
  const { benchmark, protocol } = manifest
  const dataset = hubDataset(manifest)
  return {
    task: { type: 'text-generation', name: 'Text Generation' },
    dataset: defined({
      name: dataset?.name ?? benchmark.name,
      type: dataset?.id ?? benchmark.name,
      config: dataset?.config,
      split: dataset?.split,
    }),
    metrics: [
      {
        type: protocol.metric,
        value: publishedValue(summary, summary.score),
        name: `${protocol.metric}, ${measured({ manifest, summary })}`,
        args: defined({
          harness: HARNESS,
          benchmark: benchmark.name,
          version: benchmark.version,
          protocol: protocol.name,
          n: summary.n,
          interval: summary.interval?.map((bound) => publishedValue(summary, bound)),
        }),
      },
    ] as const,
    ...(source && { source: { name: source.name, url: source.url } }),
  }
}

/** An entry of a file in `.eval_results`. @returns undefined where the hub has no benchmark to list it under */
export function evalResultsEntry({ manifest, summary }: ScoredRun, source?: ResultSource) {
  const dataset = hubDataset(manifest)
  if (dataset?.task === undefined) return undefined
  return {
    dataset: { id: dataset.id, task_id: dataset.task },
    value: publishedValue(summary, summary.score),
    date: (manifest.finishedAt ?? manifest.startedAt).slice(0, 10),
    ...(source && { source: { url: source.url, name: source.name } }),
    notes: `${notesHead(manifest)}: ${manifest.protocol.metric}, ${measured({ manifest, summary })}`,
  }
}

/** A run whose summary has a score. */
export type ScoredRun = Pick<FinishedRun, 'manifest'> & {
  readonly summary: FinishedRun['summary'] & { readonly score: number }
}

export const isScored = (run: FinishedRun): run is FinishedRun & ScoredRun => run.summary.score !== undefined

/** Whether a metric of a model card is one that this run replaces: of evalkit, and of the same benchmark and protocol. */
export function isOwnMetric(metric: unknown, { benchmark, protocol }: FinishedRun['manifest']): boolean {
  const args = asObject(asObject(metric)?.args)
  return args?.harness === HARNESS && args.benchmark === benchmark.name && args.protocol === protocol.name
}

/** Whether it is one of a file in `.eval_results`. */
export function isOwnEvalResult(entry: unknown, manifest: FinishedRun['manifest']): boolean {
  const notes = asObject(entry)?.notes
  const head = notesHead(manifest).replace(/^evalkit \S+/, '')
  return (
    typeof notes === 'string' &&
    notes.startsWith('evalkit ') &&
    notes.replace(/^evalkit \S+/, '').startsWith(`${head}:`)
  )
}

const notesHead = ({ software, benchmark, protocol }: FinishedRun['manifest']) =>
  `evalkit ${software.evalkit.replaceAll(/\s/g, '')}, ${benchmark.name}, protocol ${protocol.name}`

/** `95% interval 58.5 to 63.8, 1,319 samples, 0-shot, temperature 0`. */
function measured({ manifest, summary }: ScoredRun): string {
  const { dataset, items, protocol, generation, trialsPerSample: repeats, judge, model } = manifest
  const { range } = summary
  const missing = summary.unscored + summary.pending
  const samples =
    items.count === dataset.size
      ? plural(items.count, 'sample')
      : `${count(items.count)} of ${plural(dataset.size, 'sample')}`
  const judges = judge?.judges.map(({ model: reported, name }) => reported ?? name)
  return [
    ...(summary.interval === undefined ? [] : [`95% interval ${interval(summary.interval, range)}`]),
    samples,
    ...(missing > 0 ? [`${plural(missing, 'trial')} without a score`] : []),
    ...(repeats > 1 ? [`${repeats} replies to each`] : []),
    `${protocol.shots}-shot`,
    ...(generation.temperature === undefined ? [] : [`temperature ${generation.temperature}`]),
    ...(judges === undefined ? [] : [`judged by ${judges.join(', ')}`]),
    ...(protocol.changed === undefined ? [] : [`changed from the protocol: ${protocol.changed.join(', ')}`]),
    ...(model.claimed ? ['replies given as a file'] : []),
  ].join(', ')
}

/** Percent with two decimals for fractions; other scores as they are, with four. */
function publishedValue({ range }: ScoredRun['summary'], value: number): number {
  const isFraction = range === undefined || (range[0] === 0 && range[1] === 1)
  return isFraction ? Number((100 * value).toFixed(2)) : Number(value.toFixed(4))
}
