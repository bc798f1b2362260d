/** What can go wrong between a request and the last byte of its reply. */

export type TransportFailure =
  | 'unreachable' // nobody answers there: refused, no such host, no TLS
  | 'timeout'
  | 'lost' // the connection broke, before or within the reply
  | 'stale' // it broke on a kept connection, before any byte of the reply: the server had closed it
  | 'too-large'
  | 'not-utf8'
  | 'aborted' // by us

/** The message names no address and holds no secret: the caller knows both. */
export class TransportError extends Error {
  readonly failure: TransportFailure

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

/** Names a socket's or parser's own error. */
export function fromSocketError(error: NodeJS.ErrnoException): TransportError {
  if (error instanceof TransportError) return error
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
