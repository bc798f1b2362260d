/** What EvalScope writes beside its reviews: the report with its scores, and the configuration of the evaluation. */
import { dirname } from 'node:path'
import { defined } from '../../../results/defined.ts'
import { readWholeJson, readWholeYaml } from './files.ts'
import type { LogFile } from './foreign.ts'
import { generationOf } from './generation.ts'
import { countIn, type Fields, fieldsOf, listIn, nameIn, numberIn } from './json-fields.ts'
import type { OriginScore } from './run-of-trials.ts'

const parts = ({ path }: LogFile) => path.split(/[\\/]/)

export const modelFolder = (file: LogFile): string => parts(file).at(-2) ?? 'model'

const rootOf = ({ path }: LogFile) => dirname(dirname(dirname(path)))

/** The file of one name in a folder beside `reviews`. */
export function counterpart(
  file: LogFile,
  files: readonly LogFile[],
  folder: string,
  name = file.name,
): LogFile | undefined {
  return files.find(
    (one) =>
      one.name === name &&
      modelFolder(one) === modelFolder(file) &&
      parts(one).at(-3) === folder &&
      rootOf(one) === rootOf(file),
  )
}

/**
 * `<dataset>.json`, which holds all subsets of a data set.
 *
 * @param task `<dataset>_<subset>`
 */
export async function reportFor(file: LogFile, files: readonly LogFile[], task: string) {
  const names = task.split('_').map((_, at, all) => `${all.slice(0, all.length - at).join('_')}.json`)
  const found = names.map((name) => counterpart(file, files, 'reports', name)).find((one) => one !== undefined)
  const report = found === undefined ? {} : fieldsOf(await readWholeJson(found))
  const dataset = nameIn(report.dataset_name) ?? found?.name.replace(/\.json$/, '')
  const summary = fieldsOf(report.execution_summary)
  const own = Object.entries(fieldsOf(summary.subsets)).find(([name]) => task === `${dataset}_${name}`)?.[1]
  return {
    dataset,
    facts: defined({ model: nameIn(report.model_name), requested: countIn(fieldsOf(own ?? summary).requested) }),
    score: (metric: string, isMain: boolean): OriginScore => ({
      origin: scoreIn(report, metric, isMain, task),
      digits: 4,
    }),
  }
}

/** The score of a metric, of the subset that the reviews are of. Only means can be told from rows. */
function scoreIn(report: Fields, metric: string, isMain: boolean, task: string): number | undefined {
  const primary = JSON.stringify(report.primary_metric_identity ?? null)
  const isIt = ({ name, legacy_name, identity }: Fields) =>
    isMain && primary !== 'null'
      ? JSON.stringify(identity) === primary
      : [name, legacy_name, isPlain(fieldsOf(identity)) ? fieldsOf(identity).name : undefined].some((one) =>
          nameIn(one)?.toLowerCase().endsWith(metric.toLowerCase()),
        )
  const own = listIn(report.metrics).map(fieldsOf).find(isIt)
  if ((nameIn(fieldsOf(own?.identity).aggregation) ?? 'mean') !== 'mean') return undefined
  const subsets = listIn(own?.categories)
    .flatMap((category) => listIn(fieldsOf(category).subsets))
    .map(fieldsOf)
  const subset = subsets.find(({ name }) => task.endsWith(`_${name}`))
  return numberIn(subset?.score) ?? (subsets.length < 2 ? numberIn(own?.score) : undefined)
}

/** `accuracy`, not the one of several that share a name, such as `rouge` of 1-grams and of 2-grams. */
const isPlain = ({ dimensions }: Fields) => Object.keys(fieldsOf(dimensions)).length === 0

/** Version and settings, from `configs/*.yaml`: nothing where there is none. */
export async function configFor(file: LogFile, files: readonly LogFile[], dataset = '') {
  const root = rootOf(file)
  const found = files.find(
    (one) => /\.ya?ml$/.test(one.name) && dirname(dirname(one.path)) === root && parts(one).at(-2) === 'configs',
  )
  if (found === undefined) return {}
  const config = fieldsOf(await readWholeYaml(found))
  const { batch_size: _, retries: __, timeout: ___, ...settings } = fieldsOf(config.generation_config)
  const resolved = fieldsOf(fieldsOf(config.resolved_benchmarks)[dataset])
  const identity = fieldsOf(fieldsOf(fieldsOf(config.evaluation_identity).benchmarks)[dataset])
  return {
    generation: generationOf(settings),
    settings,
    ...defined({
      toolVersion: nameIn(config.evalscope_version),
      taskVersion: nameIn(identity.evaluation_version),
      shots: countIn(resolved.few_shot_num),
    }),
  }
}
