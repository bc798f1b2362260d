import { describe, expect, it } from 'vitest'
import { readingLimit } from '../../../harness/trial/reading-limit.ts'
import type { JudgeVerdict } from '../../../results/schema/schema.ts'

const facts = { judge: 'j', regrade: 1, rule: 'rating' }
const reply = (text: string) => [{ completion: { text, finishReason: 'stop' as const } }]
const read: JudgeVerdict = { ...facts, rating: 7, attempts: reply('Rating: [[7]]') }
const unread = (text: string): JudgeVerdict => ({
  ...facts,
  attempts: reply(text),
  failure: { kind: 'unreadable', message: 'no rating in the reply of j' },
})
const unheard: JudgeVerdict = { ...facts, attempts: [], failure: { kind: 'no-reply', message: 'the judge j: 500' } }

const hear = (verdicts: readonly JudgeVerdict[]) => {
  const limit = readingLimit('j')
  for (const verdict of verdicts) limit.heard(verdict)
}
const unreadable = (count: number) => Array.from({ length: count }, (_, index) => unread(`So be it ${index}.`))

describe('a judge whose verdicts cannot be read', () => {
  it('ends the run at the tenth, with three of its replies', () => {
    expect(() => hear(unreadable(9))).not.toThrow()
    expect(() => hear(unreadable(10))).toThrow(
      /none of the first 10 verdicts of the judge j could be read as a rating\. Its last replies:\n {2}"So be it 7\." \(ended by stop\)\n {2}"So be it 8\."[^\n]*\n {2}"So be it 9\."/,
    )
  })

  it('ends it by an error that no further request can mend', () =>
    expect(() => hear(unreadable(10))).toThrow(expect.objectContaining({ fatal: true, exitCode: 2 })))

  it('goes on once a single verdict was read', () =>
    expect(() => hear([...unreadable(9), read, ...unreadable(30)])).not.toThrow())

  it('is not counted for replies that never came', () =>
    expect(() => hear([...unreadable(9), ...Array<JudgeVerdict>(20).fill(unheard)])).not.toThrow())

  it('is shown in one line each, however long and however odd', () => {
    const limit = readingLimit('j')
    for (let index = 0; index < 9; index++) limit.heard(unread('x'))
    let message = ''
    try {
      limit.heard(unread(`a\u001b[31m\n${'b'.repeat(5_000)}`))
    } catch (error) {
      message = (error as Error).message
    }
    expect(message.split('\n')).toHaveLength(4)
    expect(message.length).toBeLessThan(1_000)
    expect(message).not.toContain('\u001b')
  })
})
