/** Failures between a request and the last byte of its response. */

export type TransportFailure =
  | 'unreachable' // connection refused, unknown host, no TLS
  | 'proxy' // a proxy requires credentials
  | 'timeout'
  | 'lost' // the connection was lost, before or during the response
  | 'stale' // a reused connection was closed by the server before the first byte
  | 'too-large'
  | 'not-utf8'
  | 'aborted' // by this process

/** An error whose message contains no URL and no secret; the caller adds the URL. */
export class TransportError extends Error {
  readonly failure: TransportFailure
  /** The proxy, which is then part of the message. */
  proxy: string | undefined

  constructor(failure: TransportFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TransportError'
    this.failure = failure
  }
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be looked up',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  EPROTO: 'it does not speak TLS',
}

const LOST: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'the connection timed out',
}

interface SocketError extends NodeJS.ErrnoException {
  /** Status of a proxy's response to CONNECT. */
  readonly statusCode?: number
}

/** Converts an error of a socket or of the HTTP parser. */
export function fromSocketError(error: SocketError): TransportError {
  if (error instanceof TransportError) return error
  if (error.code === 'ERR_PROXY_TUNNEL') return fromTunnel(error)
  const code = error.code ?? ''
  const certificate = /^(CERT_|ERR_TLS_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/.test(code)
  const unreachable = certificate
    ? `its TLS certificate is not accepted (${code}); NODE_EXTRA_CA_CERTS names authorities of one’s own`
    : UNREACHABLE[code]
  if (unreachable !== undefined) return new TransportError('unreachable', unreachable, { cause: error })
  const lost = code.startsWith('HPE_')
    ? 'it does not speak HTTP'
    : (LOST[code] ?? `the connection failed (${code || error.name})`)
  return new TransportError('lost', lost, { cause: error })
}

function fromTunnel(error: SocketError): TransportError {
  const { statusCode: status } = error
  if (status === 407) return new TransportError('proxy', 'user and password required (407)', { cause: error })
  return new TransportError('unreachable', `tunnel refused${status === undefined ? '' : ` (${status})`}`, {
    cause: error,
  })
}
