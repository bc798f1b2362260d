import { expect, it } from 'vitest'
import { scaledRating } from '../../../../scorers/extract/rating/scaled-rating.ts'

it.each([
  [[1, 5], 'Rating: [[4]]', 4],
  [[1, 5], 'Rating: 4/5', 4],
  [[1, 5], 'I give it 3 out of 5.', 3],
  [[1, 5], 'Rating: [[4/5]]', 4],
  [[1, 5], 'Rating: [[7]]', null],
  [[1, 5], 'Rating: 4/50', null],
  [[3, 7], 'Rating: [[2]]', null],
  [[1, 10], 'Rating: 8/10', 8],
  [[1, 2], 'no rating', null],
] as const)('on the scale %j, %j is %j', (scale, reply, rating) =>
  expect(scaledRating([...scale]).read(reply)?.rating ?? null).toBe(rating),
)
