import { expect, it } from 'vitest'
import { bestOf, type Finalist, Finalists } from '../../../harness/watch/finalists.ts'

/** A checkpoint with scores by benchmark. */
const one = (label: string, scores: Readonly<Record<string, number | undefined>>, release = async () => {}) =>
  ({
    evaluated: {
      checkpoint: { label, path: `out/${label}` },
      runs: Object.entries(scores).map(([name, score]) => ({
        manifest: { benchmark: { name } },
        summary: score === undefined ? {} : { score },
      })),
    },
    pin: { path: label, release },
  }) as unknown as Finalist

const labels = (finalists: readonly Finalist[]) => finalists.map(({ evaluated }) => evaluated.checkpoint.label)

it('takes the best of each benchmark, the later of equal ones, each once', () => {
  const all = [one('a', { x: 1, y: 9 }), one('b', { x: 5, y: 2 }), one('c', { x: 5 }), one('d', { x: 0, y: undefined })]
  expect(labels(bestOf(all, 1))).toEqual(['a', 'c'])
  expect(labels(bestOf(all, 2))).toEqual(['a', 'b', 'c'])
  expect(labels(bestOf(all, 0))).toEqual([])
})

it('releases the pin of a checkpoint that is no longer among the best, and none twice', async () => {
  const released: string[] = []
  const finalists = new Finalists(2)
  for (const [label, score] of Object.entries({ a: 3, b: 1, c: 2, d: 0, e: 4 })) {
    await finalists.add(one(label, { x: score }, async () => void released.push(label)))
  }
  expect(released).toEqual(['b', 'd', 'c'])
  expect(labels(finalists.best)).toEqual(['a', 'e'])
})

it('has one that was written again in place of the earlier one, whose pin is then its own', async () => {
  const released: string[] = []
  const finalists = new Finalists(2)
  for (const score of [3, 1, 2]) {
    await finalists.add(one('a', { x: score }, async () => void released.push(String(score))))
  }
  expect(released).toEqual([])
  expect(finalists.best.map(({ evaluated }) => evaluated.runs[0]?.summary?.score)).toEqual([2])
})
