/** What to do about INCONCLUSIVE: what would settle it, with what chance, at what cost; and what would not. */

import type { Compared } from '../compare/compare.ts'
import { type ComparedRun, repeatsOf } from '../compare/compared-run.ts'
import type { PairedDifference } from '../compare/difference.ts'
import type { Outlook } from '../gate-schema.ts'
import { count, plural, size } from '../report/format.ts'
import { normalQuantile } from '../statistics/normal.ts'
import { differenceError, type GateRule, gateOdds, oddsAnew, oddsWithMore, shareSpread } from '../statistics/power.ts'
import { shareOdds } from '../statistics/share-odds.ts'
import type { DifferenceSpread } from '../statistics/variance-components.ts'
import type { Weighed } from './decide.ts'
import { levelOf } from './look-level.ts'
import { costOf, price, requestsFor } from './price.ts'
import { confidenceWords } from './reasons.ts'

export interface Advice {
  readonly advice: string
  readonly outlook?: Outlook
}

/** A chance worth paying for. */
const GOOD_CHANCE = 0.8

const REPEATS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]

export function adviceFor(weighed: Weighed): Advice {
  const { compared, seen, rules, level } = weighed
  const { baseline, candidate } = compared
  const rule = { margin: rules.margin, alpha: level }
  const left = leftOut(candidate)
  if (left !== undefined) return { advice: withAllSamples(compared, seen, rule, left) }
  if (isGreedy(baseline) || isGreedy(candidate)) return { advice: withoutRepeats(compared, seen, rule) }
  return withRepeats(weighed)
}

const isGreedy = ({ manifest }: ComparedRun) => manifest.generation.temperature === 0

/** How many samples there are, where --limit or --sample-id left some out. */
function leftOut({ manifest: { items, dataset } }: ComparedRun): number | undefined {
  return items.count < dataset.size ? dataset.size : undefined
}

function withAllSamples(compared: Compared, seen: PairedDifference, rule: GateRule, all: number): string {
  const { baseline, candidate, facts } = compared
  const repeats = isGreedy(baseline) || isGreedy(candidate) ? ' At temperature 0, repeats would bring nothing new.' : ''
  return `Ask all ${count(all)} samples instead of ${count(candidate.manifest.items.count)}: ${chanceOfEqual(
    compared,
    seen,
    rule,
    all,
  )}.${price(requestsFor(facts.unpaired + facts.pairs, all, baseline, candidate), baseline, candidate)}${repeats}`
}

function withoutRepeats(compared: Compared, seen: PairedDifference, rule: GateRule): string {
  const enough = (normalQuantile(GOOD_CHANCE) - normalQuantile(rule.alpha)) * spreadError(compared, seen, seen.n)
  return (
    `Every sample was asked, and at temperature 0 repeats bring nothing new. Here ${chanceOfEqual(compared, seen, rule, seen.n)}; ` +
    `with a margin of ${size(enough, compared.facts.range)}, with ${percent(GOOD_CHANCE)}. ` +
    'Another benchmark may settle it, or both models sampled at a temperature above 0 with several repeats.'
  )
}

function withRepeats(weighed: Weighed): Advice {
  const { compared, seen } = weighed
  const { baseline, candidate } = compared
  const measured = measuredSpread(compared, seen, repeatsOf(candidate))
  const { isPooled, look, level, settled } = nextLook(weighed, measured)
  const best = settled(Number.POSITIVE_INFINITY)
  const choices = isPooled ? REPEATS : REPEATS.filter((k) => k > repeatsOf(candidate))
  const more = choices.find((k) => settled(k) >= Math.min(GOOD_CHANCE, 0.9 * best)) ?? 64
  const requests = 2 * more * seen.n
  const [chance, floor] = [settled(more), Math.max(0, 1 - best)]
  const how = isPooled
    ? `Ask each sample ${plural(more, 'time')} more (--repeats ${more}), of both models with the same --model-version, and ` +
      `gate again: all answers count together, as look ${look} (${confidenceWords(level)})`
    : `Ask each sample ${plural(more, 'time')} anew (--repeats ${more}), of both models`
  const limit =
    measured === undefined
      ? 'at best: with one answer to each sample, luck cannot be told from the samples'
      : `and however many are asked, it stays open with ${percent(floor)}, since the samples themselves differ`
  return {
    advice: `${how}. That settles it with a chance of ${percent(chance)}, ${limit}.${price(requests, baseline, candidate)}`,
    outlook: { more, settled: chance, floor, requests, ...costOf(requests, baseline, candidate) },
  }
}

/** How the gate would decide after so many further answers, and with what chance it does. */
function nextLook({ compared, seen, rules, look: current }: Weighed, measured: DifferenceSpread | undefined) {
  const { baseline, candidate } = compared
  const repeats = repeatsOf(candidate)
  const soFar = { estimate: seen.estimate, spread: measured ?? luckOnly(seen, repeats), questions: seen.n, repeats }
  const isPooled = isCountedAgain(baseline) && isCountedAgain(candidate)
  const look = candidate.manifest.model.version === undefined ? 1 : current + 1
  const level = levelOf(look, rules.alpha)
  const settled = (asked: number) => {
    const odds = isPooled ? oddsWithMore : oddsAnew
    const { pass, regressed } = odds(soFar, asked, { margin: rules.margin, alpha: level })
    return Math.min(1, pass + regressed)
  }
  return { isPooled, look, level, settled }
}

/** Whether another run of it counts with this one: the same weights for sure, and a run of its own. */
const isCountedAgain = ({ manifest, folder }: ComparedRun) =>
  manifest.model.version !== undefined && !folder.startsWith('@')

/** In the proportions in which single samples vary, and as large as the difference itself does, whatever its weights. */
function measuredSpread(compared: Compared, seen: PairedDifference, repeats: number): DifferenceSpread | undefined {
  const spread = compared.spread()
  if (spread === undefined) return undefined
  const { question, repeat } = spread
  const total = question + repeat / repeats
  const scale = total === 0 ? 0 : varianceOf(seen) / total
  return { question: question * scale, repeat: repeat * scale }
}

/** Where luck cannot be told from the samples: all of the spread may be luck. */
function luckOnly(seen: PairedDifference, repeats: number): DifferenceSpread {
  return { question: 0, repeat: varianceOf(seen) * repeats }
}

/** Of one sample's difference; where no two differed, as if one had. */
function varianceOf({ n, standardError, gained, lost }: PairedDifference): number {
  return gained + lost === 0 ? 1 / n : standardError ** 2 * n
}

function chanceOfEqual(compared: Compared, seen: PairedDifference, rule: GateRule, samples: number): string {
  const pass =
    seen.test === 'McNemar exact'
      ? shareOdds({ pairs: samples, discordance: Math.max(1, seen.gained + seen.lost) / seen.n }, rule).pass
      : gateOdds(spreadError(compared, seen, samples), rule).pass
  return `an equal model would pass with a chance of ${percent(pass)}`
}

/** Standard error of the difference over so many samples like these. */
function spreadError(compared: Compared, seen: PairedDifference, samples: number): number {
  if (seen.test !== 'McNemar exact') return Math.sqrt(varianceOf(seen) / samples)
  const discordance = Math.max(1, seen.gained + seen.lost) / seen.n
  return differenceError(shareSpread(discordance), samples, repeatsOf(compared.candidate))
}

/** No chance is certain. */
function percent(share: number): string {
  if (share > 0.99) return 'more than 99 %'
  return share < 0.01 ? 'less than 1 %' : `${Math.round(100 * share)} %`
}
