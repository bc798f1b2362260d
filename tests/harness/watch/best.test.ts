import { expect, it } from 'vitest'
import { bestOf, type Kept, KeptCheckpoints } from '../../../harness/watch/best.ts'

/** A checkpoint with scores by benchmark. */
const one = (label: string, scores: Readonly<Record<string, number | undefined>>, release = async () => {}) =>
  ({
    evaluated: {
      checkpoint: { label },
      runs: Object.entries(scores).map(([name, score]) => ({
        manifest: { benchmark: { name } },
        summary: score === undefined ? {} : { score },
      })),
    },
    held: { path: label, release },
  }) as unknown as Kept

const labels = (kept: readonly Kept[]) => kept.map(({ evaluated }) => evaluated.checkpoint.label)

it('takes the best of each benchmark, the later of equal ones, each once', () => {
  const all = [one('a', { x: 1, y: 9 }), one('b', { x: 5, y: 2 }), one('c', { x: 5 }), one('d', { x: 0, y: undefined })]
  expect(labels(bestOf(all, 1))).toEqual(['a', 'c'])
  expect(labels(bestOf(all, 2))).toEqual(['a', 'b', 'c'])
  expect(labels(bestOf(all, 0))).toEqual([])
})

it('lets go of a checkpoint that is not among the best any more, and of none twice', async () => {
  const released: string[] = []
  const kept = new KeptCheckpoints(2)
  for (const [label, score] of Object.entries({ a: 3, b: 1, c: 2, d: 0, e: 4 })) {
    await kept.add(one(label, { x: score }, async () => void released.push(label)))
  }
  expect(released).toEqual(['b', 'd', 'c'])
  expect(labels(kept.best)).toEqual(['a', 'e'])
})
