/** Do large values of one kind go with large ones of another? */

/**
 * Spearman's ρ: Pearson's correlation of the ranks, equal values sharing their mean rank.
 *
 * @param pairs two values each
 * @returns −1 to 1; undefined below three pairs, or where either kind never varies
 * @see Spearman 1904, Am. J. Psychol. 15:72; Kendall & Gibbons 1990, Rank Correlation Methods, 3.2
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | undefined {
  if (pairs.length < 3) return undefined
  const [first, second] = [ranks(pairs.map(([value]) => value)), ranks(pairs.map(([, value]) => value))]
  const middle = (pairs.length + 1) / 2
  let product = 0
  let ofFirst = 0
  let ofSecond = 0
  for (const [index, rank] of first.entries()) {
    const [a, b] = [rank - middle, (second[index] as number) - middle]
    product += a * b
    ofFirst += a * a
    ofSecond += b * b
  }
  return ofFirst === 0 || ofSecond === 0 ? undefined : product / Math.sqrt(ofFirst * ofSecond)
}

/** From 1. */
function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => (values[i] as number) - (values[j] as number))
  const found = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to++
    for (let place = from; place <= to; place++) found[order[place] as number] = (from + to) / 2 + 1
    from = to + 1
  }
  return found
}
