/** GitHub's comments on pull requests, as its REST API keeps them, on this machine. */
import { serve } from './file-server.ts'

export interface FakeComment {
  readonly id: number
  body: string
  readonly user: { readonly type: string; readonly login: string }
  readonly author_association: string
}

export interface FakeGitHub {
  readonly url: string
  readonly comments: FakeComment[]
  /** `METHOD path`, in order. */
  readonly requests: string[]
  readonly authorizations: Set<string>
}

interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * @param failing gives the status of a request that is refused, and undefined for one that is not
 * @param pulls numbers of open pull requests by `owner:branch`
 */
export async function fakeGitHub(
  comments: FakeComment[] = [],
  failing: (request: string, count: number) => Refusal | number | undefined = () => undefined,
  pulls: Readonly<Record<string, number>> = {},
): Promise<FakeGitHub> {
  const requests: string[] = []
  const authorizations = new Set<string>()
  const url = await serve(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://fake')
    const request = `${incoming.method} ${pathname}`
    requests.push(request)
    authorizations.add(incoming.headers.authorization ?? '')
    const answer = (status: number, value: object) =>
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    const refused = failing(request, requests.length)
    if (refused !== undefined) {
      const { status, headers } = typeof refused === 'number' ? { status: refused, headers: {} } : refused
      for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value)
      answer(status, { message: `Resource not accessible by ${incoming.headers.authorization}` })
    } else if (request === 'GET /api/v3/repos/org/project/issues/17/comments') {
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))]
      answer(200, comments.slice((page - 1) * size, page * size))
    } else if (request === 'GET /api/v3/repos/org/project/pulls') {
      const number = pulls[searchParams.get('head') ?? '']
      answer(200, number === undefined || searchParams.get('state') !== 'open' ? [] : [{ number }])
    } else if (request === 'POST /api/v3/repos/org/project/issues/17/comments') {
      const made = comment(1000 + comments.length, JSON.parse(text).body)
      comments.push(made)
      answer(201, { ...made, html_url: `https://github.example/org/project/pull/17#issuecomment-${made.id}` })
    } else {
      const id = Number(/^PATCH \/api\/v3\/repos\/org\/project\/issues\/comments\/(\d+)$/.exec(request)?.[1])
      const found = comments.find((one) => one.id === id)
      if (found === undefined) answer(404, { message: 'Not Found' })
      else {
        found.body = JSON.parse(text).body
        answer(200, { ...found, html_url: `https://github.example/org/project/pull/17#issuecomment-${id}` })
      }
    }
  })
  return { url: `${url}/api/v3`, comments, requests, authorizations }
}

/** By the workflow's own bot, unless said otherwise. */
export const comment = (id: number, body: string, type = 'Bot', role = 'NONE'): FakeComment => ({
  id,
  body,
  user: { type, login: type === 'Bot' ? 'github-actions[bot]' : 'ann' },
  author_association: role,
})
