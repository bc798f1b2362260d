/** How much models vary by themselves, for a terminal or a log of 100 columns, as text. */
import type { ModelNoise } from '../schema/plan.ts'
import { count, size } from '../words/format.ts'
import { wrapped } from '../words/wrap.ts'
import { drawTable, type TextOptions } from './layout.ts'

export function noiseText(all: readonly ModelNoise[], options: TextOptions = {}): string {
  const head = ['model', 'benchmark', 'samples', 'answers', 'replies\ndiffer', 'scores\ndiffer', 'SD of\nthe score']
  return [
    drawTable(head, all.map(cells), ['left', 'left', ...Array(5).fill('right')], options),
    '',
    ...all.flatMap((noise) => [
      ...wrapped(capital(meaning(noise, all.length > 1)), '', options),
      ...flicker(noise, options),
    ]),
  ].join('\n')
}

/** Are samples right by ability, or now and then? */
function flicker({ rightCounts }: ModelNoise, options: TextOptions): string[] {
  if (rightCounts === undefined || rightCounts.length > 18) return []
  const head = [`right of ${rightCounts.length - 1} answers`, ...rightCounts.map((_, right) => String(right))]
  const row = ['samples', ...rightCounts.map(count)]
  return ['', drawTable(head, [row], ['left', ...rightCounts.map(() => 'right' as const)], options), '']
}

/** Labels are names and stay as they are. */
const capital = (text: string) =>
  text.replace(/^(two|answers|replies) /, (word) => word[0]?.toUpperCase() + word.slice(1))

function cells({ model, benchmark, samples, answers, texts, scores, scoreDeviation, range }: ModelNoise): string[] {
  return [
    model,
    benchmark,
    count(samples),
    count(answers),
    texts === undefined ? '–' : percent(texts),
    percent(scores),
    size(scoreDeviation, range),
  ]
}

/** What it means for a gate. */
function meaning(
  { model, benchmark, protocol, temperature, texts, scores, luck, cached }: ModelNoise,
  several: boolean,
) {
  const who = several ? `${model} on ${benchmark}: ` : ''
  const kept = cached === 0 ? '' : ` ${count(cached)} replies came from --cache and cannot differ: run without it.`
  const asked = temperature === undefined ? `protocol ${protocol}` : `protocol ${protocol}, temperature ${temperature}`
  if (scores === 0) {
    const words = texts === undefined || texts === 0 ? 'answers repeat themselves' : 'replies vary, but score alike'
    return `${who}${words} (${asked}). More answers to each sample would tell a gate nothing new.${kept}`
  }
  return (
    `${who}two answers to one sample score differently with a chance of ${percent(scores)} (${asked}). That is ${percent(luck)} of the ` +
    `variance that the difference of two checkpoints usually has, and what several answers to each sample average out.${kept}`
  )
}

/** Two digits where they are few. */
function percent(share: number): string {
  const value = 100 * share
  return `${value === 0 || value >= 10 ? value.toFixed(0) : Number(value.toPrecision(2))}%`
}
