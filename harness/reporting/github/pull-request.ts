/** Finds the pull request of a workflow. */
import { UsageError } from '../../../results/errors.ts'
import { callGitHub, type Repository } from './api.ts'
import { pullNumberIn, readEvent, type WorkflowEvent } from './event.ts'

/** The target of a comment. */
export interface PullRequest extends Repository {
  readonly number: number
}

/**
 * @param given the event; read from GITHUB_EVENT_PATH when absent
 * @throws UsageError naming the missing variable, never the token; GitHubError when GitHub has to be requested and fails
 */
export async function findPullRequest(
  env: NodeJS.ProcessEnv = process.env,
  given?: WorkflowEvent,
): Promise<PullRequest> {
  const repository = repositoryOf(env)
  const event = given ?? (await readEvent(env))
  const number = pullNumberIn(event, env.GITHUB_REF) ?? (await numberByBranch(repository, event))
  if (number === undefined) {
    throw new UsageError('--github-comment: this workflow was not started by a pull request', {
      hint: 'Neither GITHUB_REF nor the file at GITHUB_EVENT_PATH names one; run it on: pull_request, merge_group, or on a workflow_run that a pull request started.',
    })
  }
  return { ...repository, number }
}

/** Finds the pull request by branch: for a workflow started by a fork, GitHub's list of pull requests is empty. */
async function numberByBranch(repository: Repository, { workflow_run: run }: WorkflowEvent) {
  const owner = run?.head_repository?.owner?.login
  if (owner === undefined || run?.head_branch === undefined) return undefined
  const head = encodeURIComponent(`${owner}:${run.head_branch}`)
  const pulls = await callGitHub(repository, 'GET', `pulls?state=open&head=${head}`)
  return Array.isArray(pulls) ? pullNumberIn({ pull_request: pulls[0] }) : undefined
}

function repositoryOf({ GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, GITHUB_API_URL }: NodeJS.ProcessEnv) {
  if (!token) {
    throw new UsageError('--github-comment: GITHUB_TOKEN is not set', {
      hint: 'Pass the workflow’s own token on to this step, in a job with permissions: { pull-requests: write }.',
    })
  }
  if (!repository) {
    throw new UsageError('--github-comment: GITHUB_REPOSITORY is not set', {
      hint: 'It holds the repository as owner/name; GitHub Actions sets it.',
    })
  }
  if (!/^\w[\w.-]*\/\w[\w.-]*$/.test(repository)) {
    throw new UsageError(`--github-comment: GITHUB_REPOSITORY is "${repository}", not owner/name`)
  }
  return { api: addressOf(GITHUB_API_URL || 'https://api.github.com'), repository, token }
}

/** Appends a slash, so that relative paths extend the URL. */
function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(`${text.replace(/\/+$/, '')}/`) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new UsageError('--github-comment: GITHUB_API_URL is not an http URL')
}
