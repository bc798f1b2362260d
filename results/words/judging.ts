/** What judges said, beside the number: by turn and group, and how far it can be trusted. */
import type { BenchmarkSummary, JudgeHealth, RunManifest } from '../schema/schema.ts'
import { correlation, count, magnitude, plural, score } from './format.ts'
import { commonFamily } from './model-family.ts'

interface JudgedRun {
  readonly manifest: RunManifest
  readonly summary: BenchmarkSummary
}

/** @returns a line each; none for a run without a judge */
export function judging({ manifest, summary }: JudgedRun): string[] {
  const { judging: health, groups, dimensions, range } = summary
  if (health === undefined) return []
  const means = (what: string, named: BenchmarkSummary['groups'] = {}) => {
    const words = Object.entries(named).map(([name, group]) => `${name} ${score(group.score, range)}`)
    return words.length > 0 ? [`by ${what}: ${words.join(', ')}`] : []
  }
  return [
    ...means('category', groups),
    ...means('dimension', dimensions),
    `judged by ${judges(manifest, health)}: ${reading(health)}`,
    ...agreement(health),
    ...family(manifest, health),
    `ratings: ${health.histogram.map(({ rating, verdicts }) => `${rating} × ${count(verdicts)}`).join(', ')}${ties(health)}`,
  ]
}

/** Ratings that are nearly all the same tell models apart badly. */
const ties = ({ ties: share }: JudgeHealth) => (share === undefined ? '' : `; tie rate ${score(share, undefined)}`)

function agreement({ judges = {}, alpha, spread, lengthCorrelation }: JudgeHealth): string[] {
  const means = Object.entries(judges).map(([name, { score: mean }]) => `${name} ${mean.toFixed(2)}`)
  const apart = spread && [
    `${spread.judge.toFixed(2)} between verdicts on one answer`,
    ...(spread.answer === undefined ? [] : [`${spread.answer.toFixed(2)} between answers to one question`]),
    ...(spread.question === undefined ? [] : [`${spread.question.toFixed(2)} between questions`]),
  ]
  return [
    ...(means.length > 0 ? [`by judge: ${means.join(', ')}`] : []),
    ...(alpha === undefined ? [] : [`agreement of the judges: Krippendorff’s alpha ${correlation(alpha)}`]),
    ...(apart === undefined ? [] : [`spread of a rating: ${apart.join(', ')}`]),
    ...(lengthCorrelation === undefined
      ? []
      : [`rating and length of the answer: Spearman’s ρ ${correlation(lengthCorrelation)}`]),
  ]
}

/** Such a judge may favour the answers of its kin. */
function family({ model, judge }: RunManifest, { models }: JudgeHealth): string[] {
  return (judge?.judges ?? []).flatMap(({ label, name }) => {
    const names = [name, ...(models[label] ?? [])]
    const found = names.map((judgeName) => commonFamily(model.name, judgeName)).find((one) => one !== undefined)
    return found === undefined
      ? []
      : [`${model.name} and its judge ${name} both look like ${found}: judges favour their own kind`]
  })
}

function judges({ judge }: RunManifest, { models, tokens }: JudgeHealth): string {
  const names = (judge?.judges ?? []).map(({ label, name }) => {
    const served = (models[label] ?? []).filter((model) => model !== name)
    return served.length === 0 ? label : `${label} (${served.join(' and ')})`
  })
  const spent = (tokens.inputTokens ?? 0) + (tokens.outputTokens ?? 0)
  return `${names.join(' and ')}${spent === 0 ? '' : `, ${magnitude(spent)} tokens`}`
}

/** `38 wins, 109 ties and 13 losses against base, …` */
export function matches({ manifest, summary }: JudgedRun): string[] {
  const { versus } = manifest
  const { matches: facts } = summary
  if (facts === undefined) return []
  const { wins, ties, losses, dropped, winRate, positionFlips } = facts
  const share = (value: number | undefined) => (value === undefined ? '–' : score(value, undefined))
  return [
    `${plural(wins, 'win')}, ${plural(ties, 'tie')}, ${count(losses)} lost against ${versus?.model ?? 'the baseline'}; win rate ${share(winRate)}`,
    `${share(positionFlips)} of the matches changed their winner with the places, and count as ties`,
    ...(dropped > 0 ? [`${plural(dropped, 'match')} without two readable verdicts, left out`] : []),
  ]
}

/** `150 of 160 verdicts parsed, 8 after a retry, 2 failed, 3 with conflicting ratings`. */
function reading({
  verdicts,
  readAtOnce,
  readAfterRetries,
  unreadable,
  conflicting = 0,
  tooLong,
  noReply,
}: JudgeHealth): string {
  return [
    `${count(readAtOnce)} of ${plural(verdicts, 'verdict')} parsed`,
    `${count(readAfterRetries)} after a retry`,
    `${count(unreadable)} failed`,
    ...(conflicting > 0 ? [`${count(conflicting)} with conflicting ratings`] : []),
    ...(tooLong > 0 ? [`${count(tooLong)} too long for the judge`] : []),
    ...(noReply > 0 ? [`${count(noReply)} without a reply`] : []),
  ].join(', ')
}
