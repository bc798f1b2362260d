/** Identifies the job of a workflow in its comment. */
import { code, prose } from '../../../results/words/escape-markdown.ts'
import type { WorkflowEvent } from './event.ts'

export interface Job {
  /** `evalkit / gate (sft, 3.11)`: workflow, job, and the values of its matrix; or the name that the user gave. */
  readonly name?: string
  readonly run?: WorkflowRun
  /** Commit of the pull request, not GitHub's merge commit. */
  readonly commit?: string
  /** URL of the full reports. */
  readonly artifact?: string
}

export interface WorkflowRun {
  readonly id: string
  /** Attempt of the workflow run, from 1. */
  readonly attempt: string
  readonly url: string
}

/** Flags of the comment. */
export interface CommentOptions {
  /** Replaces the name of the job. */
  readonly id?: string
  readonly artifact?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Longest text of a matrix that fits into the line, in characters. */
const LONGEST_NAME = 120

export function jobOf(env: Environment, event: WorkflowEvent, { id, artifact }: CommentOptions = {}): Job {
  const name = id ?? ownName(env)
  const commit = headCommit(event) ?? env.GITHUB_SHA
  return {
    ...(name && { name: name.slice(0, LONGEST_NAME) }),
    ...(env.GITHUB_RUN_ID && { run: runOf(env, env.GITHUB_RUN_ID) }),
    ...(commit && { commit }),
    ...(artifact && { artifact }),
  }
}

function runOf({ GITHUB_RUN_ATTEMPT, GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Environment, id: string): WorkflowRun {
  const attempt = GITHUB_RUN_ATTEMPT || '1'
  const server = GITHUB_SERVER_URL || 'https://github.com'
  return { id, attempt, url: `${server}/${GITHUB_REPOSITORY}/actions/runs/${id}/attempts/${attempt}` }
}

/** Formats the matrix as GitHub does. The workflow has to pass it on: `EVALKIT_MATRIX: ${{ toJSON(matrix) }}`. */
function ownName({ GITHUB_WORKFLOW: workflow, GITHUB_JOB: job, EVALKIT_MATRIX: matrix }: Environment) {
  if (!job) return undefined
  const values = leavesOf(parsed(matrix))
  return `${workflow ? `${workflow} / ` : ''}${job}${values.length > 0 ? ` (${values.join(', ')})` : ''}`
}

function leavesOf(value: unknown): string[] {
  if (value === null || value === undefined) return []
  return typeof value === 'object' ? Object.values(value).flatMap(leavesOf) : [String(value)]
}

/** Uses text that is not JSON as it is. */
function parsed(text = ''): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text.trim() || undefined
  }
}

const headCommit = ({ pull_request, workflow_run, merge_group }: WorkflowEvent) =>
  pull_request?.head?.sha ?? workflow_run?.head_sha ?? merge_group?.head_sha

/** The line below a report: job, commit, time, and link to the full reports. Empty outside of a workflow. */
export function signature({ name, run, commit, artifact }: Job, now: Date): string {
  const facts = [
    name === undefined ? [] : [prose(name)],
    commit === undefined ? [] : [commitWords(commit, run)],
    [`${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    run === undefined ? [] : [`[run ${run.id}${run.attempt === '1' ? '' : `, attempt ${run.attempt}`}](${run.url})`],
    artifact === undefined ? [] : [artifactWords(artifact, run)],
  ].flat()
  return facts.length === 1 ? '' : `\n<sub>${facts.join(' · ')}</sub>\n`
}

/** A link where the workflow run tells which repository it is of. */
function commitWords(commit: string, run: WorkflowRun | undefined): string {
  const words = code(commit.slice(0, 10))
  const repository = run?.url.replace(/\/actions\/runs\/.*$/, '')
  return `commit ${repository === undefined || !/^[0-9a-f]+$/i.test(commit) ? words : `[${words}](${repository}/commit/${commit})`}`
}

/** GitHub lists artifacts on the page of the workflow run. */
function artifactWords(artifact: string, run: WorkflowRun | undefined): string {
  const words = code(artifact)
  return `full reports in the artifact ${run === undefined ? words : `[${words}](${run.url.replace(/\/attempts\/\d+$/, '')}#artifacts)`}`
}
