import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planFor } from '../../../sandboxes/workers/worker-plan.ts'

it.each([
  [2, 20_000, { workers: 2, residentMiB: 1024 }],
  [
    8,
    4000,
    {
      workers: 3,
      residentMiB: 1024,
      shortage: '3 sandbox workers instead of 8: 3.9 GiB of memory is free, and each may take 1 GiB',
    },
  ],
  [
    2,
    1900,
    {
      workers: 1,
      residentMiB: 1024,
      shortage: '1 sandbox worker instead of 2: 1.9 GiB of memory is free, and each may take 1 GiB',
    },
  ],
  [1, 1000, { workers: 1, residentMiB: 744 }],
  [
    4,
    300,
    {
      workers: 1,
      residentMiB: 512,
      shortage: '0.3 GiB of memory is free, and a sandbox worker takes 0.5 GiB: the system may kill it',
    },
  ],
])('plans for %i wanted workers and %i MiB', (wanted, free, plan) => expect(planFor(wanted, free)).toEqual(plan))

it('never plans for more memory than is free, unless not even one worker finds its own', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 256 }), fc.nat(1_000_000), (wanted, free) => {
      const { workers, residentMiB, shortage } = planFor(wanted, free)
      expect(workers).toBeGreaterThanOrEqual(1)
      expect(workers).toBeLessThanOrEqual(wanted)
      expect(workers * residentMiB <= free || shortage !== undefined).toBe(true)
    }),
  ))
