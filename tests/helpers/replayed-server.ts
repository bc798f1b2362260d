/** Replays a response that a real server has sent, or would send: `tests/fixtures/servers/README.md` describes the files. */
import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import zlib from 'node:zlib'
import type { Completion } from '../../results/schema/schema.ts'
import { by, type FakeOpenAi, fakeOpenAi } from './fake-openai.ts'

type Chunk = string | { readonly base64: string }

interface Unscored {
  /** Words of the error's message. */
  readonly unscored: string
  readonly retryable?: boolean
  readonly fatal?: boolean
  readonly tooLong?: boolean
}

export interface ServerFixture {
  readonly name: string
  readonly server: string
  readonly case: string
  readonly origin: 'recorded' | 'reconstructed'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly chunks?: readonly Chunk[]
  readonly end?: 'end' | 'open' | 'reset'
  readonly compress?: keyof typeof COMPRESSORS
  readonly turn?: number
  readonly asked?: 'whole' | 'stream'
  readonly expected: Unscored | Partial<Completion>
}

const FOLDER = fileURLToPath(new URL('../fixtures/servers/', import.meta.url))

export const serverFixtures = (): ServerFixture[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ name: file.slice(0, -5), ...JSON.parse(readFileSync(FOLDER + file, 'utf8')) }))

const COMPRESSORS = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  'deflate-raw': zlib.deflateRawSync,
  br: zlib.brotliCompressSync,
  zstd: zlib.zstdCompressSync,
  'gzip-cut': (bytes: Buffer) => zlib.gzipSync(bytes).subarray(0, -12),
} as const

/** A server that sends the same response to each request. */
export const replayServer = (fixture: ServerFixture): Promise<FakeOpenAi> =>
  fakeOpenAi(by((response) => void replay(fixture, response)))

async function replay(fixture: ServerFixture, response: ServerResponse): Promise<void> {
  const { status, headers, end = 'end' } = fixture
  response.writeHead(status, headers).flushHeaders()
  for (const piece of piecesOf(fixture)) {
    response.write(piece)
    await sleep(2)
  }
  if (end === 'end') response.end()
  if (end === 'reset') response.socket?.resetAndDestroy()
  if (end !== 'open') return
  const heart = setInterval(() => response.write(': heartbeat\n\n'), 100)
  response.once('close', () => clearInterval(heart))
}

function piecesOf({ body, chunks, compress }: ServerFixture): Buffer[] {
  const whole = typeof body === 'string' ? body : JSON.stringify(body)
  const pieces = (chunks ?? [whole]).map((chunk) =>
    typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk.base64, 'base64'),
  )
  return compress === undefined ? pieces : [COMPRESSORS[compress](Buffer.concat(pieces))]
}
