/** What becomes of responses as servers really send them. */
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openModel } from '../../../harness/models/open.ts'
import { StreamedReply } from '../../../harness/models/openai/stream.ts'
import { parseModelSpec } from '../../../harness/models/spec.ts'
import { replayServer, type ServerFixture, serverFixtures } from '../../helpers/replayed-server.ts'

/** A test that waits for this long waits for something that never comes. */
const TIMEOUT_MS = 20_000

async function outcome(fixture: ServerFixture, stream: boolean) {
  const { url } = await replayServer(fixture)
  const options = { api: 'chat' as const, stream, maxRetries: 0, env: {}, timeoutMs: TIMEOUT_MS }
  const model = await openModel(parseModelSpec(`openai/m@${url}`), options)
  onTestFinished(async () => model.close?.())
  const trial = { sampleId: 'test/0', repeat: 1, turn: fixture.turn ?? 1 }
  const request = { prompt: [{ role: 'user' as const, content: 'How many?' }], generation: {}, trial }
  return model.complete(request).catch((error: unknown) => error)
}

describe.each(serverFixtures())('$name ($server): $case', (fixture) => {
  const { expected, asked } = fixture
  const wanted =
    'unscored' in expected
      ? { ...expected, unscored: undefined, name: 'ModelError', message: expect.stringContaining(expected.unscored) }
      : expected
  const { unscored, ...fields } = { unscored: undefined, ...wanted }

  it.runIf(asked !== 'stream')('has this outcome where it was asked for whole', async () => {
    expect(await outcome(fixture, false)).toMatchObject(fields)
  })

  it.runIf(asked !== 'whole')('has this outcome where a stream was asked for', async () => {
    expect(await outcome(fixture, true)).toMatchObject(fields)
  })
})

const STREAMS = serverFixtures().flatMap(({ name, chunks = [] }) => {
  const text = chunks.map((chunk) => (typeof chunk === 'string' ? chunk : Buffer.from(chunk.base64, 'base64'))).join('')
  return text === '' ? [] : [[name, text] as const]
})

it.each(STREAMS)('%s is read the same, wherever it is cut on its way', (_name, text) => {
  const read = (pieces: readonly string[]) => {
    const reply = new StreamedReply()
    for (const piece of pieces) reply.feed(piece)
    reply.end()
    return [reply.isWhole, reply.body]
  }
  const whole = read([text])
  expect(read([...text])).toEqual(whole)
  fc.assert(
    fc.property(fc.nat(text.length), (at) => {
      expect(read([text.slice(0, at), text.slice(at)])).toEqual(whole)
    }),
    { numRuns: 20 },
  )
})
