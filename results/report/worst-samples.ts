/** The samples that a reader of a regression should see first. */

import type { Comparison, Flip } from '../schema/comparison.ts'
import { inSampleOrder } from '../summary/sample-order.ts'

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
