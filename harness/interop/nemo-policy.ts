/** Reads the gate policy of NeMo Evaluator as a policy of evalkit's gate. */
import { UsageError } from '../../results/errors.ts'
import { KNOWN_BENCHMARKS } from '../../results/gate/margins.ts'
import type { BenchmarkPolicy, GatePolicy } from '../../results/schema/gate.ts'
import { parseYaml } from '../../results/schema/yaml-file.ts'
import { MOST_WRITTEN, readingProblem, readText } from '../../results/store/regular-file.ts'
import { type Fields, fieldsOf, isFields, nameIn, numberIn } from './read/json-fields.ts'

export interface ReadPolicy {
  readonly policy: GatePolicy
  /** What it says that evalkit's gate has no equivalent of, in words. */
  readonly lost: readonly string[]
}

/** Metrics that are the mean over samples, as evalkit's scores are. */
const MEANS = ['mean_reward', 'pass@1', 'accuracy']
const TIERS: Readonly<Record<string, BenchmarkPolicy['tier']>> = {
  critical: 'required',
  supporting: 'required',
  advisory: 'advisory',
}
const FIELDS = ['tier', 'metric', 'direction', 'max_drop', 'max_relative_drop', 'relative_guard_below']
/** Where its file says nothing. */
const DEFAULTS: Fields = { tier: 'supporting', max_drop: 0.015 }

/** @throws UsageError for a file that is missing, is no such policy, or has a value that cannot be meant */
export async function readNemoPolicy(path: string): Promise<ReadPolicy> {
  const text = await readText(path, MOST_WRITTEN).catch((error: unknown) => {
    throw new UsageError(`${path}: ${readingProblem(error)}`, { cause: error })
  })
  const file = parseYaml(path, text)
  const { version, defaults, benchmarks, ...others } = fieldsOf(file.value)
  if (version !== 1 || !isFields(benchmarks ?? {})) {
    throw new UsageError(
      `${path}: not a gate policy of NeMo Evaluator that is known: version is ${nameIn(version) ?? 'missing'}`,
      {
        hint: 'evalkit reads version: 1, with defaults: and benchmarks:. Its own policies stand in evalkit.config.yaml, below gate:.',
      },
    )
  }
  const shared = { ...DEFAULTS, ...fieldsOf(defaults) }
  const lost = new Set(Object.keys(others).map((name) => `${name}: unknown`))
  const policies = Object.entries(fieldsOf(benchmarks)).map(([name, own]): [string, BenchmarkPolicy] => [
    name,
    policyOf(name, { ...shared, ...fieldsOf(own) }, `${path}${file.placeOf(['benchmarks', name])}`, lost),
  ])
  if (isFields(defaults)) lost.add('defaults: evalkit’s own margins hold for benchmarks that the policy does not name')
  const isKnown = ([name]: readonly [string, BenchmarkPolicy]) => KNOWN_BENCHMARKS.includes(name)
  return {
    policy: {
      benchmarks: Object.fromEntries(policies.filter(isKnown)),
      tasks: Object.fromEntries(policies.filter((one) => !isKnown(one))),
    },
    lost: [...lost],
  }
}

function policyOf(name: string, fields: Fields, place: string, lost: Set<string>): BenchmarkPolicy {
  const tier = TIERS[nameIn(fields.tier) ?? '']
  const drop = numberIn(fields.max_drop)
  if (tier === undefined) {
    throw new UsageError(`${place}: benchmarks.${name}.tier is ${nameIn(fields.tier) ?? 'missing'}`, {
      hint: 'It is critical, supporting or advisory.',
    })
  }
  if (drop === undefined || drop < 0) {
    throw new UsageError(`${place}: benchmarks.${name}.max_drop must be a number of at least 0`, {
      hint: 'It is a share: 0.01 is one point.',
    })
  }
  const metric = nameIn(fields.metric)
  if (metric !== undefined && !MEANS.includes(metric))
    lost.add(`${name}.metric ${metric}: evalkit gates the mean over samples`)
  if (fields.direction === 'lower_is_better') lost.add(`${name}.direction lower_is_better: more is better in evalkit`)
  for (const field of ['max_relative_drop', 'relative_guard_below']) {
    if (numberIn(fields[field]) !== undefined) lost.add(`${name}.${field}: evalkit’s margins are absolute`)
  }
  for (const field of Object.keys(fields)) if (!FIELDS.includes(field)) lost.add(`${name}.${field}: unknown`)
  return { tier, margin: Number((drop * 100).toPrecision(12)) }
}
