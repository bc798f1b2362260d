/** What the runs of a plan will measure, before there is a model: every other setting is checked, and so it is found among finished runs. */
import type { RunManifest } from '../../results/schema/schema.ts'
import type { Model } from '../models/model.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import { ResourcePool } from '../trial/resources.ts'
import { openLog } from './log.ts'
import { identityOf } from './manifest.ts'
import type { PreparedRun } from './prepare.ts'
import { judgesOf, prepareRuns } from './prepare-runs.ts'
import { ResponseCaching } from './response-caching.ts'
import type { SessionPlan } from './session-plan.ts'

/** Model facts in these manifests are those of a placeholder. */
const PLACEHOLDER: ModelChoice = {
  spec: { label: 'model', provider: 'gguf', name: 'model', urls: [] },
  text: '',
  generation: {},
  isBaseline: false,
}

/** A run to come. The facts of its model are a placeholder's. */
export type ExpectedRun = Pick<PreparedRun, 'manifest' | 'samples' | 'scorer' | 'passAt'>

/**
 * Opens data, judges and sandbox as a run does, and closes them again.
 *
 * @param api of the model to come; absent: the protocol's
 * @returns one for each benchmark, in their order
 * @throws UsageError, DatasetError or ModelError (a judge's) as a run would before its first request
 */
export async function expectedRuns(
  plan: Omit<SessionPlan, 'modelChoices'>,
  api: ModelChoice['api'],
  stop: AbortSignal,
): Promise<ExpectedRun[]> {
  using caching = new ResponseCaching(plan.locations.data.cacheDir, undefined)
  const whole = { ...plan, modelChoices: [{ ...PLACEHOLDER, ...(api && { api }) }] }
  await using judges = judgesOf(whole, { caching, log: await openLog(undefined), stop })
  await using resources = new ResourcePool(plan.locations.data.cacheDir, judges)
  const { runs } = await prepareRuns(whole, { open: async (_, { api: used }) => placeholder(used) }, resources)
  return runs.map(({ manifest, samples, scorer, passAt }) => ({ manifest, samples, scorer, passAt }))
}

const placeholder = (api: Model['facts']['api']): Model => ({
  facts: { label: 'model', provider: 'gguf', name: 'model', api },
  checkLikelihoods: async () => undefined,
  complete: () => Promise.reject(new TypeError('a placeholder is asked nothing')),
})

/** Whether two runs measure the same, whatever their models. */
export const measuresSame = (one: RunManifest, other: RunManifest): boolean => measured(one) === measured(other)

/** What a run measures, as text: all settings but the model. */
export function measured(manifest: RunManifest): string {
  const { benchmark, protocol, generation, trialsPerSample, permutations, items, dataset, judge, sandbox } = manifest
  const generated = Object.entries(generation).sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([
    ...[benchmark.name, benchmark.version, protocol.hash, generated, trialsPerSample, permutations ?? 1],
    ...[items.count, items.hash, dataset.files, judge && identityOf(judge), sandbox?.engine],
    manifest.rescoredFrom ?? manifest.versus?.run,
  ])
}
