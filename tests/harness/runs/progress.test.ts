import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startProgress } from '../../../harness/runs/progress.ts'
import { scored, unscored } from '../../helpers/stored-run.ts'

const options = { title: 'gsm8k · sft', total: 4, done: 1, range: [0, 1] } as const

function stream(isTTY: boolean) {
  let text = ''
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += chunk
      done()
    },
  })
  const terminal = { isTTY, columns: 100, cursorTo: () => true, clearLine: () => true, moveCursor: () => true }
  return {
    stream: Object.assign(sink, terminal) as unknown as NodeJS.WriteStream,
    text: () => stripVTControlCharacters(text),
    raw: () => text,
  }
}

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('progress', () => {
  it.each([
    ['dumb', '', /^gsm8k · sft: 2\/4, /],
    ['dumb', 'true', /^gsm8k · sft: 2\/4, /],
  ])('is a plain line, without control sequences, on a terminal of TERM=%s with CI=%j', (term, ci, expected) => {
    vi.stubEnv('TERM', term)
    vi.stubEnv('CI', ci)
    const { stream: terminal, raw } = stream(true)
    const progress = startProgress(options, terminal)
    progress.onRecord(scored('gsm8k/1'))
    progress.stop()
    expect(raw()).toMatch(expected)
    expect(raw()).not.toContain('\u001b')
  })

  it('is a live line on a terminal', () => {
    vi.stubEnv('TERM', 'xterm')
    const { stream: terminal, text } = stream(true)
    const progress = startProgress(options, terminal)
    progress.onRecord(scored('gsm8k/1'))
    progress.onRecord(unscored('gsm8k/2'))
    progress.stop()
    expect(text()).toMatch(/gsm8k · sft .* 3\/4 .*100\.0 % {2}1 unscored/)
  })

  it('is a plain line in a CI log', () => {
    vi.stubEnv('CI', 'true')
    const { stream: log, text } = stream(false)
    const progress = startProgress(options, log)
    progress.onRecord(scored('gsm8k/1'))
    progress.onRecord(unscored('gsm8k/2'))
    progress.stop()
    expect(text()).toMatch(/^gsm8k · sft: 3\/4, [\d.]+\/s, \d+ s left, 100\.0 % {2}1 unscored\n$/)
  })

  it('counts no trials that turned out not to be needed', () => {
    vi.stubEnv('CI', 'true')
    const { stream: log, text } = stream(false)
    const progress = startProgress(options, log)
    progress.onRecord(scored('gsm8k/1'))
    progress.onPassedOver(2)
    progress.stop()
    expect(text()).toMatch(/^gsm8k · sft: 2\/2, /)
  })

  it('is nothing in a pipe', () => {
    vi.stubEnv('CI', '')
    const { stream: pipe, text } = stream(false)
    const progress = startProgress(options, pipe)
    progress.onRecord(scored('gsm8k/1'))
    progress.stop()
    expect(text()).toBe('')
  })

  it('shows ratings as points', () => {
    vi.stubEnv('CI', 'true')
    const { stream: log, text } = stream(false)
    const progress = startProgress({ ...options, range: [1, 10] }, log)
    progress.onRecord(scored('mt-bench/81'))
    progress.stop()
    expect(text()).toMatch(/, 1\.00\n$/)
  })
})
