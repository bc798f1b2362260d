import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest'
import { catchInterrupts, type Interrupts } from '../../harness/interrupt.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const listening = () => SIGNALS.map((signal) => process.listeners(signal))

let before: ReturnType<typeof listening>
let interrupts: Interrupts
let exit: MockInstance<typeof process.exit>
beforeEach(() => {
  exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  before = listening()
  interrupts = catchInterrupts()
})
afterEach(() => {
  for (const [i, signal] of SIGNALS.entries()) {
    for (const listener of process.listeners(signal)) if (!before[i]?.includes(listener)) process.off(signal, listener)
  }
  vi.restoreAllMocks()
})

const state = () => ({ stop: interrupts.stop.aborted, abort: interrupts.abort.aborted, exits: exit.mock.calls })

it('stops at the first, drops what is under way at the second, and ends at the third', () => {
  process.emit('SIGINT')
  expect(state()).toEqual({ stop: true, abort: false, exits: [] })
  process.emit('SIGTERM')
  expect(state()).toEqual({ stop: true, abort: true, exits: [] })
  process.emit('SIGINT')
  expect(state()).toEqual({ stop: true, abort: true, exits: [[130]] })
})

it('lets go of the signals where none came', () => {
  interrupts.release()
  expect(listening()).toEqual(before)
})

it('lets a second one end nothing while a run that was stopped is closed and told of', () => {
  process.emit('SIGINT')
  interrupts.release()
  process.emit('SIGINT')
  expect(state()).toMatchObject({ exits: [] })
  process.emit('SIGINT')
  expect(state()).toMatchObject({ exits: [[130]] })
})
