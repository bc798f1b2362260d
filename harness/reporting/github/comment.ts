/**
 * One comment a job on a pull request, kept up to date: a later run finds it by its hidden mark and writes it anew.
 *
 * Jobs of one name in one run, the legs of a matrix that nobody named, never write over each other, since the pass of one would hide
 * the regression of another: each takes a comment that an earlier run left, or makes one more.
 */
import { hashFacts } from '../../lib/hash.ts'
import { callGitHub } from './api.ts'
import { type Job, signature } from './job.ts'
import type { PullRequest } from './pull-request.ts'

/** Of reports without a job, and of those that an earlier version made. */
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

/** Whose report it is, and on what. */
export interface Commenter extends Job {
  /** Of models and benchmarks; tells apart legs of a matrix that have no name of their own. */
  readonly subject?: string
}

/** @throws GitHubError */
export async function postComment(pull: PullRequest, markdown: string, by: Commenter = {}): Promise<Posted> {
  const body = `${[markOf(by), ...originMark(by)].join('\n')}\n${markdown}${signature(by, new Date())}`
  const earlier = await findOwn(pull, by)
  const made =
    earlier === undefined
      ? await callGitHub(pull, 'POST', `issues/${pull.number}/comments`, { body })
      : await callGitHub(pull, 'PATCH', `issues/comments/${earlier}`, { body })
  const url = (made as { html_url?: unknown }).html_url
  return { updated: earlier !== undefined, url: typeof url === 'string' ? url : `#${pull.number}` }
}

/** By a digest, since a name may hold what would end the mark. */
const markOf = ({ name }: Job) => (name === undefined ? MARK : `<!-- evalkit-report ${hashFacts(name)} -->`)

const originMark = ({ run, subject = '' }: Commenter) =>
  run === undefined ? [] : [`<!-- run: ${run.id}/${run.attempt} ${subject} -->`]

/** The job's own comment, the one on the same models and benchmarks first; else one from before jobs had their own. */
async function findOwn(pull: PullRequest, by: Commenter): Promise<number | undefined> {
  const free = (await readComments(pull)).filter((comment) => !isOfAnother(comment, by))
  const named = free.filter((comment) => isOwn(comment, markOf(by)))
  const alike = named.find((comment) => originOf(comment)?.subject === by.subject)
  return (alike ?? named[0] ?? free.find((comment) => isOwn(comment, MARK)))?.id
}

/** Made in this very run: by a job that is not run again now, or on other models. */
function isOfAnother(comment: Comment, { run, subject = '' }: Commenter): boolean {
  const origin = originOf(comment)
  if (run === undefined || origin?.run !== run.id) return false
  return origin.attempt === run.attempt || origin.subject !== subject
}

function originOf({ body }: Comment) {
  const [, run, attempt, subject] = /^<!-- run: (\d+)\/(\d+) (\w*) -->$/.exec(body?.split('\n', 2)[1] ?? '') ?? []
  return run === undefined ? undefined : { run, attempt, subject }
}

async function readComments(pull: PullRequest): Promise<Comment[]> {
  const all: Comment[] = []
  for (let page = 1; page <= PAGES; page++) {
    const path = `issues/${pull.number}/comments?per_page=${PAGE}&page=${page}`
    const comments = await callGitHub(pull, 'GET', path)
    if (!Array.isArray(comments)) break
    all.push(...(comments as Comment[]))
    if (comments.length < PAGE) break
  }
  return all
}

/** A passer-by can copy the mark; their comment is theirs. */
function isOwn({ body, user, author_association: role }: Comment, mark: string): boolean {
  if (!body?.startsWith(mark)) return false
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(role ?? '')
}
