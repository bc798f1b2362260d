/** One comment on a pull request, kept up to date: a second run finds it by its hidden mark and writes it anew. */
import { callGitHub } from './api.ts'
import type { PullRequest } from './workflow.ts'

const MARK = '<!-- evalkit-report -->'

const PAGE = 100

/** More comments than these are not looked through. */
const PAGES = 30

interface Comment {
  readonly id: number
  readonly body?: string | null
  readonly user?: { readonly type?: string } | null
  readonly author_association?: string
}

export interface Posted {
  readonly updated: boolean
  readonly url: string
}

/** @throws GitHubError */
export async function postComment(pull: PullRequest, markdown: string): Promise<Posted> {
  const body = `${MARK}\n${markdown}`
  const earlier = await findOwn(pull)
  const made =
    earlier === undefined
      ? await callGitHub(pull, 'POST', `issues/${pull.number}/comments`, { body })
      : await callGitHub(pull, 'PATCH', `issues/comments/${earlier}`, { body })
  const url = (made as { html_url?: unknown }).html_url
  return { updated: earlier !== undefined, url: typeof url === 'string' ? url : `#${pull.number}` }
}

async function findOwn(pull: PullRequest): Promise<number | undefined> {
  for (let page = 1; page <= PAGES; page++) {
    const path = `issues/${pull.number}/comments?per_page=${PAGE}&page=${page}`
    const comments = await callGitHub(pull, 'GET', path)
    if (!Array.isArray(comments)) return undefined
    const own = (comments as Comment[]).find(isOwn)
    if (own !== undefined || comments.length < PAGE) return own?.id
  }
  return undefined
}

/** A passer-by can copy the mark; their comment is theirs. */
function isOwn({ body, user, author_association: role }: Comment): boolean {
  if (!body?.startsWith(MARK)) return false
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(role ?? '')
}
