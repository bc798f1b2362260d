/** The body of a reply: decompressed, decoded, and gathered into one text or handed on as a stream of events. */
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream'
import { TransportError } from './transport-error.ts'

/** Hears a stream of events as it comes. */
export interface EventSink {
  /** @returns a promise where what hears them is still being loaded */
  feed(text: string): Promise<void> | undefined
  /** `ended`: nothing more counts; `ending`: little is missing, and a server that never sends it is not waited for. */
  readonly progress: 'open' | 'ending' | 'ended'
}

/** What becomes of a body; the first call counts. */
export interface BodyFate {
  fail(error: Error): void
  /** @param text empty where the body went to a sink */
  done(text: string, isStream: boolean): void
  /** Nothing more is wanted of this connection. */
  drop(): void
}

/** So long the usage may take that follows a finish reason. */
const GRACE_MS = 2_000

/** So long a connection may take to end after its last event, before it is dropped and not used again. */
const DRAIN_MS = 1_000

/** @param events absent: the body is gathered, whatever it is */
export function readBody(incoming: IncomingMessage, limit: number, events: EventSink | undefined, fate: BodyFate) {
  const source = decompressed(incoming)
  const isDeclared = /^text\/event-stream\b/i.test(incoming.headers['content-type'] ?? '')
  let reader = events && isDeclared ? relay(incoming, events, fate) : undefined
  let size = 0
  source.on('error', (error) => fate.fail(brokenOff(error)))
  source.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > limit) {
      fate.fail(new TransportError('too-large', `the reply is longer than ${limit / 1e6} MB`))
      return
    }
    reader ??= events && looksLikeEvents(chunk) ? relay(incoming, events, fate) : gather(fate)
    reader.take(chunk)
  })
  source.on('end', () => (reader ?? gather(fate)).end())
}

interface Reader {
  take(chunk: Buffer): void
  end(): void
}

function gather({ fail, done }: BodyFate): Reader {
  const chunks: Buffer[] = []
  return {
    take: (chunk) => void chunks.push(chunk),
    end() {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
      if (isUtf8(body)) done(body.toString(), false)
      else fail(NOT_UTF8)
    },
  }
}

function relay(incoming: IncomingMessage, events: EventSink, { fail, done, drop }: BodyFate): Reader {
  const decoder = new TextDecoder('utf-8', { fatal: true }) // pieces may end within a character
  let isOver = false
  let late: NodeJS.Timeout | undefined
  incoming.once('close', () => clearTimeout(late))

  function finish(): void {
    isOver = true
    done('', true)
  }
  function look(): void {
    if (isOver || events.progress === 'open') return
    const isEnded = events.progress === 'ended'
    if (isEnded) {
      finish()
      clearTimeout(late)
      late = setTimeout(drop, DRAIN_MS).unref() // the connection ends by itself, as a rule, and is kept
    }
    late ??= setTimeout(() => {
      finish()
      drop()
    }, GRACE_MS)
  }
  function hear(text: string): void {
    const loading = events.feed(text)
    if (loading === undefined) look()
    else loading.then(look, fail)
  }
  function decode(chunk?: Buffer): string | undefined {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      fail(NOT_UTF8)
      return undefined
    }
  }
  return {
    take(chunk) {
      const text = isOver ? undefined : decode(chunk)
      if (text !== undefined) hear(text)
    },
    end() {
      if (!isOver && decode() !== undefined) finish()
    },
  }
}

/** Some servers stream events as text, or as whatever their framework calls it. */
const looksLikeEvents = (chunk: Buffer) => /^(?:ï»¿)?\s*(?:data|event|id|retry)?:/.test(chunk.toString('latin1', 0, 40))

const NOT_UTF8 = new TransportError('not-utf8', 'the reply is not UTF-8')

type Zlib = typeof import('node:zlib')
const zlib = (): Zlib => process.getBuiltinModule('node:zlib')

/** Compression is never asked for, but some servers and proxies compress all the same. */
const DECODERS: Readonly<Record<string, (first: number) => Transform | undefined>> = {
  gzip: (first) => (first === 0x1f ? zlib().createGunzip() : undefined),
  'x-gzip': (first) => (first === 0x1f ? zlib().createGunzip() : undefined),
  deflate: (first) =>
    unlessJson(first, () => ((first & 0x0f) === 8 ? zlib().createInflate() : zlib().createInflateRaw())),
  br: (first) => unlessJson(first, () => zlib().createBrotliDecompress()),
  zstd: (first) => unlessJson(first, () => zlib().createZstdDecompress()),
}

/** No compressed JSON begins with a brace: raw deflate's first byte would be another, zstd has its own, and brotli's is an empty text. */
const unlessJson = (first: number, open: () => Transform) => (first === 0x7b ? undefined : open())

/** `gzip, identity` → `gzip` */
const encodingOf = (header = '') =>
  header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .join(',')

/** @returns the body as it is where its header names no compression that is known, or names one that its first byte belies */
function decompressed(incoming: IncomingMessage): Readable {
  const open = DECODERS[encodingOf(incoming.headers['content-encoding'])]
  if (open === undefined) return incoming
  const plain = new PassThrough()
  incoming.once('readable', () => {
    const first: Buffer | null = incoming.read(1)
    if (first !== null) incoming.unshift(first)
    const decoder = first === null ? undefined : open(first[0] ?? 0)
    const ended = (error?: Error | null) => {
      if (error) plain.destroy(error)
    }
    if (decoder === undefined) pipeline(incoming, plain, ended)
    else pipeline(incoming, decoder, plain, ended)
  })
  return plain
}

/** A connection that breaks before the body's end is an error of the socket; what cannot be decompressed is one of zlib. */
function brokenOff({ code = '' }: NodeJS.ErrnoException): TransportError {
  const isDamaged = /^(Z_|ERR_(BROTLI|ZSTD|_?ERROR)|ZSTD_)/.test(code)
  return new TransportError(
    'lost',
    isDamaged ? 'the compressed reply is damaged' : 'the connection broke within the reply',
  )
}
