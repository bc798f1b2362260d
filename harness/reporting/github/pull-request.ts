/** The pull request that a workflow is about. */
import { UsageError } from '../../../results/errors.ts'
import { callGitHub, type Repository } from './api.ts'
import { pullNumberIn, readEvent, type WorkflowEvent } from './event.ts'

/** Where a comment goes. */
export interface PullRequest extends Repository {
  readonly number: number
}

/**
 * @param given read from the environment's file where it is not given
 * @throws UsageError naming the variable that is missing, never the value of the token; GitHubError where GitHub has to be asked
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

/** Of a workflow that a fork's pull request started, GitHub names the branch and leaves the list of pull requests empty. */
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
    throw new UsageError(`--github-comment: GITHUB_REPOSITORY is "${repository}", and not owner/name`)
  }
  return { api: addressOf(GITHUB_API_URL || 'https://api.github.com'), repository, token }
}

/** A slash at the end, so that paths are added to it and do not replace it. */
function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(`${text.replace(/\/+$/, '')}/`) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new UsageError('--github-comment: GITHUB_API_URL is no http address')
}
