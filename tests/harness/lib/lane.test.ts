import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Lane } from '../../../harness/lib/lane.ts'

const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Work that ends when it is told to. */
function bench() {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const leaves = new Map<string, () => void>()
  const work = (name: string, leave: () => void) => {
    started.push(name)
    leaves.set(name, leave)
    return new Promise<void>((resolve) => ends.set(name, resolve))
  }
  const end = async (...names: string[]) => {
    for (const name of names) ends.get(name)?.()
    await pause()
  }
  return { started, work, end, leaves }
}

describe('a lane', () => {
  it('lets the next lot start where the one before leaves places free, and never before', async () => {
    const lane = new Lane()
    const { started, work, end } = bench()
    const first = lane.enter().forEach(['a', 'b', 'c'], { atOnce: () => 2 }, work)
    const second = lane.enter().forEach(['x', 'y', 'z'], { atOnce: () => 2 }, work)
    expect(started).toEqual(['a', 'b'])
    await end('a')
    expect(started).toEqual(['a', 'b', 'c'])
    await end('b')
    expect(started).toEqual(['a', 'b', 'c', 'x'])
    await end('x', 'c')
    await first
    expect(started).toEqual(['a', 'b', 'c', 'x', 'y', 'z'])
    await end('y', 'z')
    await second
  })

  it('gives an item’s place to the next before its work has ended, where it leaves early', async () => {
    const lane = new Lane()
    const { started, work, end, leaves } = bench()
    const bounds = { atOnce: () => 4, places: () => 1 }
    const all = lane.enter().forEach(['a', 'b', 'c'], bounds, work)
    expect(started).toEqual(['a'])
    leaves.get('a')?.()
    leaves.get('a')?.()
    expect(started).toEqual(['a', 'b'])
    await end('a', 'b', 'c')
    await end('c')
    await all
  })

  it('lets a later lot have the places that a lot at its own bound cannot use', async () => {
    const lane = new Lane()
    const { started, work, leaves, end } = bench()
    const scored = lane.enter().forEach(['a', 'b', 'c'], { atOnce: () => 2, places: () => 2 }, work)
    const other = lane.enter().forEach(['x'], { atOnce: () => 2 }, work)
    leaves.get('a')?.()
    expect(started).toEqual(['a', 'b', 'x'])
    await end('a', 'b', 'x')
    await end('c')
    await Promise.all([scored, other])
  })

  it('has room once nobody who entered wants the place', async () => {
    const lane = new Lane()
    const { work, end } = bench()
    const turn = lane.enter()
    let hasRoom = false
    const room = lane
      .room(() => 2)
      .then(() => {
        hasRoom = true
      })
    await pause()
    expect(hasRoom).toBe(false) // the first has not begun
    const first = turn.forEach(['a', 'b', 'c'], { atOnce: () => 2 }, work)
    await end('a')
    expect(hasRoom).toBe(false)
    await end('b')
    await room
    await end('c')
    await first
  })

  it('starts what is urgent of a later lot before the rest of the earlier one', async () => {
    const lane = new Lane()
    const { started, work, end } = bench()
    let urgent = 0
    const first = lane.enter().forEach(['a', 'b', 'c', 'd'], { atOnce: () => 1 }, work)
    const turn = lane.enter(() => urgent)
    const second = turn.forEach(['x', 'y', 'z'], { atOnce: () => 1 }, work)
    await end('a')
    urgent = 2
    for (const name of ['b', 'x', 'y', 'c', 'd', 'z']) await end(name)
    await Promise.all([first, second])
    expect(started).toEqual(['a', 'b', 'x', 'y', 'c', 'd', 'z'])
    expect(turn.started).toBe(3)
  })

  it('lets an urgent lot enter while there is no room, though not before those who entered have begun', async () => {
    const lane = new Lane()
    const { work, end } = bench()
    const turn = lane.enter()
    let hasEntered = false
    const entered = lane
      .room(
        () => 1,
        () => true,
      )
      .then(() => {
        hasEntered = true
      })
    await pause()
    expect(hasEntered).toBe(false)
    const first = turn.forEach(['a', 'b'], { atOnce: () => 1 }, work)
    await entered
    await end('a')
    await end('b')
    await first
  })

  it('has room when a turn ends that never began', async () => {
    const lane = new Lane()
    const turn = lane.enter()
    const room = lane.room(() => 1)
    turn.end()
    await room
  })

  it('ends those who wait for a place once they are told to stop', async () => {
    const lane = new Lane()
    const { started, work, end } = bench()
    const stop = new AbortController()
    const first = lane.enter().forEach(['a'], { atOnce: () => 1 }, work)
    const second = lane.enter().forEach(['x'], { atOnce: () => 1 }, work, stop.signal)
    stop.abort()
    await second
    await end('a')
    await first
    expect(started).toEqual(['a'])
  })

  it('keeps the failure of one lot from the others', async () => {
    const lane = new Lane()
    const seen: number[] = []
    const failing = lane.enter().forEach([1, 2, 3], { atOnce: () => 1 }, async () => {
      throw new Error('broken')
    })
    const well = lane.enter().forEach([4, 5], { atOnce: () => 1 }, async (item) => void seen.push(item))
    await expect(failing).rejects.toThrow('broken')
    await well
    expect(seen).toEqual([4, 5])
  })

  it('does every item once, earlier lots first, and never more at once than there are places', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(12), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 6 }),
        fc.infiniteStream(fc.nat(3)),
        async (lots, places, delays) => {
          const lane = new Lane()
          const started: string[] = []
          let active = 0
          let most = 0
          const work = async (name: string) => {
            started.push(name)
            most = Math.max(most, ++active)
            for (let left = delays.next().value; left > 0; left--) await pause()
            active--
          }
          const all = lots.map((count, lot) =>
            lane.enter().forEach(
              Array.from({ length: count }, (_, at) => `${lot}/${at}`),
              { atOnce: () => places },
              work,
            ),
          )
          await Promise.all(all)
          expect(started).toEqual(
            lots.flatMap((count, lot) => Array.from({ length: count }, (_, at) => `${lot}/${at}`)),
          )
          expect(most).toBeLessThanOrEqual(places)
        },
      ),
    ))
})
