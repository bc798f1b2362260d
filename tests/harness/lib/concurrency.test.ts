import { describe, expect, it } from 'vitest'
import { allEnded, forEachConcurrent } from '../../../harness/lib/concurrency.ts'

const pause = () => new Promise((resolve) => setImmediate(resolve))

describe('forEachConcurrent', () => {
  it('works on as many as it may, never on more, and on each once', async () => {
    let active = 0
    let peak = 0
    const seen: number[] = []
    await forEachConcurrent(
      Array.from({ length: 50 }, (_, i) => i),
      () => 4,
      async (item) => {
        peak = Math.max(peak, ++active)
        await pause()
        seen.push(item)
        active--
      },
    )
    expect(peak).toBe(4)
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  it('follows a limit that changes on the way', async () => {
    let limit = 1
    let active = 0
    const peaks: number[] = []
    await forEachConcurrent(
      Array.from({ length: 60 }, (_, i) => i),
      () => limit,
      async (item) => {
        peaks[item] = ++active
        await pause()
        active--
        limit = item < 20 ? 8 : 2
      },
    )
    expect(Math.max(...peaks.slice(5, 20))).toBe(8)
    expect(Math.max(...peaks.slice(40))).toBe(2)
  })

  it('surfaces items that cannot be made, when all else is done', async () => {
    function* broken() {
      yield 1
      throw new Error('no more')
    }
    let done = 0
    const running = forEachConcurrent(
      broken(),
      () => 3,
      async () => {
        await pause()
        done++
      },
    )
    await expect(running).rejects.toThrow('no more')
    expect(done).toBe(1)
  })

  it('takes items only when there is room for them', async () => {
    let taken = 0
    function* endless() {
      for (;;) yield taken++
    }
    const stop = new AbortController()
    await forEachConcurrent(
      endless(),
      () => 3,
      async (item) => {
        await pause()
        if (item === 9) stop.abort()
      },
      stop.signal,
    )
    expect(taken).toBeLessThan(16)
  })

  it('starts nothing after a failure, waits for what is under way, and throws it', async () => {
    const finished: number[] = []
    const work = async (item: number) => {
      if (item === 1) throw new Error('broken')
      await pause()
      finished.push(item)
    }
    await expect(forEachConcurrent([0, 1, 2, 3, 4, 5], () => 2, work)).rejects.toThrow('broken')
    expect(finished).toEqual([0])
  })
})

describe('allEnded', () => {
  it('returns what each has made, in order', async () => {
    expect(await allEnded([pause().then(() => 1), Promise.resolve(2)])).toEqual([1, 2])
  })

  it('throws the first failure, after the others have ended', async () => {
    let isOver = false
    const slow = pause()
      .then(pause)
      .then(() => {
        isOver = true
      })
    const work = [slow, Promise.reject(new Error('one')), Promise.reject(new Error('two'))]
    await expect(allEnded<unknown>(work)).rejects.toThrow('one')
    expect(isOver).toBe(true)
  })
})
