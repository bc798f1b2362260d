/** Tables of many comparisons in which nothing differs: how often does any cell carry a mark? */
import { plainTable } from '../../results/report/forms/terminal.ts'
import { holm } from '../../results/statistics/holm.ts'
import { mcnemarExact } from '../../results/statistics/mcnemar.ts'
import { ALPHA } from './findings.ts'
import { type Luck, luckOf, type ShareExam, shareExam } from './simulated.ts'

const CELLS = 20

/**
 * @param exams taken in turn, cell by cell; right or wrong, once each
 * @param trials tables
 */
export function markTable(exams: readonly ShareExam[], trials: number): { table: string; misses: string[] } {
  const luck = luckOf(20)
  const drawn = exams.map((exam) => pOf(exam, luck))
  let [raw, corrected] = [0, 0]
  for (let trial = 0; trial < trials; trial++) {
    const ps = Array.from({ length: CELLS }, (_, cell) => drawn[cell % drawn.length]?.() ?? 1)
    if (ps.some((p) => p < ALPHA)) raw++
    if (holm(ps).some((p) => p < ALPHA)) corrected++
  }
  const share = corrected / trials
  const noise = 2 * Math.sqrt((ALPHA * (1 - ALPHA)) / trials)
  const percent = (count: number) => `${((100 * count) / trials).toFixed(1)}%`
  return {
    table: `Tables of ${CELLS} comparisons without a difference, ${trials} of them: any mark.\n${plainTable(
      ['p as it is', 'Holm'],
      [[percent(raw), percent(corrected)]],
    )}`,
    misses: share > ALPHA + noise ? [`a table of ${CELLS} has a false mark in ${percent(corrected)}`] : [],
  }
}

/** The exact McNemar test of two equal models on a fresh exam. */
function pOf(exam: ShareExam, luck: Luck): () => number {
  const draw = shareExam(exam)
  return () => {
    const flips = draw(luck, 0).map(({ before: [first = 0], after: [second = 0] }) => second - first)
    return mcnemarExact(flips.filter((flip) => flip > 0).length, flips.filter((flip) => flip < 0).length)
  }
}
