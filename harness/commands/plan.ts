/** `evalkit plan`: estimates the cost and the statistical power of a run. */
import { type SelectedBenchmark, selectBenchmarks } from '../../benchmarks/suites.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { planFor } from '../../results/plan/plan.ts'
import { planText } from '../../results/report/plan.ts'
import type { ModelNoise } from '../../results/schema/plan.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { roundFacts } from '../../results/summary/round-facts.ts'
import { print, textOptions } from '../lib/terminal.ts'
import { defineCommand, inGroup } from '../options/command.ts'
import { JUDGE_FLAGS, judgingFlags } from '../options/judge-flags.ts'
import { findModelChoices, modelNamed } from '../options/model-choices.ts'
import { BASELINES_FLAG, isReference, openRuns } from '../options/run-references.ts'
import { BENCHMARK_POSITIONAL, LIMIT_FLAG, MODEL_FLAG, PROTOCOL_FLAG, REPEATS_FLAG } from '../options/run-request.ts'
import {
  findLocations,
  GENERATION_FLAGS,
  generationFlags,
  JSON_FLAG,
  LOCATION_FLAGS,
  number,
  wholeNumber,
} from '../options/settings.ts'
import { measureNoise } from '../reporting/measured-noise.ts'
import { measurePairs } from '../reporting/measured-pairs.ts'
import { countBenchmark } from '../reporting/planned-benchmarks.ts'

const { 'judge-connections': _connections, 'judge-template': _template, ...judgeFlags } = JUDGE_FLAGS

export const command = defineCommand({
  usage: 'plan <benchmark..>',
  about:
    'Estimate the requests, tokens, cost, time and statistical power of a run. Sends no request.\n' +
    'How often equal models disagree is assumed, or measured from two old runs.',
  positionals: { benchmark: BENCHMARK_POSITIONAL },
  flags: {
    ...inGroup('What to run', {
      model: { ...MODEL_FLAG, describe: 'in the form of run --model (default: a baseline and one model)' },
      baseline: {
        type: 'string',
        value: 'SPEC|@NAME',
        describe: 'model to compare with, which is run as well; a stored @NAME is not',
      },
      protocol: PROTOCOL_FLAG,
      limit: LIMIT_FLAG,
      repeats: REPEATS_FLAG,
    }),
    ...inGroup('Requests', {
      'max-connections': { type: 'number', describe: 'requests in flight (default: 64)' },
      latency: { type: 'number', value: 'SECONDS', describe: 'time of one reply (default: 10)' },
      'output-tokens': { type: 'number', describe: 'tokens of one reply (default: the maximum)' },
    }),
    ...judgeFlags,
    ...GENERATION_FLAGS,
    ...inGroup('Comparison and gate', {
      discordance: {
        type: 'number',
        value: 'SHARE',
        describe: 'share of samples that only one of two equal models solves',
      },
      deviation: { type: 'number', describe: 'standard deviation of the difference of two ratings of one sample' },
      power: {
        type: 'number',
        value: 'SHARE',
        describe: 'chance that an equal model passes every benchmark, which a design must reach (default: 0.8)',
      },
      from: {
        type: 'array',
        string: true,
        value: 'RUN RUN',
        describe: 'two old runs of a benchmark, to measure disagreement and the size of replies',
      },
      noise: {
        type: 'array',
        string: true,
        value: 'RUN RUN',
        describe: 'runs of one model, to measure how much its replies vary; see evalkit noise',
      },
      baselines: BASELINES_FLAG,
    }),
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  pairedValues: ['from', 'noise'],
  examples: [
    ['evalkit plan all --baseline base --model sft --judge openai/gpt-4.1', 'the five benchmarks'],
    ['evalkit plan gpqa-diamond --repeats 8 --temperature 0.6', 'whether repeats help'],
    ['evalkit plan gsm8k --from BASE-RUN SFT-RUN', 'with disagreement measured from two old runs'],
    ['evalkit plan gsm8k --repeats 4 --noise RUN SAME-MODEL-AGAIN', 'with measured noise'],
  ],

  async run(args) {
    const locations = await findLocations(args)
    const chosen = selectBenchmarks(args.benchmark ?? [], args.protocol)
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
      models:
        named.length > 0
          ? named.map(({ spec, price }) => ({ label: spec.label, price }))
          : isStored
            ? [UNNAMED_MODEL]
            : [UNNAMED_BASELINE, UNNAMED_MODEL],
      judges: judging.specs.map((text) => modelNamed(text, locations.config)).map(asPriced),
      regrades: judging.regrades ?? 1,
      concurrency:
        wholeNumber('--max-connections', args['max-connections'], { min: 1 }) ?? locations.config.maxConnections ?? 64,
      latencyMs: 1000 * (number('--latency', args.latency, { min: 0.001 }) ?? 10),
      ...optional('power', number('--power', args.power, { min: 0.01, max: 0.999 })),
      storedBaseline: isStored,
      ...optional('outputTokens', wholeNumber('--output-tokens', args['output-tokens'], { min: 1 })),
      ...optional('discordance', number('--discordance', args.discordance, { min: 0.0001, max: 1 })),
      ...optional('deviation', number('--deviation', args.deviation, { min: 0.0001 })),
    }
    const measured = await measurePairs(
      args.from ?? [],
      chosen.map(({ benchmark }) => benchmark.name),
      args.baselines,
    )
    const noise = await measureNoise(await openRuns(args.noise ?? [], args.baselines))
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
    print(
      args.json
        ? JSON.stringify(roundFacts({ schemaVersion: SCHEMA_VERSION, plan }), null, 2)
        : planText(plan, textOptions()),
    )
    return EXIT.ok
  },
})

/** @throws UsageError for a noise run of a benchmark that is not planned */
function refuseUnplanned(noise: readonly ModelNoise[], chosen: readonly SelectedBenchmark[]): void {
  const other = noise.find((one) => !chosen.some(({ benchmark }) => benchmark.name === one.benchmark))
  if (other === undefined) return
  throw new UsageError(`--noise: holds a run of ${other.benchmark}, which is not among the planned benchmarks`, {
    hint: `Planned: ${chosen.map(({ benchmark }) => benchmark.name).join(', ')}.`,
  })
}

/** Placeholders where no model is named; their prices are unknown. */
const UNNAMED_BASELINE = { label: 'the baseline' }
const UNNAMED_MODEL = { label: 'the model' }

const asPriced = ({ spec, price }: ReturnType<typeof modelNamed>) => ({ label: spec.label, price })

const optional = <Name extends string>(name: Name, value: number | undefined) =>
  (value === undefined ? {} : { [name]: value }) as { [N in Name]?: number }
