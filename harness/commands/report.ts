/** `evalkit report`: writes results as a table, Markdown, HTML, JSON, JUnit or CSV, and as a comment on GitHub. */

import { pairRuns } from '../../results/compare/groups.ts'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import type { ErrorDocument } from '../../results/report/forms/json.ts'
import { failureReport } from '../../results/report/forms/markdown.ts'
import { visible } from '../../results/visible.ts'
import { escapedJson } from '../../results/words/drawn.ts'
import { showableResults } from '../../results/words/showable.ts'
import { hashFacts } from '../lib/hash.ts'
import { note, print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findLocations } from '../options/settings.ts'
import { compareOptions, openFolders } from '../reporting/compared-folders.ts'
import { drawFailure, readFailure } from '../reporting/failure-report.ts'
import type { FormatName } from '../reporting/format-names.ts'
import { gatePolicy } from '../reporting/gate-policy.ts'
import { gatherReportCurves, gatherResults } from '../reporting/gather-results.ts'
import { postComment } from '../reporting/github/comment.ts'
import { readEvent } from '../reporting/github/event.ts'
import { jobOf } from '../reporting/github/job.ts'
import { findPullRequest } from '../reporting/github/pull-request.ts'
import { tellWorkflow } from '../reporting/github/workflow.ts'
import { ledgerLocations } from '../reporting/look-ledger.ts'
import { requireWritable, writeReport } from '../reporting/report-files.ts'
import { drawReport, formatNamed, formatOfFile } from '../reporting/report-formats.ts'
import { openTrackers } from '../reporting/trackers/trackers.ts'
import type { command } from './declarations/report.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const targets = targetsOf(args.format, args.output ?? [])
  await requireWritable(targets.flatMap(({ file }) => file ?? []))
  const comment = await commentOf(args)
  const failure = args.failure === undefined ? undefined : await readFailure(args.failure)
  if (failure !== undefined && (args.run ?? []).length === 0) return reportFailure(failure, targets, comment)
  const trackers = await openTrackers(args)
  const locations = await findLocations({ ...args, 'data-dir': undefined })
  const policy = await gatePolicy(locations.config, args.policy)
  const { runs, baseline } = await openFolders('report', args, 1)
  const hasCandidate = pairRuns(runs, baseline).length > 0
  const results = await gatherResults(runs, {
    baseline,
    ...(hasCandidate && { gate: { policy, ...ledgerLocations(args, locations) } }),
    ...(await compareOptions(args, policy)),
  })
  const { curves, notes } = await gatherReportCurves(results.runs, baseline)
  if (notes.length > 0) note(...notes)
  const showProtected = args['show-protected'] === true
  const source = { ...showableResults({ ...results, curves }, showProtected), showProtected }
  const drawn = []
  for (const target of targets) drawn.push({ ...target, text: await drawReport(target.format, source) })
  for (const { text, ...target } of drawn) await deliver(text, target)
  // A step summary and a comment may be read by anybody: --show-protected is not for them.
  const published = { ...showableResults({ ...results, curves }), showProtected: false }
  await tellWorkflow(published)
  await trackers?.send(published)
  if (comment !== undefined) {
    const subject = hashFacts(runs.map(({ manifest }) => [manifest.benchmark.name, manifest.model.label]).sort())
    await postAndTell(comment.pull, await drawReport('markdown', published), { ...comment.job, subject })
  }
  return EXIT.ok
}

/** Skips formats that can only show runs. */
async function reportFailure(
  failure: ErrorDocument,
  targets: readonly Target[],
  comment: Awaited<ReturnType<typeof commentOf>>,
): Promise<ExitCode> {
  for (const target of targets) {
    const text = drawFailure(target.format, failure)
    if (text !== undefined) await deliver(text, target)
  }
  if (comment !== undefined) await postAndTell(comment.pull, failureReport(failure), comment.job)
  return EXIT.ok
}

/** A file gets every character; standard output, which may be a terminal, has hidden and control characters made visible. */
async function deliver(text: string | Uint8Array, { file, format }: Target): Promise<void> {
  const shown = format === 'json' ? escapedJson : visible
  if (file === undefined) return print(shown(String(text).trimEnd()))
  await writeReport(file, text)
  note(`wrote ${file}`)
}

async function postAndTell(...comment: Parameters<typeof postComment>): Promise<void> {
  const { updated, url } = await postComment(...comment)
  note(`${updated ? 'updated the comment' : 'commented'}: ${url}`)
}

interface CommentArguments {
  readonly 'github-comment': boolean | undefined
  readonly 'comment-id': string | undefined
  readonly 'comment-artifact': string | undefined
}

/** The pull request and the job of the comment; undefined where no comment is requested. */
async function commentOf(args: CommentArguments) {
  const [id, artifact] = [args['comment-id'], args['comment-artifact']]
  if (!args['github-comment']) {
    const given = id === undefined ? artifact && '--comment-artifact' : '--comment-id'
    if (given === undefined) return undefined
    throw new UsageError(`${given} requires --github-comment`, { hint: 'Add --github-comment.' })
  }
  const event = await readEvent(process.env)
  const pull = await findPullRequest(process.env, event)
  const options = { ...(id !== undefined && { id }), ...(artifact !== undefined && { artifact }) }
  return { pull, job: jobOf(process.env, event, options) }
}

interface Target {
  readonly format: FormatName
  /** Absent: standard output. */
  readonly file?: string
}

/** @throws UsageError for an unknown format, or where the numbers of formats and files differ */
function targetsOf(names: string | undefined, files: readonly string[]): Target[] {
  const formats = names?.split(',').map((name) => formatNamed(name.trim()))
  if (files.length === 0) {
    if (formats !== undefined && formats.length > 1) {
      throw new UsageError(`--format ${names}: standard output takes one format`, {
        hint: `Name a file for each: ${formats.map((_, at) => `-o FILE${at + 1}`).join(' ')}.`,
      })
    }
    const format = formats?.[0] ?? 'table'
    if (format.endsWith('parquet')) {
      throw new UsageError(`--format ${format}: standard output takes text`, { hint: 'Name a file with -o.' })
    }
    return [{ format }]
  }
  if (formats !== undefined && formats.length !== files.length) {
    throw new UsageError(`--format names ${formats.length} formats for ${files.length} files`, {
      hint: 'Name one for each file, in the same order, or leave out --format to use the endings of the files.',
    })
  }
  return files.map((file, at) => ({ file, format: formats?.[at] ?? formatOfFile(file) }))
}
