import { describe, expect, it, onTestFinished } from 'vitest'
import { commandSignals } from '../../../harness/lib/interrupt.ts'
import type { Turn } from '../../../harness/lib/lane.ts'
import { ExpectedReplies } from '../../../harness/runs/expected-replies.ts'
import { type QueuedRun, runQueues } from '../../../harness/runs/schedule.ts'
import { BudgetSpent, Interrupted, ModelError, StoreError } from '../../../results/errors.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { manifest, summary } from '../../helpers/stored-run.ts'

const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

function signalsOf() {
  const signals = commandSignals()
  onTestFinished(() => signals.release())
  return signals
}

const ended = (name = 'a'): FinishedRun => ({
  folder: name,
  manifest: { ...manifest, status: 'complete', benchmark: { name, version: 1 } },
  summary,
  async *records() {},
})

/** What the runs did, in order: `+gsm8k/0` starts a trial, `-gsm8k/0` ends it. */
function bench() {
  const events: string[] = []

  async function make(name: string, turn: Turn, failure?: unknown): Promise<{ run: FinishedRun; failure?: unknown }> {
    events.push(`open ${name}`)
    await turn.forEach([0, 1, 2], { atOnce: () => 2 }, async (item) => {
      events.push(`+${name}/${item}`)
      for (let left = item === 2 ? 6 : 1; left > 0; left--) await pause()
      events.push(`-${name}/${item}`)
    })
    events.push(`close ${name}`)
    const run = ended(name)
    return failure === undefined ? { run } : { run, failure }
  }

  const queued = (name: string, changes: Partial<QueuedRun> = {}, failure?: unknown): QueuedRun => ({
    ...{ name, queue: 'server', places: () => 2, model: name, isJudged: false },
    make: (turn) => make(name, turn, failure),
    ...changes,
  })
  const opened = () => events.filter((event) => event.startsWith('open ')).map((event) => event.slice(5))
  return { events, queued, opened }
}

const namesOf = (runs: readonly FinishedRun[]) => runs.map(({ manifest }) => manifest.benchmark.name)
const down = () => new ModelError('the server has been down for 900 s', { fatal: true, retryable: true })
const refused = () => new ModelError('the key is refused', { fatal: true, status: 401 })

describe('runs in one queue', () => {
  it('begin as soon as those before leave places free, and not before', async () => {
    const { events, queued } = bench()
    const { runs } = await runQueues([queued('a'), queued('b'), queued('c')], signalsOf())
    expect(namesOf(runs)).toEqual(['a', 'b', 'c'])
    const at = (event: string) => events.indexOf(event)
    expect(at('open b')).toBeGreaterThan(at('+a/2'))
    expect(at('+b/0')).toBeLessThan(at('-a/2'))
    expect(at('open c')).toBeGreaterThan(at('+b/2'))
  })

  it('start trials ahead of earlier runs whose replies take as long as all the work that is left', async () => {
    const { events, queued } = bench()
    const places = () => 4
    const rest = new ExpectedReplies(3, 10, [])
    const long = new ExpectedReplies(3, 12, [25, 1])
    await runQueues([queued('a', { places, expected: rest }), queued('b', { places, expected: long })], signalsOf())
    const at = (event: string) => events.indexOf(event)
    // 66 tokens in all are 33 each for two at once; 56 are 28; 46 are 23.
    expect(at('open b')).toBeGreaterThan(at('+a/1'))
    expect(at('+b/0')).toBeLessThan(at('+a/2'))
    expect(at('+b/1')).toBeGreaterThan(at('+a/2'))
  })

  it('wait their turn where nothing is known of their replies', async () => {
    const { events, queued } = bench()
    const known = new ExpectedReplies(3, 33, [99])
    await runQueues([queued('a', { expected: known }), queued('b')], signalsOf())
    expect(events.indexOf('open b')).toBeGreaterThan(events.indexOf('+a/2'))
  })

  it('take turns where their engines differ, and free the memory of the one before', async () => {
    const { events, queued } = bench()
    const engine = (name: string, of: string) =>
      queued(name, { queue: 'gguf', engine: of, unload: async () => void events.push(`unload ${of}`) })
    await runQueues([engine('a', '1'), engine('b', '1'), engine('c', '2')], signalsOf())
    const at = (event: string) => events.indexOf(event)
    expect(at('+b/0')).toBeLessThan(at('close a'))
    expect(at('unload 1')).toBeGreaterThan(at('close b'))
    expect(at('open c')).toBeGreaterThan(at('unload 1'))
    expect(events.at(-1)).toBe('unload 2')
  })

  it('load each engine once, whatever their order, and are returned in their own', async () => {
    const { opened, queued, events } = bench()
    const engine = (name: string, of: string) =>
      queued(name, { queue: 'gpu', engine: of, unload: async () => void events.push(`unload ${of}`) })
    const mixed = [engine('a', '1'), engine('b', '2'), engine('c', '1'), engine('d', '2')]
    const { runs } = await runQueues(mixed, signalsOf())
    expect(opened()).toEqual(['a', 'c', 'b', 'd'])
    expect(namesOf(runs)).toEqual(['a', 'b', 'c', 'd'])
    expect(events.filter((event) => event.startsWith('unload'))).toEqual(['unload 1', 'unload 2'])
  })

  it('leave the last engine loaded where more runs follow', async () => {
    const { queued, events } = bench()
    const engine = (name: string, of: string) =>
      queued(name, { queue: 'gpu', engine: of, unload: async () => void events.push(`unload ${of}`) })
    await runQueues([engine('a', '1'), engine('b', '2')], signalsOf(), { keepsEngines: true })
    expect(events.filter((event) => event.startsWith('unload'))).toEqual(['unload 1'])
  })
})

describe('runs in several queues', () => {
  it('go side by side', async () => {
    const { events, queued } = bench()
    await runQueues([queued('a'), queued('b', { queue: 'other' })], signalsOf())
    expect(events.indexOf('open b')).toBeLessThan(events.indexOf('-a/0'))
  })

  it('are named in the order they were asked for, whichever ends first', async () => {
    const { queued } = bench()
    const slow = queued('a', {
      make: async () => {
        for (let left = 20; left > 0; left--) await pause()
        return { run: ended() }
      },
    })
    const { runs } = await runQueues([slow, queued('b', { queue: 'other' })], signalsOf())
    expect(namesOf(runs)).toEqual(['a', 'b'])
  })
})

describe('a failure', () => {
  it('of a server ends its queue, and no other', async () => {
    const { queued, opened } = bench()
    const failure = down()
    const result = await runQueues(
      [
        queued('a', { model: 'm' }, failure),
        queued('x', { queue: 'other' }),
        queued('b', { model: 'n' }),
        queued('y', { queue: 'other' }),
      ],
      signalsOf(),
    )
    expect(namesOf(result.runs)).toEqual(expect.arrayContaining(['a', 'x', 'y']))
    expect(opened()).toContain('y')
    expect(result.failure).toBe(failure)
  })

  it('of a server is not met by runs that begin later', async () => {
    const { queued, opened } = bench()
    const early = queued('a', { make: async () => ({ run: ended(), failure: down() }) })
    const result = await runQueues([early, queued('b'), queued('x', { queue: 'other' }), queued('c')], signalsOf())
    expect(opened()).toEqual(['x'])
    expect(result.missing).toEqual(['b: not started', 'c: not started'])
  })

  it('of a model leaves the server’s other models alone', async () => {
    const { queued, opened } = bench()
    const early = queued('a', {
      model: 'm',
      engine: '1',
      make: async () => ({ run: ended(), failure: refused() }),
    })
    const result = await runQueues(
      [early, queued('b', { model: 'm', engine: '2' }), queued('c', { model: 'n', engine: '3' })],
      signalsOf(),
    )
    expect(opened()).toEqual(['c'])
    expect(result.missing).toEqual(['b: not started'])
    expect(result.failure).toBeInstanceOf(ModelError)
  })

  it('of one engine leaves the others of its queue', async () => {
    const { opened, queued } = bench()
    const dies = queued('a', { engine: '1', make: async () => ({ run: ended(), failure: down() }) })
    await runQueues([dies, queued('c', { engine: '1', places: () => 1 }), queued('b', { engine: '2' })], signalsOf())
    expect(opened()).toEqual(['b'])
  })

  it('that is thrown ends all of them, and is told', async () => {
    const { queued } = bench()
    const full = new StoreError('the disk is full')
    const throws = queued('a', { make: () => Promise.reject(full) })
    const signals = signalsOf()
    const { failure } = await runQueues([throws, queued('x', { queue: 'other' })], signals)
    expect(failure).toBe(full)
    expect(signals.stop.reason).toBe(full)
    await expect(runQueues([throws], signalsOf())).rejects.toBe(full)
  })
})

describe('a command that is stopped', () => {
  it('begins no further run, and says why', async () => {
    const { queued, opened } = bench()
    const signals = signalsOf()
    const stops = queued('a', {
      make: async () => {
        signals.end(new Interrupted('stopped'))
        return { run: ended() }
      },
    })
    const { failure } = await runQueues([stops, queued('b', { engine: '2' })], signals)
    expect(opened()).toEqual([])
    expect(failure).toBeInstanceOf(Interrupted)
  })

  it('is finished all the same where the last reply spends the budget', async () => {
    const { queued } = bench()
    const signals = signalsOf()
    const last = queued('a', {
      make: async () => {
        signals.end(new BudgetSpent('spent'))
        return { run: ended() }
      },
    })
    expect(await runQueues([last], signals)).toMatchObject({ missing: [], runs: [{}] })
  })
})
