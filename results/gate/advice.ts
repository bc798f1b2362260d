/** What to do about INCONCLUSIVE: what would settle it, with what chance, at what cost; and what would not. */

import { assumedSpread } from '../assumptions.ts'
import type { Compared } from '../compare/compare.ts'
import { type ComparedRun, repeatsOf } from '../compare/compared-run.ts'
import type { PairedDifference } from '../compare/difference.ts'
import type { Outlook } from '../schema/gate.ts'
import { type GateRule, gateOdds } from '../statistics/power.ts'
import { shareOdds } from '../statistics/share-odds.ts'
import { sum } from '../statistics/sum.ts'
import { count, magnitude, plural } from '../words/format.ts'
import { standardErrorOf, type Weighed } from './decide.ts'
import { type Forecast, forecast } from './outlook.ts'
import { oneSided } from './reasons.ts'

export interface Advice {
  readonly advice: string
  readonly outlook?: Outlook
}

/** A chance worth paying for. */
const GOOD_CHANCE = 0.8

/** A chance not worth paying for. */
const POOR_CHANCE = 0.2

const REPEATS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]

export function adviceFor(weighed: Weighed): Advice {
  const { compared, seen, rules, level } = weighed
  const left = leftOut(compared.candidate)
  const ahead = forecast(weighed)
  if (left !== undefined) {
    return { advice: withAllSamples(compared, seen, { margin: rules.margin, alpha: level }, left) }
  }
  if (ahead.isFrozen) return { advice: `${withoutRepeats(ahead)} ${ANOTHER}` }
  return withRepeats(weighed, ahead)
}

const ANOTHER = 'Another benchmark, or more samples, may settle it.'

/** How many samples there are, where --limit or --sample-id left some out. */
function leftOut({ manifest: { items, dataset } }: ComparedRun): number | undefined {
  return items.count < dataset.size ? dataset.size : undefined
}

function withAllSamples(compared: Compared, seen: PairedDifference, rule: GateRule, all: number): string {
  const { baseline, candidate, facts } = compared
  return `Run all ${count(all)} samples instead of ${count(candidate.manifest.items.count)}: ${chanceOfEqual(
    compared,
    seen,
    rule,
    all,
  )}.${price(requestsFor(facts.unpaired + facts.pairs, all, baseline, candidate), baseline, candidate)}`
}

function withoutRepeats({ isMeasured }: Forecast): string {
  if (isMeasured)
    return 'Every sample was asked, and repeated answers have scored alike: more of them bring nothing new.'
  return (
    'Every sample was asked, and at temperature 0 another answer tells something new only where the server’s replies vary from ' +
    'run to run: measure that with evalkit noise. Sampled answers with several repeats tell more: --protocol gate, where the ' +
    'benchmark has one, or --temperature.'
  )
}

function withRepeats(weighed: Weighed, ahead: Forecast): Advice {
  const { compared, seen } = weighed
  const { baseline, candidate } = compared
  const choices = ahead.pools ? REPEATS : REPEATS.filter((k) => k > repeatsOf(candidate))
  const best = Math.max(...choices.map((k) => ahead.after(k).usual))
  const more = choices.find((k) => ahead.after(k).usual >= Math.min(GOOD_CHANCE, 0.9 * best)) ?? 64
  const { usual, equal, level } = ahead.after(more)
  const known = ahead.isMeasured ? '' : ` (${ASSUMED})`
  if (usual < POOR_CHANCE) {
    return {
      advice: `Repeats will not settle it: even ${more} answers to each sample have a chance of ${percent(usual)}${known}. ${ANOTHER}`,
    }
  }
  const sides = ahead.keepsBaseline ? 1 : 2
  const requests = sides * more * seen.n
  const whom = ahead.keepsBaseline ? `, of ${candidate.manifest.model.label} alone` : ', of both models'
  const how = ahead.pools
    ? `Ask each sample ${plural(more, 'more time')} (--repeats ${more})${whom} with the same --model-version, and gate again: all ` +
      `answers count together, as look ${ahead.look} (decided at ${oneSided(level)}, one-sided)`
    : `Ask each sample ${plural(more, 'time')} again (--repeats ${more})${whom}`
  const floor = Math.max(0, 1 - ahead.after(Number.POSITIVE_INFINITY).usual)
  return {
    advice:
      `${how}. If the two are equal, that settles it with a chance of ${percent(equal)}; if they differ as checkpoints of one ` +
      `model do, with ${percent(usual)}${known}.${price(requests, baseline, candidate)}`,
    outlook: {
      ...{ more, settled: usual, settledIfEqual: equal, floor, requests },
      ...(!ahead.isMeasured && { assumed: true as const }),
      ...costOf(requests, baseline, candidate),
    },
  }
}

const ASSUMED = 'assuming the usual share of luck, since nothing was asked twice'

function chanceOfEqual(compared: Compared, seen: PairedDifference, rule: GateRule, samples: number): string {
  const pass =
    seen.test === 'McNemar exact'
      ? shareOdds({ pairs: samples, discordance: discordanceOf(seen, compared.facts.benchmark) }, rule).pass
      : gateOdds(standardErrorOf(seen) * Math.sqrt(seen.n / samples), rule).pass
  return `an equal model would pass with a chance of ${percent(pass)}`
}

/** Few samples tell little of how often two models differ: the usual share counts as so many samples more. */
const USUAL_COUNTS = 100

/** Share of samples that only one of the two answers right. */
function discordanceOf({ gained, lost, n }: PairedDifference, benchmark: string): number {
  const { discordance = 0 } = assumedSpread(benchmark, false)
  return (gained + lost + USUAL_COUNTS * discordance) / (n + USUAL_COUNTS)
}

/** No chance is certain. */
function percent(share: number): string {
  if (share > 0.99) return 'more than 99%'
  return share < 0.01 ? 'less than 1%' : `${Math.round(100 * share)}%`
}

/**
 * Never "choose a smaller margin now": a margin is chosen before the data are seen. More answers help only where the baseline's
 * score itself, and not just the lower limit of its interval, leaves room.
 */
export function headroomAdvice({ room, rules, compared }: Weighed): string {
  const { items, dataset, benchmark } = compared.baseline.manifest
  const another = `Gate on a benchmark or protocol that this baseline does better on than ${benchmark.name}`
  if (room === undefined || room.atBest < rules.margin) return `${another}.`
  if (items.count < dataset.size) return 'Run all samples, so that the baseline’s score is known more precisely.'
  return `${another}, or measure the baseline with more answers to each sample, so that its score is known more precisely.`
}

/** Of samples that have not been asked yet, by both models. */
const requestsFor = (asked: number, all: number, baseline: ComparedRun, candidate: ComparedRun) =>
  Math.max(0, all - asked) * (baseline.manifest.trialsPerSample + candidate.manifest.trialsPerSample)

/** At what these runs took a trial; absent where servers or prices were silent. */
function costOf(requests: number, ...runs: readonly ComparedRun[]): { tokens?: number; cost?: number } {
  const perTrial = (of: (run: ComparedRun) => number | undefined) => {
    const values = runs.map((run) => {
      const total = of(run)
      return total === undefined || !run.summary?.trials ? undefined : total / run.summary.trials
    })
    return values.every((value) => value !== undefined) ? sum(values) / runs.length : undefined
  }
  const tokens = perTrial(({ summary }) => {
    const { inputTokens, outputTokens } = summary?.tokens ?? {}
    return inputTokens === undefined && outputTokens === undefined
      ? undefined
      : (inputTokens ?? 0) + (outputTokens ?? 0)
  })
  const cost = perTrial(({ summary }) => summary?.cost)
  return {
    ...(tokens !== undefined && { tokens: Math.round(requests * tokens) }),
    ...(cost !== undefined && { cost: requests * cost }),
  }
}

/** ` That takes 2,638 requests, about 1.2M tokens, at a cost of 3.4.` */
function price(requests: number, baseline: ComparedRun, candidate: ComparedRun): string {
  const { tokens, cost } = costOf(requests, baseline, candidate)
  return ` That takes ${plural(requests, 'request')}${tokens === undefined ? '' : `, about ${magnitude(tokens)} tokens`}${
    cost === undefined ? '' : `, at a cost of ${Number(cost.toPrecision(3))}`
  }.`
}
