/**
 * Keeps one comment per job on a pull request: a later run finds it by its hidden marker and updates it.
 *
 * Jobs of the same name in one run, such as unnamed legs of a matrix, never overwrite each other, since the pass of one would hide the
 * regression of another: each takes a comment that an earlier run left, or adds one.
 */
import { hashFacts } from '../../lib/hash.ts'
import { callGitHub } from './api.ts'
import { type Job, signature } from './job.ts'
import type { PullRequest } from './pull-request.ts'

/** Marker of reports without a job, and of reports from earlier versions. */
const MARK = '<!-- evalkit-report -->'

const PAGE = 100

/** Most comments that are searched. */
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

/** Identifies the comment of a report. */
export interface Commenter extends Job {
  /** Digest of models and benchmarks, which distinguishes unnamed legs of a matrix. */
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

/** Uses a digest, since a name may contain text that ends the marker. */
const markOf = ({ name }: Job) => (name === undefined ? MARK : `<!-- evalkit-report ${hashFacts(name)} -->`)

const originMark = ({ run, subject = '' }: Commenter) =>
  run === undefined ? [] : [`<!-- run: ${run.id}/${run.attempt} ${subject} -->`]

/** Finds the job's own comment, preferably on the same models and benchmarks; else one from before jobs had their own. */
async function findOwn(pull: PullRequest, by: Commenter): Promise<number | undefined> {
  const free = (await readComments(pull)).filter((comment) => !isOfAnother(comment, by))
  const named = free.filter((comment) => isOwn(comment, markOf(by)))
  const alike = named.find((comment) => originOf(comment)?.subject === by.subject)
  return (alike ?? named[0] ?? free.find((comment) => isOwn(comment, MARK)))?.id
}

/** Whether a comment belongs to another job of this run, or to other models. */
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

/** Whether the comment is from the token's own user: anyone could copy the marker. */
function isOwn({ body, user, author_association: role }: Comment, mark: string): boolean {
  if (!body?.startsWith(mark)) return false
  return user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(role ?? '')
}
