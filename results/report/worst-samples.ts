/** The samples that a reader of a regression should see first. */
import type { Comparison, Flip } from '../schema/comparison.ts'
import { inSampleOrder } from '../summary/sample-order.ts'
import { byBadness, type Matrix, type MatrixCell } from './matrix.ts'

/** Lost samples, the largest loss first; of equal ones those that every repeat agrees on, then in sample order. */
function lossesFirst({ flips }: Pick<Comparison, 'flips'>): Flip[] {
  return flips
    .filter(({ direction }) => direction === 'lost')
    .sort(
      (a, b) => a.delta - b.delta || Number(b.stable ?? true) - Number(a.stable ?? true) || inSampleOrder(a.id, b.id),
    )
}

/** @returns undefined where nothing was lost */
export const worstFlip = (comparison: Pick<Comparison, 'flips'>): Flip | undefined => lossesFirst(comparison)[0]

/** The worst samples of one comparison. */
export interface WorstSamples {
  readonly cell: MatrixCell
  readonly comparison: Comparison
  readonly flips: readonly Flip[]
}

/** Comparisons whose samples are shown, and how many of each. */
const [COMPARISONS, EACH] = [3, 5]

/** Of the worst comparisons that lost something and are not settled; of the worst one, where all are. */
export function worstSamples({ cells }: Matrix): WorstSamples[] {
  const lossy = cells.toSorted(byBadness).flatMap((cell) => {
    const { comparison } = cell
    const flips = comparison === undefined ? [] : lossesFirst(comparison).slice(0, EACH)
    return comparison === undefined || flips.length === 0 ? [] : [{ cell, comparison, flips }]
  })
  const open = lossy.filter(({ cell }) => cell.tone === 'bad' || cell.tone === 'open')
  return open.length > 0 ? open.slice(0, COMPARISONS) : lossy.slice(0, 1)
}
