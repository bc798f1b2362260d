/** What a run would ask, take and be able to see. Pure: samples have been counted, old runs read. */

import { defined } from '../defined.ts'
import type { Rules } from '../gate/policy.ts'
import type { BenchmarkPlan, Expense, Plan } from '../schema/plan.ts'
import type { Interval, Price } from '../schema/schema.ts'
import { sum } from '../statistics/sum.ts'
import type { DifferenceSpread } from '../statistics/variance-components.ts'
import { cheapestDesign, designsFor } from './designs.ts'
import { examOf } from './exam.ts'
import { sensitivityOf } from './sensitivity.ts'

/** A benchmark as it would be run. */
export interface PlannedBenchmark {
  readonly benchmark: string
  readonly protocol: string
  readonly samples: number
  /** How many the benchmark has. */
  readonly available: number
  /** Replies of all samples, asked once. */
  readonly turns: number
  readonly repeats: number
  /** 0: the same reply comes again, but for what `sampled` and `reorders` say. */
  readonly temperature: number | undefined
  /** Share of the samples asked at a temperature above 0, where they have settings of their own. */
  readonly sampled?: number
  /** Each repeat shows the options in another order. */
  readonly reorders?: boolean
  readonly range: Interval
  /** To how many questions of equal weight its own amount, where some weigh more: `1/Σw²`. */
  readonly effective?: number
  readonly rules: Rules
  /** Of all prompts of one repeat, by their length. */
  readonly promptTokens: number
  /** The longest reply the settings allow. */
  readonly maxTokens?: number
  readonly isJudged: boolean
  readonly measured?: MeasuredPair
  /** Measured: variance of one answer to one sample by a model itself. */
  readonly noise?: number
}

/** What two old runs tell. */
export interface MeasuredPair {
  /** Where right or wrong, once each. */
  readonly discordance?: number
  /** Of one question's difference. */
  readonly spread: DifferenceSpread
  /** Whether luck could be told from the questions. */
  readonly hasRepeats: boolean
  /** Of one trial; absent where servers did not count. */
  readonly tokens?: Tokens
  /** Of one verdict. */
  readonly judgeTokens?: Tokens
  readonly latencyMs?: number
}

interface Tokens {
  readonly input: number
  readonly output: number
}

export interface PlanSettings {
  /** By label; undefined prices are unknown. Models of one server share its time; absent: all have the same server. */
  readonly models: readonly { readonly label: string; readonly price?: Price | undefined; readonly server?: string }[]
  readonly judges: readonly { readonly label: string; readonly price?: Price | undefined }[]
  /** Verdicts asked of each judge on each reply. */
  readonly regrades: number
  readonly concurrency: number
  readonly latencyMs: number
  /** Of one reply, where it was not measured. */
  readonly outputTokens?: number
  /** What is assumed instead of the usual. */
  readonly discordance?: number
  readonly deviation?: number
  /** With what chance an equal model should pass everything that is required. Default: 0.8. */
  readonly power?: number
  /** The baseline is a stored one, which is not asked. */
  readonly storedBaseline?: boolean
}

export function planFor(benchmarks: readonly PlannedBenchmark[], settings: PlanSettings): Plan {
  const planned = benchmarks.map((benchmark) => planOne(benchmark, settings))
  const required = planned.filter(({ tier }) => tier === 'required')
  const judges = benchmarks.some(({ isJudged }) => isJudged) ? settings.judges : []
  return {
    benchmarks: planned,
    models: settings.models.map(({ label }) => label),
    judges: judges.map(({ label }) => label),
    concurrency: settings.concurrency,
    latencyMs: settings.latencyMs,
    total: sumOf(planned),
    ...(required.length > 0 && { passAll: required.reduce((product, { pass }) => product * pass, 1) }),
    ...comparedDesigns(benchmarks, settings),
    unpriced: [...settings.models, ...judges].flatMap(({ label, price }) => (price === undefined ? [label] : [])),
  }
}

function comparedDesigns(benchmarks: readonly PlannedBenchmark[], settings: PlanSettings) {
  const { power = POWER, storedBaseline = false, models } = settings
  const required = benchmarks.filter(({ rules }) => rules.tier === 'required' && rules.margin > 0)
  if (required.length === 0) return {}
  const exams = required.map((planned) => ({
    benchmark: planned.benchmark,
    exam: examOf(planned, settings).exam,
    rules: planned.rules,
    replies: planned.turns,
  }))
  const candidates = Math.max(1, models.length - (storedBaseline ? 0 : 1))
  const designs = designsFor(exams, { candidates, storedBaseline })
  const cheapest = cheapestDesign(designs, power)
  return { designs, power, ...defined({ cheapest }) }
}

/** That an equal model passes everything that is required. */
const POWER = 0.8

function planOne(planned: PlannedBenchmark, settings: PlanSettings): BenchmarkPlan {
  const { benchmark, protocol, samples, repeats, range, rules } = planned
  const { exam, basis } = examOf(planned, settings)
  const isShare = range[0] === 0 && range[1] === 1
  return {
    benchmark,
    protocol,
    samples,
    repeats,
    ...(!isShare && { range }),
    margin: rules.margin,
    alpha: rules.alpha,
    tier: rules.tier,
    ...sensitivityOf(exam, rules),
    ...expenseOf(planned, settings),
    ...(exam.spread.repeat === 0 && { greedy: true as const }),
    basis,
  }
}

function expenseOf(planned: PlannedBenchmark, settings: PlanSettings): Expense {
  const { turns, repeats, samples, isJudged, measured, maxTokens, promptTokens } = planned
  const { models, judges, regrades, concurrency } = settings
  const replies = turns * repeats
  const requests = replies * models.length
  const judgeRequests = isJudged ? requests * judges.length * regrades : 0
  const trials = samples * repeats
  const reply = settings.outputTokens ?? maxTokens
  const output = measured?.tokens ? measured.tokens.output * trials : reply && reply * replies
  const input = measured?.tokens ? measured.tokens.input * trials : promptTokens * repeats
  const latency = measured?.latencyMs ?? settings.latencyMs
  // A trial keeps its place until its last turn is judged; earlier turns are judged beside the next one.
  const verdictWait = isJudged ? 1 : 0
  const verdicts = replies * models.length * regrades
  const judged = measured?.judgeTokens
  const byJudge = (kind: keyof Tokens) => judged && judged[kind] * verdicts
  const judgeCosts = isJudged ? judges.map(({ price }) => costOf(price, byJudge('input'), byJudge('output'))) : []
  const costs = [...models.map(({ price }) => costOf(price, input, output)), ...judgeCosts]
  const currencies = new Set([...models, ...judges].flatMap(({ price }) => price?.currency ?? []))
  const [currency] = currencies
  const byJudges = (kind: keyof Tokens) => (isJudged ? judges.length * (byJudge(kind) ?? 0) : 0)
  return {
    requests,
    judgeRequests,
    inputTokens: Math.round(input * models.length + byJudges('input')),
    ...(output !== undefined && { outputTokens: Math.round(output * models.length + byJudges('output')) }),
    atMost: measured?.tokens === undefined && settings.outputTokens === undefined && maxTokens !== undefined,
    ...(costs.every((cost) => cost !== undefined) && {
      cost: sum(costs),
      ...(judgeCosts.length > 0 && { judgeCost: judgeCosts.reduce<number>((sum, cost) => sum + (cost ?? 0), 0) }),
      ...(currency !== undefined && currencies.size === 1 && { currency }),
    }),
    timeMs:
      mostOnOneServer(models) *
      Math.max(turns / samples + verdictWait, (replies + verdictWait * trials) / concurrency) *
      latency,
  }
}

/** Servers go side by side, the models of one after another. */
const mostOnOneServer = (models: PlanSettings['models']): number =>
  Math.max(
    0,
    ...Map.groupBy(models, ({ server }) => server)
      .values()
      .map(({ length }) => length),
  )

function costOf(price: Price | undefined, input: number | undefined, output: number | undefined): number | undefined {
  if (price === undefined || input === undefined || output === undefined) return undefined
  return (input * price.input + output * price.output) / 1e6
}

function sumOf(all: readonly Expense[]): Expense {
  const sum = (of: (expense: Expense) => number) => all.reduce((total, expense) => total + of(expense), 0)
  return {
    requests: sum(({ requests }) => requests),
    judgeRequests: sum(({ judgeRequests }) => judgeRequests),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    ...(all.every(({ outputTokens }) => outputTokens !== undefined) && {
      outputTokens: sum(({ outputTokens = 0 }) => outputTokens),
    }),
    atMost: all.some(({ atMost }) => atMost),
    ...(all.every(({ cost }) => cost !== undefined) && {
      cost: sum(({ cost = 0 }) => cost),
      ...(all.some(({ judgeCost }) => judgeCost !== undefined) && { judgeCost: sum(({ judgeCost = 0 }) => judgeCost) }),
      ...defined({ currency: all[0]?.currency }),
    }),
    timeMs: sum(({ timeMs }) => timeMs),
  }
}
