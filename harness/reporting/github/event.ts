/** The event that started a workflow, from GitHub's event file. All fields are optional. */

import { UsageError } from '../../../results/errors.ts'
import { readText } from '../../../results/store/regular-file.ts'

interface Numbered {
  readonly number?: unknown
}

interface WithPulls {
  readonly pull_requests?: readonly Numbered[] | null
}

export interface WorkflowEvent {
  readonly pull_request?: Numbered & { readonly head?: { readonly sha?: string } }
  /** The issue of a comment; pull requests are issues. */
  readonly issue?: Numbered & { readonly pull_request?: object }
  readonly workflow_run?: WithPulls & {
    readonly head_sha?: string
    readonly head_branch?: string
    readonly head_repository?: { readonly owner?: { readonly login?: string } } | null
  }
  readonly check_suite?: WithPulls
  readonly check_run?: WithPulls
  readonly merge_group?: { readonly head_ref?: string; readonly head_sha?: string }
}

/** @throws UsageError for an unreadable file, if the pull request is not known otherwise */
export async function readEvent({ GITHUB_EVENT_PATH: path, GITHUB_REF }: NodeJS.ProcessEnv): Promise<WorkflowEvent> {
  if (!path) return {}
  try {
    return JSON.parse(await readText(path)) ?? {}
  } catch (error) {
    if (pullNumberIn({}, GITHUB_REF) !== undefined) return {}
    throw new UsageError(`--github-comment: ${path}, named by GITHUB_EVENT_PATH, cannot be read`, { cause: error })
  }
}

/** @returns undefined when the event has no pull request */
export function pullNumberIn(event: WorkflowEvent, ref = ''): number | undefined {
  const { pull_request, issue, workflow_run, check_suite, check_run, merge_group } = event
  const candidates = [
    /^refs\/pull\/(\d+)\//.exec(ref)?.[1], //                                  refs/pull/17/merge
    pull_request?.number,
    issue?.pull_request && issue.number,
    ...[workflow_run, check_suite, check_run].map((one) => one?.pull_requests?.[0]?.number),
    ...[merge_group?.head_ref, ref].map((queue = '') => QUEUED.exec(queue)?.[1]),
  ]
  return candidates.map(Number).find((number) => Number.isInteger(number) && number > 0)
}

/** Matches the ref of a merge queue: `refs/heads/gh-readonly-queue/main/pr-17-0123456789abcdef…`. */
const QUEUED = /\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{7,64}$/
