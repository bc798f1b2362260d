import { count } from '../../words/format.ts'
import type { Scores } from '../scores.ts'
import type { Check } from './check.ts'

/** Fewer samples may well have one answer. */
const ENOUGH = 30

/** Shares of the replies that hold an answer. */
const ALWAYS = 0.8
const SELDOM = 0.5

export const sameAnswer: Check = {
  name: 'same-answer',
  fails: `four of five answers (of at least ${ENOUGH}) are one and the same, and fewer than half of the baseline’s are`,
  example: 'the fine-tune says `B` to every question',
  instead: 'INCONCLUSIVE',
  find({ baseline, candidate }) {
    if (candidate.scores.rated !== undefined) return undefined
    const [before, after] = [mostFrequent(baseline.scores), mostFrequent(candidate.scores)]
    if (after.all < ENOUGH || after.times < ALWAYS * after.all || before.times >= SELDOM * before.all) return undefined
    return `${count(after.times)} of ${count(after.all)} answers of ${candidate.name} are ${JSON.stringify(after.answer)}, whatever was asked`
  },
}

/** Answers that are short: a number, a letter, a formula. */
function mostFrequent({ samples }: Scores): { answer: string; times: number; all: number } {
  const times = new Map<string, number>()
  let all = 0
  for (const { trials } of samples.values()) {
    for (const { answer } of trials) {
      if (answer === undefined) continue
      all++
      times.set(answer, (times.get(answer) ?? 0) + 1)
    }
  }
  let [found, most] = ['', 0]
  for (const [answer, one] of times) if (one > most) [found, most] = [answer, one]
  return { answer: found, times: most, all }
}
