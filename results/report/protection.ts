/** Results as they may be shown where questions are protected: an answer of more than a letter may repeat them. */
import type { Comparison, Flip } from '../schema/comparison.ts'
import type { Results } from './results.ts'

export function withoutProtectedText<Given extends Results>(results: Given): Given {
  const isProtected = new Set(
    results.runs.filter(({ manifest }) => manifest.protected !== undefined).map(({ folder }) => folder),
  )
  const comparisons = results.comparisons.map((comparison) =>
    isProtected.has(comparison.after.run) || isProtected.has(comparison.before.run) ? hidden(comparison) : comparison,
  )
  return { ...results, comparisons }
}

const hidden = (comparison: Comparison): Comparison => ({ ...comparison, flips: comparison.flips.map(lettersOnly) })

function lettersOnly({ before, after, ...flip }: Flip): Flip {
  return {
    ...flip,
    ...(before !== undefined && before.length <= 3 && { before }),
    ...(after !== undefined && after.length <= 3 && { after }),
  }
}
