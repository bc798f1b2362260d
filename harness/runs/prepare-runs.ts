/** Everything that a command asks, opened and checked before the first request. */

import { note } from '../lib/terminal.ts'
import { JudgePool } from '../trial/judges.ts'
import type { ResourcePool } from '../trial/resources.ts'
import { type Log, logRetries, withLog } from './log.ts'
import { type ModelPool, patience } from './model-pool.ts'
import { newGroup, type PreparedRun, prepareRun } from './prepare.ts'
import type { ResponseCaching } from './response-caching.ts'
import { fanOut, retryNotes } from './retry-notes.ts'
import type { SessionPlan } from './session-plan.ts'

/** Judges share the command's patience, cache and log; their connections are their own. */
export function openJudges(plan: SessionPlan, caching: ResponseCaching, log: Log, stop: AbortSignal): JudgePool {
  const { connections, ...judging } = plan.judging ?? { specs: [] }
  return new JudgePool({
    ...judging,
    config: plan.locations.config,
    model: {
      ...patience(plan),
      stop,
      ...(plan.batch && { batch: { onProgress: note } }),
      ...(connections !== undefined && { connections }),
      ...fanOut(retryNotes(), logRetries(log, 'judge')),
    },
    wrap: async (model) => {
      const isKept = plan.cache === undefined || plan.cache.only || model.facts.version !== undefined
      if (!isKept)
        note(`--cache: verdicts of ${model.facts.label} are not kept, since no --judge-version tells it apart`)
      return withLog(isKept ? await caching.wrap(model) : model, log)
    },
  })
}

export async function prepareRuns(
  plan: SessionPlan,
  models: ModelPool,
  resources: ResourcePool,
): Promise<PreparedRun[]> {
  const group = newGroup()
  const preparedRuns: PreparedRun[] = []
  for (const { benchmark, name, protocol } of plan.benchmarks) {
    for (const modelChoice of plan.modelChoices) {
      const api = modelChoice.api ?? protocol.api
      const model = await models.open(modelChoice, { api, isProtected: benchmark.protected === true })
      preparedRuns.push(
        await prepareRun(
          benchmark,
          model,
          modelChoice.text,
          { ...plan.locations.config.generation, ...modelChoice.generation, ...plan.generation },
          {
            protocol,
            protocolName: name,
            selection: plan.selection,
            data: plan.locations.data,
            group,
            ...(plan.baseline !== undefined && { baseline: plan.baseline }),
            resources,
            ...(plan.check !== undefined && { check: plan.check }),
            ...(plan.engine !== undefined && { engine: plan.engine }),
            ...(plan.passAt !== undefined && { passAt: plan.passAt }),
            ...(plan.repeats !== undefined && { repeats: plan.repeats }),
            ...(plan.design !== undefined && { design: plan.design }),
            ...(plan.permutations !== undefined && { permutations: plan.permutations }),
            ...(plan.rule !== undefined && { rule: plan.rule }),
          },
        ),
      )
    }
  }
  return preparedRuns
}
