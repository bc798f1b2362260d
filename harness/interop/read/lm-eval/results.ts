/** The results file of lm-evaluation-harness: what was run, and its scores. */
import { createHash } from 'node:crypto'
import { defined } from '../../../../results/defined.ts'
import type { ImportedScore } from '../../../../results/schema/schema.ts'
import { publicAddress } from '../generation.ts'
import { countIn, type Fields, fieldsOf, nameIn, numberIn, textIn } from '../json-fields.ts'

export interface LmEvalResults {
  readonly path: string
  readonly fields: Fields
}

/** Whether the beginning of a file looks like one. */
export const looksLikeResults = (head: string): boolean =>
  head.includes('"lm_eval_version"') ||
  (/^\s*\{\s*"results":\s*\{/.test(head) && /"(?:alias|n-shot|task_hashes)":/.test(head))

/** What the file says of one task; without a file, nothing. */
export function taskFacts(results: LmEvalResults | undefined, task: string) {
  const fields = results?.fields ?? {}
  const config = fieldsOf(fields.config)
  const own = fieldsOf(fieldsOf(fields.configs)[task])
  const settings = { ...fieldsOf(own.generation_kwargs), ...fieldsOf(config.gen_kwargs) }
  const system = textIn(fields.system_instruction)
  return {
    ...defined({
      toolVersion: nameIn(fields.lm_eval_version),
      taskVersion: nameIn(fieldsOf(fields.versions)[task]) ?? nameIn(fieldsOf(own.metadata).version),
      shots: countIn(fieldsOf(fields['n-shot'])[task]) ?? countIn(own.num_fewshot),
      chatTemplate: nameIn(fields.chat_template_sha)?.slice(0, 16),
      system: nameIn(fields.system_instruction_sha)?.slice(0, 16) ?? (system ? sha(system) : undefined),
      planned: countIn(fieldsOf(fieldsOf(fields['n-samples'])[task]).effective),
      startedAt: stamp(fields.date),
      wallMs: seconds(fields.total_evaluation_time_seconds),
      dataset: nameIn(own.dataset_path),
      systemText: system === '' ? undefined : system,
    }),
    settings,
    filters: filterNames(own.filter_list),
    lowerIsBetter: namesWith(fieldsOf(fieldsOf(fields.higher_is_better)[task]), false),
    model: modelOf(fields, config),
  }
}

function modelOf(fields: Fields, config: Fields) {
  const args = argumentsOf(config.model_args)
  const source = nameIn(fields.model_source) ?? nameIn(config.model)
  return {
    ...defined({
      name: nameIn(fields.model_name) ?? nameIn(args.model) ?? nameIn(args.pretrained),
      provider: source,
      endpoint: publicAddress(nameIn(args.base_url)),
    }),
    isChat: source?.includes('chat') === true || nameIn(fields.chat_template_sha) !== undefined,
  }
}

/** An object, or `a=1,b=2` as older versions keep it. */
function argumentsOf(value: unknown): Fields {
  if (typeof value !== 'string') return fieldsOf(value)
  return Object.fromEntries(value.split(',').map((pair) => pair.split(/=(.*)/s, 2)))
}

/** The scores of a task by metric and filter: `"exact_match,strict-match": 0.73`. */
export function originScores(results: LmEvalResults | undefined, task: string): ImportedScore[] {
  const all = fieldsOf(fieldsOf(results?.fields.results)[task])
  return Object.entries(all).flatMap(([key, value]): ImportedScore[] => {
    const [metric = '', filter] = key.split(/,(.*)/s, 2)
    const origin = numberIn(value)
    if (filter === undefined || metric.endsWith('_stderr') || origin === undefined) return []
    const standardError = numberIn(all[`${metric}_stderr,${filter}`])
    return [{ metric, filter, origin, ...(standardError !== undefined && standardError >= 0 && { standardError }) }]
  })
}

const filterNames = (list: unknown) =>
  Array.isArray(list) ? list.flatMap((one) => nameIn(fieldsOf(one).name) ?? []) : []

const namesWith = (flags: Fields, wanted: boolean) =>
  Object.entries(flags).flatMap(([name, flag]) => (flag === wanted ? [name] : []))

const sha = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

function stamp(unix: unknown): string | undefined {
  const seconds = numberIn(unix)
  const date = seconds === undefined ? undefined : new Date(seconds * 1000)
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}

function seconds(text: unknown): number | undefined {
  const value = Number(text)
  return text !== null && text !== undefined && Number.isFinite(value) && value >= 0
    ? Math.round(value * 1000)
    : undefined
}
