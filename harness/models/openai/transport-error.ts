/** What can go wrong between a request and the last byte of its reply. */

export type TransportFailure =
  | 'unreachable' // nobody answers there: refused, no such host, no TLS
  | 'proxy' // a proxy in between wants credentials
  | 'timeout'
  | 'lost' // the connection broke, before or within the reply
  | 'stale' // it broke on a kept connection, before any byte of the reply: the server had closed it
  | 'too-large'
  | 'not-utf8'
  | 'aborted' // by us

/** The message names no address and holds no secret: the caller knows both. */
export class TransportError extends Error {
  readonly failure: TransportFailure
  /** In between; a part of the message by then. */
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
  /** Of a proxy that was asked for a tunnel. */
  readonly statusCode?: number
}

/** Names a socket's or parser's own error. */
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
  if (status === 407) return new TransportError('proxy', 'a user and a password are wanted (407)', { cause: error })
  return new TransportError('unreachable', `no tunnel was opened${status === undefined ? '' : ` (${status})`}`, {
    cause: error,
  })
}
