/** What judges said, beside the number: by turn and group, and how far it can be trusted. */
import type { BenchmarkSummary, JudgeHealth, RunManifest } from '../schema.ts'
import { count, magnitude, plural, score } from './format.ts'

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
    `ratings: ${health.histogram.map(({ rating, verdicts }) => `${rating} × ${count(verdicts)}`).join(', ')}`,
  ]
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

/** `150 of 160 verdicts read at once, 8 after asking again, 2 never`. */
function reading({ verdicts, readAtOnce, readAfterRetries, unreadable, tooLong, noReply }: JudgeHealth): string {
  return [
    `${count(readAtOnce)} of ${plural(verdicts, 'verdict')} read at once`,
    `${count(readAfterRetries)} after asking again`,
    `${count(unreadable)} never`,
    ...(tooLong > 0 ? [`${count(tooLong)} too long for the judge`] : []),
    ...(noReply > 0 ? [`${count(noReply)} without a reply`] : []),
  ].join(', ')
}
