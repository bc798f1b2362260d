/** What a GitHub workflow is told: its step summary, and annotations on the pull request. Nothing outside of one. */
import { appendFile, readFile } from 'node:fs/promises'
import { UsageError } from '../../results/errors.ts'
import { annotations } from '../../results/report/annotations.ts'
import { markdownReport } from '../../results/report/markdown.ts'
import { withoutProtectedText } from '../../results/report/protection.ts'
import type { Results } from '../../results/report/results.ts'
import { command, note } from '../terminal.ts'

/** Results that compare nothing have nothing to say to a reviewer. */
export async function tellWorkflow(results: Results, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { comparisons, gate } = results
  if (comparisons.length === 0 && gate === undefined) return
  if (env.GITHUB_ACTIONS === 'true' && gate !== undefined) for (const line of annotations(gate)) command(line)
  const file = env.GITHUB_STEP_SUMMARY
  if (!file) return
  try {
    await appendFile(file, markdownReport(withoutProtectedText(results)))
  } catch (error) {
    // A verdict is not worth less where it cannot be shown in one more place.
    note(`no step summary was written: ${(error as Error).message}`)
  }
}

/** Where a comment goes, and by whose leave. */
export interface PullRequest {
  readonly api: URL
  /** `owner/name`. */
  readonly repository: string
  readonly number: number
  readonly token: string
}

/** @throws UsageError naming the variable that is missing, never the value of the token */
export async function findPullRequest(env: NodeJS.ProcessEnv = process.env): Promise<PullRequest> {
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository } = env
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
  const number = numberInRef(env.GITHUB_REF) ?? (await numberInEvent(env.GITHUB_EVENT_PATH))
  if (number === undefined) {
    throw new UsageError('--github-comment: this workflow was not started by a pull request', {
      hint: 'Neither GITHUB_REF nor the file at GITHUB_EVENT_PATH names one; run it on: pull_request.',
    })
  }
  return { api: addressOf(env.GITHUB_API_URL || 'https://api.github.com'), repository, number, token }
}

/** A slash at the end, so that paths are added to it and do not replace it. */
function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(`${text.replace(/\/+$/, '')}/`) : undefined
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  throw new UsageError('--github-comment: GITHUB_API_URL is no http address')
}

/** `refs/pull/17/merge`. */
function numberInRef(ref = ''): number | undefined {
  const number = /^refs\/pull\/(\d+)\//.exec(ref)?.[1]
  return number === undefined ? undefined : Number(number)
}

async function numberInEvent(path: string | undefined): Promise<number | undefined> {
  if (!path) return undefined
  try {
    const event = JSON.parse(await readFile(path, 'utf8'))
    const number = event?.pull_request?.number ?? (event?.issue?.pull_request && event.issue.number)
    return Number.isInteger(number) ? number : undefined
  } catch (error) {
    throw new UsageError(`--github-comment: ${path}, named by GITHUB_EVENT_PATH, cannot be read`, { cause: error })
  }
}
