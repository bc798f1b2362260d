/** `evalkit plan`: estimates the cost and the statistical power of a run. */

import type { SelectedBenchmark } from '../../benchmarks/suites.ts'
import { defined } from '../../results/defined.ts'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { planFor } from '../../results/plan/plan.ts'
import { planText } from '../../results/report/plan.ts'
import type { ModelNoise } from '../../results/schema/plan.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { roundFacts } from '../../results/summary/round-facts.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { print, textOptions } from '../lib/terminal.ts'
import { PRESETS } from '../models/openai/presets.ts'
import type { PlannedServer } from '../models/serve/prepare-server.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { judgingFlags } from '../options/judge-flags.ts'
import { findModelChoices, type ModelChoice, modelNamed } from '../options/model-choices.ts'
import { findBenchmarks } from '../options/own-benchmarks.ts'
import { isReference, openRuns } from '../options/run-references.ts'
import { findLocations, generationFlags, number, wholeNumber } from '../options/settings.ts'
import { measureNoise } from '../reporting/measured-noise.ts'
import { measurePairs } from '../reporting/measured-pairs.ts'
import { countBenchmark } from '../reporting/planned-benchmarks.ts'
import { sharedServers } from '../runs/server-queues.ts'
import type { command } from './declarations/plan.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const locations = await findLocations(args)
  const chosen = await findBenchmarks(args.benchmark ?? [], args.protocol, locations)
  if (chosen.length === 0) throw new UsageError('no benchmark given', { hint: 'See: evalkit list benchmarks' })
  const isJudged = chosen.some(({ protocol }) => protocol.scorer.needs.includes('judge'))
  const judging = judgingFlags({ ...args, 'judge-connections': undefined, 'judge-template': undefined }, isJudged)
  const isStored = isReference(args.baseline)
  const baseline = isStored ? undefined : args.baseline
  const named =
    args.model === undefined && baseline === undefined
      ? []
      : findModelChoices({ ...args, baseline, api: undefined, 'model-version': undefined }, locations.config)
  const repeats = wholeNumber('--repeats', args.repeats, { min: 1 })
  const settings = {
    models: named.length > 0 ? onServers(named) : isStored ? [UNNAMED_MODEL] : [UNNAMED_BASELINE, UNNAMED_MODEL],
    judges: judging.specs.map((text) => modelNamed(text, locations.config)).map(asPriced),
    regrades: judging.regrades ?? 1,
    concurrency:
      wholeNumber('--max-connections', args['max-connections'], { min: 1 }) ?? locations.config.maxConnections ?? 64,
    latencyMs: 1000 * (number('--latency', args.latency, { min: 0.001 }) ?? 10),
    storedBaseline: isStored,
    ...defined({
      power: number('--power', args.power, { min: 0.01, max: 0.999 }),
      outputTokens: wholeNumber('--output-tokens', args['output-tokens'], { min: 1 }),
      discordance: number('--discordance', args.discordance, { min: 0.0001, max: 1 }),
      deviation: number('--deviation', args.deviation, { min: 0.0001 }),
    }),
  }
  const names = { runsDir: locations.runsDir, baselines: args.baselines }
  const measured = await measurePairs(
    args.from ?? [],
    chosen.map(({ benchmark }) => benchmark.name),
    names,
  )
  const noise = await measureNoise(await openRuns(args.noise ?? [], names))
  refuseUnplanned(noise, chosen)
  const planned = []
  for (const benchmark of chosen) {
    planned.push(
      await countBenchmark(benchmark, {
        selection: args.limit === undefined ? {} : { limit: args.limit },
        data: locations.data,
        policy: locations.config.gate ?? {},
        repeats,
        generation: { ...locations.config.generation, ...generationFlags(args) },
        measured,
        noise,
      }),
    )
  }
  const plan = planFor(planned, settings)
  const servers = named.some(({ spec }) => spec.serve)
    ? await (await import('../models/serve/prepare-server.ts')).plannedServers(named.map(({ spec }) => spec))
    : []
  print(
    args.json
      ? jsonText(roundFacts({ schemaVersion: SCHEMA_VERSION, plan, ...(servers.length > 0 && { servers }) }), 2)
      : drawn({ plan, servers }, ({ plan, servers }) =>
          [planText(plan, textOptions()), ...servers.map(serverLine)].join('\n'),
        ),
  )
  return EXIT.ok
}

/** @throws UsageError for a noise run of a benchmark that is not planned */
function refuseUnplanned(noise: readonly ModelNoise[], chosen: readonly SelectedBenchmark[]): void {
  const other = noise.find((one) => !chosen.some(({ benchmark }) => benchmark.name === one.benchmark))
  if (other === undefined) return
  throw new UsageError(`--noise: holds a run of ${other.benchmark}, which is not among the planned benchmarks`, {
    hint: `Planned: ${chosen.map(({ benchmark }) => benchmark.name).join(', ')}.`,
  })
}

const serverLine = ({ models, command, count }: PlannedServer) =>
  `starts for ${models.join(', ')}${count > 1 ? `, ${count} side by side` : ''}: ${command}`

/** Placeholders where no model is named; their prices are unknown. */
const UNNAMED_BASELINE = { label: 'the baseline' }

const UNNAMED_MODEL = { label: 'the model' }

const asPriced = ({ spec, price }: Pick<ModelChoice, 'spec' | 'price'>) => ({ label: spec.label, price })

/** Models without an address have that of their provider. */
function onServers(models: readonly ModelChoice[]) {
  const servers = sharedServers(
    models.map(({ spec: { urls, provider } }) => (urls.length > 0 ? urls : [PRESETS[provider]?.url ?? provider])),
  )
  return models.map((model, at) => ({ ...asPriced(model), ...defined({ server: servers[at] }) }))
}
