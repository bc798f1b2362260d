/** Ids of one benchmark end in a number without leading zeros: the shorter is the smaller. */
export function inSampleOrder(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length
  return a < b ? -1 : 1
}
