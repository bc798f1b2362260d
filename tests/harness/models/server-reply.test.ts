/** Replies as servers write them, whole and as a stream, from the server's bytes to the answer that is compared. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readReply } from '../../../harness/models/openai/reply.ts'
import { StreamedReply } from '../../../harness/models/openai/stream.ts'
import { ModelError } from '../../../results/errors.ts'
import { numericMatch } from '../../../scorers/answer-match.ts'
import { number } from '../../../scorers/extract/number/number.ts'
import { NO_RESOURCES } from '../../helpers/no-resources.ts'

interface Row {
  readonly id: string
  readonly tag: string
  /** A message, as JSON. */
  readonly input: string
  /** Default: `stop`. */
  readonly finish_reason?: string | null
  /** The answer, null for none, or `unscored`. */
  readonly expected: string | null
}

/** Debatable rows that are decided otherwise; `docs/models.md` says why. */
const DECIDED: Readonly<Record<string, string | null>> = {
  'answer-in-reasoning-no-content': null, // what a server sets apart as reasoning is never an answer
  'finish-abort': 'unscored',
}

const file = fileURLToPath(new URL('../../fixtures/replies/server-reply.jsonl', import.meta.url))
const ROWS = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): Row => JSON.parse(line))
  .map((row) => ({ ...row, expected: row.tag in DECIDED ? (DECIDED[row.tag] ?? null) : row.expected }))

/** What becomes of a body: an answer, null for none, or `unscored`. */
async function outcome(body: unknown): Promise<string | null> {
  try {
    const turns = [{ prompt: 'How many?', completion: readReply(body) }]
    const sample = { id: 'test/0', turns: ['How many?'], target: '18' }
    return (await numericMatch(number).score({ turns }, sample, NO_RESOURCES)).answer
  } catch (error) {
    if (error instanceof ModelError) return 'unscored'
    throw error
  }
}

describe.each(ROWS)('$id: $tag', ({ input, finish_reason = 'stop', expected }) => {
  const message = JSON.parse(input)

  it('is read whole', async () => {
    expect(await outcome({ choices: [{ message, finish_reason }] })).toBe(expected)
  })

  it('is read the same as a stream', async () => {
    const reply = new StreamedReply()
    const event = (body: object) => reply.feed(`data: ${JSON.stringify(body)}\n\n`)
    event({ choices: [{ delta: { role: 'assistant', content: null }, finish_reason: null }] })
    event({ choices: [{ delta: message, finish_reason: null }] })
    event({ choices: [{ delta: {}, finish_reason }] })
    reply.feed('data: [DONE]\n\n')
    expect(reply.progress).toBe('ended')
    expect(await outcome(reply.body)).toBe(expected)
  })
})

it('reads the first of several choices, in whatever order they come', async () => {
  const choices = [
    { index: 1, message: { content: '#### 17' }, delta: { content: '#### 17' }, finish_reason: 'stop' },
    { index: 0, message: { content: '#### 18' }, delta: { content: '#### 18' }, finish_reason: 'stop' },
  ]
  const whole = choices.map(({ delta: _, ...choice }) => choice)
  expect(await outcome({ choices: whole })).toBe('18')
  const reply = new StreamedReply()
  reply.feed(`data: ${JSON.stringify({ choices: choices.map(({ message: _, ...choice }) => choice) })}\n\n`)
  expect(await outcome(reply.body)).toBe('18')
})
