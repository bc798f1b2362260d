/** Numbers as they are written down: equal facts give equal bytes, whatever the order in which they were added up. */

const DIGITS = 6

/** A copy in which every number that is not whole is rounded to 6 significant digits; counts keep all of theirs. */
export function roundFacts<Facts>(facts: Facts): Facts {
  return rounded(facts) as Facts
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS))
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, rounded(part)]))
}
