/** Opens the judges and prepares all runs of a command, before the first request. */

import { ModelError } from '../../results/errors.ts'
import { note } from '../lib/terminal.ts'
import { configFacts } from '../options/config.ts'
import { overridesOf } from '../trial/generation.ts'
import type { JudgePool } from '../trial/judges.ts'
import type { ResourcePool } from '../trial/resources.ts'
import { logRetries, withLog } from './log.ts'
import { type ModelPool, type Opening, patience } from './model-pool.ts'
import { openJudges } from './open-judges.ts'
import { newGroup, type PreparedRun, prepareRun } from './prepare.ts'
import { fanOut, retryNotes } from './retry-notes.ts'
import type { SessionPlan } from './session-plan.ts'

/** Opens the judges, which share the command's timeouts, retries, cache and log, but have their own connections. */
export function judgesOf(plan: SessionPlan, { caching, log, stop }: Opening): JudgePool {
  const listeners = fanOut(retryNotes(), logRetries(log, 'judge'))
  const batch = plan.batch ? { batch: { onProgress: note } } : {}
  const options = { ...patience(plan), stop, ...batch, ...listeners }
  return openJudges(plan.judging ?? { specs: [] }, plan.locations.config, options, async (model) => {
    const isKept = plan.cache === undefined || plan.cache.only || model.facts.version !== undefined
    if (!isKept) note(`--cache: verdicts of ${model.facts.label} are not cached, because it has no --judge-version`)
    return withLog(isKept ? await caching.wrap(model) : model, log)
  })
}

/** A run whose server, or whose judge's, is down: it can be made later. */
export interface UnpreparedRun {
  readonly name: string
  readonly failure: ModelError
}

interface Preparation {
  /** Benchmark by benchmark, in each the models in their order, the baseline first. */
  readonly runs: readonly PreparedRun[]
  readonly unprepared: readonly UnpreparedRun[]
}

export const nameOf = (benchmark: string, model: string) => `${benchmark} · ${model}`

/** @throws UsageError, DatasetError or ModelError for whatever the user has to change; ModelError where no run can be made now */
export async function prepareRuns(
  plan: SessionPlan,
  models: Pick<ModelPool, 'open'>,
  resources: ResourcePool,
): Promise<Preparation> {
  const { modelChoices, generation, locations, benchmarks, ...settings } = plan
  const { config, configFile, data } = locations
  const inForce = configFile === undefined ? {} : { config: configFacts(configFile) }
  const group = newGroup()
  const runs: PreparedRun[] = []
  const unprepared: UnpreparedRun[] = []
  for (const { benchmark, name, protocol } of benchmarks) {
    for (const choice of modelChoices) {
      const use = { api: choice.api ?? protocol.api, isProtected: benchmark.protected === true }
      const overrides = overridesOf(config.generation, choice.generation, generation)
      const shared = { ...settings, protocol, protocolName: name, data, group, resources, ...inForce }
      try {
        runs.push(await prepareRun(benchmark, await models.open(choice, use), choice.text, overrides, shared))
      } catch (failure) {
        if (!(failure instanceof ModelError && failure.retryable)) throw failure
        unprepared.push({ name: nameOf(benchmark.name, choice.spec.label), failure })
      }
    }
  }
  if (runs.length === 0 && unprepared[0] !== undefined) throw unprepared[0].failure
  return { runs, unprepared }
}
