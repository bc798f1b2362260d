/** Part of a benchmark that stands for the whole: samples of all categories, in proportion, and the same ones each time. */
import { hash } from 'node:crypto'
import type { Sample } from '../../results/schema/schema.ts'

/** Another one would choose other samples; results of the same `--limit` could then no longer be compared. */
const SEED = 'limit'

/**
 * Which samples are chosen depends on their ids alone: for every model, order of a file and machine it is the same ones, and those of a
 * smaller subset are among those of a larger one.
 *
 * Each category's samples are put into a random order, and the i-th of its n gets the place (i − ½)/n; the lowest places are taken.
 * That shares `count` out among the categories by Webster's method, in which no category loses a seat when there are more of them.
 *
 * @returns in the benchmark's order; all of them where there are no more
 * @see Balinski & Young 1982, Fair Representation
 */
export function subset(samples: readonly Sample[], count: number): readonly Sample[] {
  if (count >= samples.length) return samples
  const places = [...Map.groupBy(samples, ({ group = '' }) => group).values()].flatMap(placesOf)
  const chosen = new Set(
    places
      .sort((a, b) => a.place - b.place || (a.draw < b.draw ? -1 : 1))
      .slice(0, count)
      .map(({ id }) => id),
  )
  return samples.filter(({ id }) => chosen.has(id))
}

function placesOf(category: readonly Sample[]): { id: string; draw: string; place: number }[] {
  return category
    .map(({ id }) => ({ id, draw: hash('sha256', `${SEED}\n${id}`) }))
    .sort((a, b) => (a.draw < b.draw ? -1 : 1))
    .map((drawn, at) => ({ ...drawn, place: (at + 0.5) / category.length }))
}
