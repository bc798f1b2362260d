/** Reads a response body: decompresses and decodes it, into one text or a stream of events. */
import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream'
import { TransportError } from './transport-error.ts'

/** The text of server-sent events, in chunks as it arrives. Iterating throws a TransportError when the stream breaks off. */
export interface EventText extends AsyncIterable<string> {
  /** Drops the connection after `ms` milliseconds, for servers that keep a finished stream open. */
  endWithin(ms: number): void
}

/** Callbacks for the end of a body; only the first call counts. */
export interface BodyFate {
  fail(error: Error): void
  done(text: string): void
  stream(events: EventText): void
}

/** Time for a connection to end after its last event, before it is closed instead of reused. */
const DRAIN_MS = 1_000

/**
 * @param limit largest size in bytes, after decompression
 * @param mayStream false: the body is always collected into one text
 */
export function readBody(incoming: IncomingMessage, limit: number, mayStream: boolean, fate: BodyFate): void {
  const source = decompressed(incoming)
  const chunks: Buffer[] = []
  let size = 0
  const stream = () => fate.stream(eventText(source, incoming, limit))
  if (mayStream && /^text\/event-stream\b/i.test(incoming.headers['content-type'] ?? '')) {
    stream()
    return
  }
  function take(chunk: Buffer): void {
    if (size === 0 && mayStream && looksLikeEvents(chunk)) {
      source.off('data', take).off('end', finish).pause()
      source.unshift(chunk)
      stream()
      return
    }
    size += chunk.length
    chunks.push(chunk)
    if (size > limit) fate.fail(tooLarge(limit))
  }
  function finish(): void {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
    if (isUtf8(body)) fate.done(body.toString())
    else fate.fail(NOT_UTF8)
  }
  source.on('error', (error) => fate.fail(brokenOff(error)))
  source.on('data', take)
  source.on('end', finish)
}

function eventText(source: Readable, incoming: IncomingMessage, limit: number): EventText {
  function dropAfter(ms: number): NodeJS.Timeout {
    const timer = setTimeout(() => incoming.destroy(), ms)
    incoming.once('close', () => clearTimeout(timer))
    return timer
  }
  let grace: NodeJS.Timeout | undefined
  source.on('error', () => undefined) // may arrive before the iterator is read, which then throws it
  return {
    endWithin(ms) {
      grace ??= dropAfter(ms)
    },
    async *[Symbol.asyncIterator]() {
      const decode = utf8Decoder()
      let size = 0
      try {
        for await (const chunk of source.iterator({ destroyOnReturn: false })) {
          size += chunk.length
          if (size > limit) throw tooLarge(limit)
          yield decode(chunk)
        }
        yield decode()
      } catch (error) {
        incoming.destroy()
        throw brokenOff(error as Error)
      } finally {
        // The reader is done; the stream usually ends by itself, and the connection is reused.
        clearTimeout(grace)
        source.resume()
        if (!incoming.closed) dropAfter(DRAIN_MS).unref()
      }
    },
  }
}

/** @returns a decoder of chunks, which may end within a character; it throws a TransportError for invalid UTF-8 */
function utf8Decoder() {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      throw NOT_UTF8
    }
  }
}

const tooLarge = (limit: number) => new TransportError('too-large', `the reply is longer than ${limit / 1e6} MB`)

/** Content types of event streams: some servers use text/plain or a type of their framework. */
const looksLikeEvents = (chunk: Buffer) => /^(?:ï»¿)?\s*(?:data|event|id|retry)?:/.test(chunk.toString('latin1', 0, 40))

const NOT_UTF8 = new TransportError('not-utf8', 'the reply is not UTF-8')

type Zlib = typeof import('node:zlib')
const zlib = (): Zlib => process.getBuiltinModule('node:zlib')

/** Decompressors by encoding: some servers and proxies compress although no encoding is accepted. */
const DECODERS: Readonly<Record<string, (first: number) => Transform | undefined>> = {
  gzip: (first) => (first === 0x1f ? zlib().createGunzip() : undefined),
  'x-gzip': (first) => (first === 0x1f ? zlib().createGunzip() : undefined),
  deflate: (first) =>
    unlessJson(first, () => ((first & 0x0f) === 8 ? zlib().createInflate() : zlib().createInflateRaw())),
  br: (first) => unlessJson(first, () => zlib().createBrotliDecompress()),
  zstd: (first) => unlessJson(first, () => zlib().createZstdDecompress()),
}

/** First byte of plain JSON, with which no compressed body starts in deflate, zstd or (unless empty) brotli. */
const unlessJson = (first: number, open: () => Transform) => (first === 0x7b ? undefined : open())

/** Reads the encoding: `gzip, identity` → `gzip`. */
const encodingOf = (header = '') =>
  header
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
    .join(',')

/** @returns the body unchanged when its header names no known compression, or its first byte contradicts the header */
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

/** Converts an error: a connection lost before the end is a socket error, a damaged body one of zlib. */
function brokenOff(error: NodeJS.ErrnoException): TransportError {
  if (error instanceof TransportError) return error
  const { code = '' } = error
  const isDamaged = /^(Z_|ERR_(BROTLI|ZSTD|_?ERROR)|ZSTD_)/.test(code)
  return new TransportError(
    'lost',
    isDamaged ? 'the compressed reply is damaged' : 'the connection broke within the reply',
  )
}
