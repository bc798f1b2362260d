import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { type LiveArea, openLiveArea } from '../../../harness/lib/live-area.ts'
import { say } from '../../../harness/lib/terminal.ts'
import { visible } from '../../../results/visible.ts'
import { VirtualTerminal } from '../../helpers/virtual-terminal.ts'

let area: LiveArea | undefined
afterEach(() => area?.close())

describe('live lines', () => {
  it('stay below what is printed', () => {
    const terminal = new VirtualTerminal()
    const { stream } = terminal
    let count = 0
    area = openLiveArea(stream, () => [`done ${++count}`, 'run'])
    area.update()
    say(visible('a note\n'), stream)
    area.update()
    say(visible('another\nof two lines\n'), stream)
    expect(terminal.text).toBe(`a note\nanother\nof two lines\ndone ${count}\nrun`)
    area.close()
    expect(terminal.text).toBe('a note\nanother\nof two lines')
  })

  it('swallow the echo of Ctrl-C', () => {
    const terminal = new VirtualTerminal()
    const { stream } = terminal
    area = openLiveArea(stream, () => ['done 1/2'])
    area.update()
    terminal.write('^C')
    say(visible('Stopping\n'), stream)
    expect(terminal.text).toBe('Stopping\ndone 1/2')
  })

  it('may become more and fewer, on a terminal that scrolls', () => {
    const terminal = new VirtualTerminal(20, 6)
    const { stream } = terminal
    let runs = 1
    area = openLiveArea(stream, ({ height }) => Array.from({ length: Math.min(runs, height) }, (_, at) => `run ${at}`))
    area.update()
    for (runs of [3, 5, 2, 9, 1]) {
      say(visible(`now ${runs}\n`), stream)
      area.update()
    }
    expect(terminal.text).toBe('now 3\nnow 5\nnow 2\nnow 9\nnow 1\nrun 0')
  })

  it('leave nothing behind and lose nothing, in whatever order', () => {
    const step = fc.oneof(
      fc.record({ note: fc.array(fc.stringMatching(/^[a-z ]{1,70}$/), { minLength: 1, maxLength: 3 }) }),
      fc.record({ lines: fc.integer({ min: 1, max: 9 }) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const terminal = new VirtualTerminal(30, 10)
        const { stream } = terminal
        let lines = 1
        const notes: string[] = []
        const live = openLiveArea(stream, ({ height }) => Array(Math.min(lines, height)).fill('live'))
        live.update()
        for (const one of steps) {
          if ('lines' in one) lines = one.lines
          else notes.push(...one.note)
          if ('note' in one) say(visible(`${one.note.join('\n')}\n`), stream)
          live.update()
        }
        live.close()
        const plain = new VirtualTerminal(30, 10)
        plain.write(notes.map((note) => `${note}\n`).join(''))
        expect(terminal.text).toBe(plain.text)
      }),
    )
  })

  it('save no position of the cursor', () => {
    const terminal = new VirtualTerminal()
    area = openLiveArea(terminal.stream, () => ['line'])
    area.update()
    area.update()
    for (const saving of ['7', '8', '[s', '[u']) expect(terminal.raw).not.toContain(`\u001b${saving}`)
  })
})
