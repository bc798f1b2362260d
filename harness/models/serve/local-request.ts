/** Requests to a server on this machine, outside of the model's API. */
import { request } from 'node:http'

const LARGEST_REPLY = 1_000_000

/** One request to this machine. @returns status 0 when there was no whole reply @throws the reason of `signal` */
export async function ask(
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
  body?: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    return await new Promise((resolve, reject) => {
      const sent = request(
        url,
        {
          method: body === undefined ? 'GET' : 'POST',
          headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
          agent: false,
          signal: ended,
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            text = (text + chunk).slice(0, LARGEST_REPLY)
          })
          response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
          response.once('error', reject)
        },
      )
      sent.once('error', reject)
      sent.end(body === undefined ? undefined : JSON.stringify(body))
    })
  } catch {
    signal.throwIfAborted()
    return { status: 0, text: '' }
  }
}
