/** `evalkit baseline`: saves runs as a named baseline in a file to commit, so that a gate needs no old run folder. */

import { isDeclaration } from '../../benchmarks/own/load.ts'
import { withBaseline, withoutBaseline } from '../../results/baselines/baseline.ts'
import { readBaselines, removeAnswers, type StoredBaselines, writeBaselines } from '../../results/baselines/file.ts'
import { isStoppedEarly } from '../../results/design/asking-order.ts'
import { EXIT, type ExitCode, IncompleteError, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { baselinesFacts, baselinesTable } from '../../results/report/baselines.ts'
import { describeRun } from '../../results/report/run.ts'
import type { BaselineRun } from '../../results/schema/baselines.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { roundFacts } from '../../results/summary/round-facts.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { note, print, textOptions } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { findModelChoices } from '../options/model-choices.ts'
import { findBenchmarks } from '../options/own-benchmarks.ts'
import { readAllowance } from '../options/request-flags.ts'
import { isReference, openReference, openRuns, type RunLocations, requireStored } from '../options/run-references.ts'
import { runRequest } from '../options/run-request.ts'
import { findLocations } from '../options/settings.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { isIncomplete } from '../runs/close-run.ts'
import { withResumeHint } from '../runs/resume-command.ts'
import { runSession } from '../runs/session.ts'
import type { command } from './declarations/baseline.ts'
import { ACTIONS } from './declarations/baseline.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const { action = '', name, baselines } = args
  if (action === 'list') return list(baselines, args.json === true)
  if (action === 'show') return show(name, baselines)
  if (action === 'remove') return remove(name, args.benchmark ?? [], args.anchor === true, baselines)
  if (action !== 'set') {
    throw new UsageError(`baseline ${action}: unknown action`, {
      hint: `${nearest(action, ACTIONS)}Actions: ${ACTIONS.join(', ')}.`,
    })
  }
  requireName(name)
  const stored = await readBaselines(baselines, process.cwd(), { mayBeNew: true })
  const anchor = args.anchor === true
  if (args.from !== undefined) {
    if ((args.benchmark ?? []).length > 0 || args.model !== undefined) {
      throw new UsageError('--from saves finished runs, and cannot be combined with --model or benchmarks', {
        hint: 'Leave out --from to run the model, or --model and the benchmarks to save finished runs.',
      })
    }
    const { runsDir } = await findLocations(args)
    await keep(stored, name, await openFinished(args.from, { runsDir, baselines }), { origin: 'blessed', anchor })
    return EXIT.ok
  }
  const measured = await measure(args)
  if (typeof measured === 'number') return measured
  await keep(stored, name, measured, { origin: 'measured', anchor })
  return presentRuns(measured, { json: args.json === true })
}

async function list(file: string | undefined, json: boolean): Promise<ExitCode> {
  const { path, content } = await readBaselines(file, process.cwd())
  const facts = { schemaVersion: SCHEMA_VERSION, file: path, baselines: baselinesFacts(content) }
  if (json) print(jsonText(roundFacts(facts), 2))
  else if (Object.keys(content.baselines).length > 0)
    print(drawn(content, (content) => baselinesTable(content, textOptions())))
  else note('There is no baseline yet. Save one with: evalkit baseline set NAME …')
  return EXIT.ok
}

async function show(name: string | undefined, file: string | undefined): Promise<ExitCode> {
  if (name === undefined)
    throw new UsageError('baseline show: missing argument: <name>', { hint: 'See: evalkit baseline list' })
  for (const run of await openReference(isReference(name) ? name : `@${name}`, file)) print(await describeRun(run))
  return EXIT.ok
}

/** Removes runs from the file; the history of the repository keeps them. */
async function remove(
  text: string | undefined,
  benchmarks: readonly string[],
  anchor: boolean,
  file: string | undefined,
): Promise<ExitCode> {
  if (text === undefined)
    throw new UsageError('baseline remove: missing argument: <name>', { hint: 'See: evalkit baseline list' })
  const [name = '', ...own] = text.replace(/^@/, '').split('/')
  const stored = await readBaselines(file, process.cwd())
  requireStored(`@${name}`, name, stored)
  const changed = withoutBaseline(stored, name, { benchmarks: [...own, ...benchmarks], anchor })
  if (changed.removed.length === 0) {
    const what = `${anchor ? 'anchor' : 'run'} of ${[...own, ...benchmarks].join(', ') || 'any benchmark'}`
    throw new UsageError(`baseline remove: @${name} has no ${what}`, { hint: 'See: evalkit baseline list' })
  }
  await writeBaselines(changed)
  await removeAnswers(changed, changed.removed)
  const names = changed.removed.map(({ manifest }) => manifest.benchmark.name)
  note(`${changed.path}: @${name} no longer has ${anchor ? 'an anchor of ' : ''}${[...new Set(names)].join(', ')}`)
  return EXIT.ok
}

function requireName(name: string | undefined): asserts name is string {
  if (name !== undefined && /^[A-Za-z0-9._-]+$/.test(name)) return
  throw new UsageError(
    name === undefined ? 'baseline set: missing argument: <name>' : `baseline set ${name}: not a valid name`,
    {
      hint: 'A name consists of letters, digits, and . _ -, as in: evalkit baseline set main …',
    },
  )
}

async function openFinished(from: readonly string[], locations: RunLocations): Promise<FinishedRun[]> {
  const runs = await openRuns(from, locations)
  const part = runs.find(({ manifest }) => isStoppedEarly(manifest))
  if (part !== undefined) {
    throw new IncompleteError(`${part.folder}: stopped early, and a baseline requires all samples`, {
      hint: `To run the rest, repeat the command that made it with --resume ${part.folder}, without --early-stop.`,
    })
  }
  const unfinished = runs.find(({ manifest }) => manifest.status !== 'complete')
  if (unfinished === undefined) return runs
  throw new IncompleteError(`${unfinished.folder}: is ${unfinished.manifest.status}, and a baseline must be complete`, {
    hint: 'To complete it, repeat the command that made it with --retry-errors.',
  })
}

/** Runs the model. @returns its runs, or the exit code when there is nothing to save */
async function measure(args: Parameters<typeof runRequest>[0] & { readonly benchmark: string[] | undefined }) {
  const locations = await findLocations(args)
  refuseFolders(args.benchmark ?? [])
  const benchmarks = await findBenchmarks(args.benchmark ?? [], args.protocol, locations)
  if (benchmarks.length === 0) {
    throw new UsageError('baseline set: no benchmark or no model given', {
      hint: 'Name benchmarks and a --model, or a finished run with --from RUN.',
    })
  }
  const modelChoices = findModelChoices({ ...args, baseline: undefined }, locations.config)
  if (modelChoices.length > 1)
    throw new UsageError('baseline set: a baseline belongs to one model', { hint: 'Give --model once.' })
  const allowed = readAllowance(args['fail-on-error'])
  const { runs, failure } = await runSession(runRequest(args, benchmarks, modelChoices, locations))
  if (failure !== undefined) throw withResumeHint(failure)
  const unfinished = runs.find(({ summary }) => isIncomplete(summary, allowed))
  if (unfinished === undefined) return runs
  await presentRuns(runs, { json: args.json === true })
  note('Some trials have no score, so no baseline was saved. To request only those again, add --retry-errors.')
  return EXIT.incomplete
}

/** Rejects a run folder among the benchmarks: only the file of the user's own benchmark has a path. */
function refuseFolders(names: readonly string[]): void {
  const folder = names.find((name) => /[\\/]/.test(name) && !isDeclaration(name))
  if (folder === undefined) return
  throw new UsageError(`baseline set: ${folder} is not a benchmark`, {
    hint: `To save a finished run instead of running the model: --from ${folder}`,
  })
}

async function keep(
  stored: StoredBaselines,
  name: string,
  runs: readonly FinishedRun[],
  options: { readonly origin: BaselineRun['origin']; readonly anchor: boolean },
): Promise<void> {
  let changed = stored
  for (const run of runs) changed = await withBaseline(changed, name, run, options)
  await writeBaselines(changed)
  const what = runs.map(({ manifest }) => manifest.benchmark.name).join(', ')
  note(`${changed.path}: ${options.anchor ? 'the anchor of ' : ''}@${name} has ${what}`)
}
