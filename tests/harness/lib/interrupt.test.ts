import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type CommandSignals, commandSignals, isInterrupted } from '../../../harness/lib/interrupt.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Each signal's listeners. Other tests of this process may let go of theirs at any time. */
const listening = () => SIGNALS.map((signal) => process.listeners(signal))
const added = () => listening().map((listeners, i) => listeners.filter((one) => !before[i]?.includes(one)))
const NONE = SIGNALS.map(() => [])

let before: ReturnType<typeof listening>
let interrupts: CommandSignals
beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  before = listening()
  interrupts = commandSignals()
  interrupts.listen()
})
afterEach(() => {
  for (const [i, signal] of SIGNALS.entries()) {
    for (const listener of process.listeners(signal)) if (!before[i]?.includes(listener)) process.off(signal, listener)
  }
  vi.restoreAllMocks()
})

const state = () => ({ stop: interrupts.stop.aborted, abort: interrupts.abort.aborted })

it('stops at the first, and drops what is under way at the second; the third is the system’s', () => {
  process.emit('SIGINT')
  expect(state()).toEqual({ stop: true, abort: false })
  process.emit('SIGTERM')
  expect(state()).toEqual({ stop: true, abort: true })
  expect(added()).toEqual(NONE)
})

it('lets go of the signals where none came', () => {
  interrupts.release()
  expect(added()).toEqual(NONE)
})

it('still catches a second one while a run that was stopped is closed and told of', () => {
  process.emit('SIGINT')
  interrupts.release()
  expect(added()).not.toEqual(NONE)
  process.emit('SIGINT')
  expect(added()).toEqual(NONE)
})

it('tells a user who stopped it from a budget that did', () => {
  const budget = new AbortController()
  const other = commandSignals()
  other.listen(budget.signal)
  budget.abort(new Error('spent'))
  expect([other.stop.aborted, isInterrupted(other), (other.stop.reason as Error).message]).toEqual([
    true,
    false,
    'spent',
  ])
  process.emit('SIGINT')
  expect([interrupts.stop.aborted, isInterrupted(interrupts)]).toEqual([true, true])
})

it('stops at once for what has stopped already', () => {
  interrupts.listen(AbortSignal.abort(new Error('spent')))
  expect(state()).toEqual({ stop: true, abort: false })
})

it('catches nothing before it listens', () => {
  const early = listening()
  commandSignals()
  expect(listening()).toEqual(early)
})
