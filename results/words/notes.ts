/** What a row of numbers does not tell by itself. */

import type { BenchmarkSummary, RunManifest } from '../schema/schema.ts'
import { sum } from '../statistics/sum.ts'
import { foreignModels } from '../summary/served-models.ts'
import { count, money, plural, score } from './format.ts'
import { groups } from './groups.ts'
import { judging, matches } from './judging.ts'

/** A run to be shown. */
export interface ShownRun {
  readonly manifest: RunManifest
  readonly summary: BenchmarkSummary
}

/** @param several runs of more than one benchmark or protocol are shown, so that the label alone does not name one */
export function notesOn(run: ShownRun, several: boolean): string[] {
  const { benchmark, protocol, model } = run.manifest
  const name = several ? `${benchmark.name} (${protocol.name}), ${model.label}` : model.label
  const words = [
    ...pending(run),
    ...unscored(run),
    ...runOns(run),
    ...openingTag(run),
    ...otherModels(run),
    ...programs(run),
    ...steadiness(run),
    ...groups(run.summary),
    ...positions(run),
    ...matches(run),
    ...judging(run),
    ...costs(run),
  ].map((text) => `${name}: ${text}`)
  return [...words, ...otherRules(run).map((text) => `${name} by ${text}`)]
}

/**
 * Of many runs, only what may make a score wrong. Everything else is told of each run by itself.
 *
 * @param withPending also how many trials are pending
 */
export function warnings(run: ShownRun, withPending: boolean): string[] {
  return [
    ...(withPending ? pending(run) : []),
    ...unscored(run),
    ...manyUnanswered(run),
    ...runOns(run),
    ...openingTag(run),
    ...otherModels(run),
  ]
}

/**
 * What the marks and the columns mean, where they have something to say.
 *
 * @param hasCounts whether the table has a column of unanswered trials
 */
export function legend(runs: readonly ShownRun[], hasCounts = true): string[] {
  return [
    ...(runs.some(({ manifest: { model, imported } }) => model.claimed && imported === undefined)
      ? ['* replayed from a file: the protocol is claimed, not proven']
      : []),
    ...(runs.some(({ manifest }) => manifest.imported !== undefined)
      ? ['* imported from another tool’s log: the protocol is claimed, not proven']
      : []),
    ...(hasCounts && runs.some(({ summary }) => summary.unanswered > 0)
      ? ['unanswered: no answer could be found in the reply; counted as wrong']
      : []),
  ]
}

function pending({ summary: { pending, trials, unscored } }: ShownRun): string[] {
  if (pending === 0) return []
  return [`${count(pending)} of ${plural(pending + trials + unscored, 'trial')} pending`]
}

function unscored({ summary }: ShownRun): string[] {
  if (summary.unscored === 0) return []
  const reasons = Object.entries(summary.unscoredReasons).map(([reason, trials]) => `${count(trials)} ${reason}`)
  return [`${plural(summary.unscored, 'trial')} unscored (${reasons.join(', ')}), left out of the score`]
}

/** From this share on, the score says more about the format of the replies than about what the model knows. */
const MANY_UNANSWERED = 0.1

function manyUnanswered({ summary: { unanswered, trials } }: ShownRun): string[] {
  if (unanswered < MANY_UNANSWERED * trials || unanswered === 0) return []
  return [`no answer was found in ${count(unanswered)} of ${count(trials)} replies; they count as wrong`]
}

/** Replies that did not stop where their answer ends: often a wrong stop token or chat template, and not the weights. */
function runOns({ summary: { ranOn = 0, leaked = 0, loops = 0, trials } }: ShownRun): string[] {
  const facts = [
    ranOn === 0 ? [] : `${count(ranOn)} ran on after the answer`,
    leaked === 0 ? [] : `${count(leaked)} show a token of the chat template`,
    loops === 0 ? [] : `${count(loops)} end in a loop`,
  ].flat()
  if (facts.length === 0) return []
  return [`of ${count(trials)} replies, ${facts.join(' and ')}; check stop tokens and chat template`]
}

/** With the lines of the config that have it read as reasoning, which JSON and YAML both allow. */
function openingTag({ manifest: { model, spec }, summary: { openingTag: tag, trials } }: ShownRun): string[] {
  if (tag === undefined) return []
  const named = spec.startsWith(`${model.label}=`) ? spec.slice(model.label.length + 1) : spec
  const config = { [model.label]: { model: named, reasoning: { open: tag.open, close: tag.close } } }
  return [
    `${count(tag.replies)} of ${count(trials)} replies open with ${tag.open}, which is no known mark of reasoning, and is read as part of the ` +
      `answer; if reasoning follows it, put this into the config and rescore: models: ${JSON.stringify(config)}`,
  ]
}

/** The score is then not that of the model asked, or not of it alone. */
function otherModels({ manifest: { model }, summary }: ShownRun): string[] {
  const [first, ...further] = foreignModels(model, summary)
  if (first === undefined) return []
  const replies = Object.values(summary.servedModels ?? {}).reduce((sum, one) => sum + one, 0)
  const others = further.map(([name, named]) => `, ${count(named)} name ${name}`).join('')
  const [name, named] = first
  return [`${count(named)} of ${count(replies)} replies name the model ${name}${others}, not ${model.name}`]
}

/** `cost 1.52 USD: 1.20 of the model, 0.32 of its judges`. */
function costs({ summary: { cost, judgeCost, currency } }: ShownRun): string[] {
  if (cost === undefined && judgeCost === undefined) return []
  if (judgeCost === undefined) return [`cost ${money(cost ?? 0, currency)}`]
  const model = cost === undefined ? 'unknown' : money(cost)
  const whole = cost === undefined ? '' : ` ${money(cost + judgeCost, currency)}`
  return [
    `cost${whole}: ${model} of the model, ${money(judgeCost, cost === undefined ? currency : undefined)} of its judges`,
  ]
}

/** What became of the programs, and pass@k beyond the headline. */
function programs({
  summary: { verdicts = {}, missingModules = {}, metrics = {}, metric, range },
}: ShownRun): string[] {
  const modules = Object.entries(missingModules).map(([module, programs]) => `${count(programs)} ${module}`)
  const names = Object.keys(verdicts)
  const counts = names.map((outcome) => `${count(verdicts[outcome] ?? 0)} ${outcome}`)
  const others = Object.entries(metrics).filter(([name]) => name !== metric)
  return [
    ...others.map(([name, value]) => `${name} ${score(value, range)}`),
    ...(names.some((outcome) => outcome !== 'passed') ? [`programs: ${counts.join(', ')}`] : []),
    ...(verdicts.unencodable === undefined
      ? []
      : [
          `${plural(verdicts.unencodable, 'program')} could not be judged apart from the tests, and count as not passed`,
        ]),
    ...(modules.length > 0
      ? [`programs that import modules which the sandbox does not have, and count as not passed: ${modules.join(', ')}`]
      : []),
  ]
}

/** Of samples with several answers: are they right by ability, or now and then? */
function steadiness({ summary: { rightCounts } }: ShownRun): string[] {
  if (rightCounts === undefined) return []
  const answers = rightCounts.length - 1
  const samples = sum(rightCounts)
  const [none = 0, all = 0] = [rightCounts[0], rightCounts.at(-1)]
  return [
    `of ${plural(samples, 'sample')} with ${answers} answers, ${count(all)} are right in all, ${count(samples - all - none)} in some, ${count(none)} in none`,
  ]
}

/** Whether it mattered where the right option stood. */
function positions({ summary: { positions = {}, allOrders, range } }: ShownRun): string[] {
  const letters = Object.entries(positions)
  if (letters.length === 0) return []
  const [where, chosen] = [
    letters.flatMap(([letter, { score: mean }]) => (mean === undefined ? [] : `${letter} ${score(mean, range)}`)),
    letters.map(([letter, position]) => `${letter} ${score(position.chosen, undefined)}`),
  ]
  return [
    `right where the key stood at ${where.join(', ')}; chose ${chosen.join(', ')}`,
    ...(allOrders === undefined ? [] : [`right in all orders: ${score(allOrders, range)} of the questions`]),
  ]
}

/**
 * A gain in form is not a gain in ability: what the score would be had another rule read the same replies. A rule for
 * another form altogether, which read none of them, is in the summary only.
 */
function otherRules({ manifest, summary: { rules = {}, range, trials } }: ShownRun): string[] {
  return Object.entries(rules)
    .filter(([name, { gained, lost }]) => name !== manifest.protocol.rule && gained + lost > 0)
    .filter(([, { unanswered }]) => unanswered < trials)
    .map(([name, rule]) => `${name}: ${score(rule.score, range)} (${count(rule.unanswered)} unanswered)`)
}
