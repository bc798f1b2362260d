import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { say } from '../../../harness/lib/terminal.ts'
import type { ObservedRun } from '../../../harness/progress/run-events.ts'
import { showProgress } from '../../../harness/progress/show-progress.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { visible } from '../../../results/visible.ts'
import { finishedRun, records } from '../../helpers/records.ts'
import { VirtualTerminal } from '../../helpers/virtual-terminal.ts'

const run = (model: string): ObservedRun => ({ benchmark: 'gsm8k', model, trials: 4, samples: 4, range: [0, 1] })
const [base, sft] = [run('base'), run('sft')]

const start = (of: ObservedRun, scored = 0) => ({ kind: 'started', run: of, folder: 'f', trials: 4, scored }) as const

const finished = async (label: string, all: Parameters<typeof finishedRun>[1]) =>
  (await finishedRun(label, all)) as unknown as FinishedRun

function pipe() {
  let text = ''
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  return { stream: sink as unknown as NodeJS.WriteStream, text: () => text }
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubEnv('TERM', 'xterm')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

describe('on a terminal', () => {
  it('has a line for all and one for each run under way, and leaves one of each that is finished', async () => {
    const terminal = new VirtualTerminal(100)
    const { stream } = terminal
    const observe = showProgress({ stream })
    observe({ kind: 'planned', runs: [base, sft] })
    observe(start(base))
    observe(start(sft))
    for (const record of records('11')) observe({ kind: 'trial', run: base, record })
    say(visible('a note\n'), stream)
    await vi.advanceTimersByTimeAsync(1000)
    expect(terminal.text.split('\n')).toEqual([
      'a note',
      expect.stringMatching(/^2\/8 \(25%\) {2}1s {2}ETA –/),
      expect.stringMatching(/^gsm8k · base {2}2\/4 {2}█████░░░░░ {2}100\.0%/),
      expect.stringMatching(/^gsm8k · sft {3}0\/4/),
    ])
    observe({ kind: 'closed', run: base, finished: await finished('base', records('1101')) })
    expect(terminal.text.split('\n')).toEqual([
      'a note',
      expect.stringMatching(/^gsm8k · base {2}75\.0%/),
      expect.stringMatching(/^\d\/8/),
      expect.stringMatching(/^gsm8k · sft {2}0\/4/),
    ])
    observe({ kind: 'closed', run: sft, finished: await finished('sft', records('1111')) })
    expect(terminal.text.split('\n')).toEqual([
      'a note',
      expect.stringMatching(/^gsm8k · base/),
      expect.stringMatching(/^gsm8k · sft/),
    ])
  })

  it('is drawn at most ten times a second, whatever happens', async () => {
    const terminal = new VirtualTerminal(100)
    const observe = showProgress({ stream: terminal.stream })
    observe(start(base))
    const before = terminal.raw.split('\u001b[?2026h').length
    for (let ms = 0; ms < 1000; ms++) {
      for (const record of records('11')) observe({ kind: 'trial', run: base, record })
      await vi.advanceTimersByTimeAsync(1)
    }
    const drawn = terminal.raw.split('\u001b[?2026h').length - before
    expect(drawn).toBeGreaterThan(3)
    expect(drawn).toBeLessThanOrEqual(10)
    observe({ kind: 'closed', run: base })
  })

  it('names as many runs as there is room for, and counts the others', async () => {
    const terminal = new VirtualTerminal(60, 5)
    const observe = showProgress({ stream: terminal.stream })
    const runs = Array.from({ length: 7 }, (_, at) => run(`m${at}`))
    observe({ kind: 'planned', runs })
    for (const one of runs) observe(start(one))
    await vi.advanceTimersByTimeAsync(200)
    expect(terminal.text.split('\n')).toHaveLength(4)
    expect(terminal.text).toMatch(/m1 .*\n… and 5 more$/)
    for (const one of runs) observe({ kind: 'closed', run: one })
    expect(terminal.text).toBe('')
  })

  it('says that it is stopping', async () => {
    const terminal = new VirtualTerminal(60)
    const stop = new AbortController()
    const observe = showProgress({ stream: terminal.stream, stop: stop.signal })
    observe(start(base))
    stop.abort()
    await vi.advanceTimersByTimeAsync(1100)
    expect(terminal.text).toContain('stopping')
    observe({ kind: 'closed', run: base })
  })
})

describe('anywhere else', () => {
  it('has a plain line when a run starts and ends, and every 15 seconds, with or without CI', async () => {
    const { stream, text } = pipe()
    const observe = showProgress({ stream })
    observe({ kind: 'planned', runs: [base] })
    observe(start(base, 1))
    await vi.advanceTimersByTimeAsync(15_000)
    for (const record of records('11')) observe({ kind: 'trial', run: base, record })
    await vi.advanceTimersByTimeAsync(15_000)
    observe({ kind: 'closed', run: base, finished: await finished('base', records('1101')) })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(text().trimEnd().split('\n')).toEqual([
      'gsm8k · base: 4 trials, 1 scored before',
      '0/4 (0%)  15s  ETA –',
      '  gsm8k · base  0/4  ░░░░░░░░░░',
      expect.stringMatching(/^2\/4 \(50%\) {2}30s/),
      expect.stringMatching(/^ {2}gsm8k · base {2}2\/4 .* 100\.0%/),
      expect.stringMatching(/^gsm8k · base {2}75\.0%/),
    ])
    expect(text()).not.toContain('\u001b')
  })

  it('has no control sequences and no line that wraps on a terminal of TERM=dumb', async () => {
    vi.stubEnv('TERM', 'dumb')
    const terminal = new VirtualTerminal(40)
    const long = run('a-label-that-is-much-longer-than-the-terminal-is-wide')
    const observe = showProgress({ stream: terminal.stream })
    observe(start(long))
    await vi.advanceTimersByTimeAsync(15_000)
    observe({ kind: 'closed', run: long, finished: await finished('x', records('1101')) })
    expect(terminal.raw).not.toContain('\u001b')
    for (const line of terminal.raw.split('\n')) expect(line.length, line).toBeLessThan(40)
  })

  it('says nothing of a run that was finished before', async () => {
    const { stream, text } = pipe()
    const observe = showProgress({ stream })
    observe({ kind: 'planned', runs: [base] })
    observe({ kind: 'closed', run: base, finished: await finished('base', records('1101')) })
    expect(text()).toBe('')
  })
})
