/** The demo's word problems, with answers right and wrong. */
import { readFileSync } from 'node:fs'
import { bundledFile } from '../../benchmarks/bundled.ts'
import { finalNumber } from '../../benchmarks/gsm8k.ts'

const PROBLEMS: { question: string; answer: string }[] = readFileSync(
  bundledFile('wordproblems/wordproblems-test.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

const places = new Map(PROBLEMS.map(({ question }, place) => [question, place]))

/** Answers one in `every` wrong, by its place among the problems. */
export const solver = (every: number) => (question: string) => {
  const place = places.get(question) ?? 0
  return `So it is\n#### ${place % every === 0 ? -1 : finalNumber(PROBLEMS[place]?.answer ?? '')}`
}

/** A file of replies to the first so many problems. @param isRight by place */
export const answersTo = (count: number, isRight: (place: number) => boolean): string =>
  PROBLEMS.slice(0, count)
    .map(({ answer }, place) => ({
      id: `wordproblems/${place}`,
      completion: `So it is\n#### ${isRight(place) ? finalNumber(answer) : -1}`,
    }))
    .map((line) => JSON.stringify(line))
    .join('\n')
