import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { onAbort, unlessAborted } from '../../../harness/lib/abort.ts'

describe('onAbort', () => {
  it('ends all that is under way, once, and nothing that was let go of', () => {
    const stop = new AbortController()
    const ended: number[] = []
    const letGo = Array.from({ length: 1000 }, (_, index) => onAbort(stop.signal, () => ended.push(index)))
    for (const [index, release] of letGo.entries()) if (index % 2 === 0) release()
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1)
    stop.abort()
    expect(ended).toEqual(Array.from({ length: 500 }, (_, index) => 2 * index + 1))
  })

  it('ends at once what begins after the signal', () => {
    let ended = 0
    onAbort(AbortSignal.abort(), () => ended++)
    expect(ended).toBe(1)
  })

  it('lets one end another while the signal goes round', () => {
    const stop = new AbortController()
    const ended: string[] = []
    const first = onAbort(stop.signal, () => {
      ended.push('first')
      first()
      second()
    })
    const second = onAbort(stop.signal, () => ended.push('second'))
    stop.abort()
    expect(ended).toEqual(['first'])
  })
})

describe('unlessAborted', () => {
  it('gives what the work gives', async () => {
    const { signal } = new AbortController()
    await expect(unlessAborted(Promise.resolve(1), signal)).resolves.toBe(1)
    await expect(unlessAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken')
  })

  it('waits no longer once the signal is aborted', async () => {
    const stop = new AbortController()
    const waiting = unlessAborted(new Promise(() => undefined), stop.signal)
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    await expect(unlessAborted(new Promise(() => undefined), stop.signal)).rejects.toThrow('enough')
  })
})
