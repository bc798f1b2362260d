/**
 * The orders of options that openai/simple-evals ee3b031 (gpqa_eval.py) draws: CPython's `Random(0)`, one `sample(range(4), 4)`
 * for each row in turn, going on through the repeats.
 */

import { CPythonRandom } from './cpython-random.ts'

const random = new CPythonRandom(0)
const drawn: (readonly number[])[] = []

/**
 * @param index 0-based, of so many `rows`
 * @param repeat 1-based
 * @returns the places of a row's four options, 0 for the right one
 */
export function simpleEvalsOrder(index: number, repeat: number, rows: number): readonly number[] {
  const wanted = (repeat - 1) * rows + index
  while (drawn.length <= wanted) drawn.push(random.sample(4, 4))
  return drawn[wanted] as readonly number[]
}
