/** `run`, `compare` and `gate` as functions: the same steps as the commands, with their flags, and results instead of text. */
import type { Benchmark } from '../../benchmarks/benchmark.ts'
import { resultsFacts } from '../../results/report/forms/json.ts'
import { showableResults } from '../../results/words/showable.ts'
import { command as compareCommand } from '../commands/declarations/compare.ts'
import { command as gateCommand } from '../commands/declarations/gate.ts'
import { command as runCommand } from '../commands/declarations/run.ts'
import type { ArgumentsOf, Command } from '../options/command.ts'
import { findModelChoices } from '../options/model-choices.ts'
import { findBenchmarks } from '../options/own-benchmarks.ts'
import { parseArguments } from '../options/parse-arguments.ts'
import { runRequest } from '../options/run-request.ts'
import { findLocations } from '../options/settings.ts'
import { compareOptions, openFolders, requireOneBaseline } from '../reporting/compared-folders.ts'
import { gatePolicy } from '../reporting/gate-policy.ts'
import { gatherResults } from '../reporting/gather-results.ts'
import { ledgerLocations } from '../reporting/look-ledger.ts'
import { runSession } from '../runs/session.ts'
import type * as api from './api.ts'

/** @throws an error with a message and a hint, as the command would end with */
export const run: typeof api.run = async ({ benchmarks, models, baseline, flags = {} }) => {
  const own = benchmarks.filter((one) => typeof one !== 'string').map((one) => one as unknown as Benchmark)
  const words = benchmarks.map((one) => (typeof one === 'string' ? one : one.name))
  const args = await argumentsOf(runCommand, words, {
    ...flags,
    model: models,
    ...(baseline !== undefined && { baseline }),
  })
  const locations = await findLocations(args)
  const selected = await findBenchmarks(words, args.protocol, locations, own)
  const choices = findModelChoices(args, locations.config)
  const label = choices.find(({ isBaseline }) => isBaseline)?.spec.label
  const { confirm: _, ...request } = runRequest(args, selected, choices, locations)
  const { runs, failure } = await runSession({
    ...request,
    ...(label !== undefined && { baseline: label }),
    observe: () => undefined,
  })
  if (failure !== undefined) throw failure
  return resultsFacts(showableResults({ runs, comparisons: [] }).runs, []).runs
}

/** @throws IncomparableError where runs of one benchmark must not be compared, and as `run` does */
export const compare: typeof api.compare = async (runs, options = {}) => {
  const args = await argumentsOf(compareCommand, runs.map(folderOf), flagsOf(options))
  const opened = await openFolders('compare', args)
  const results = await gatherResults(opened.runs, { baseline: opened.baseline, ...(await compareOptions(args)) })
  const shown = showableResults(results)
  return resultsFacts(shown.runs, shown.comparisons).comparisons
}

/** @throws UsageError for a benchmark without a margin, and as `run` does; runs that must not be compared are part of the verdict */
export const gate: typeof api.gate = async (runs, options = {}) => {
  const args = await argumentsOf(gateCommand, runs.map(folderOf), flagsOf(options))
  const locations = await findLocations({ ...args, 'data-dir': undefined })
  const policy = await gatePolicy(locations.config, args.policy)
  const opened = await openFolders('gate', args)
  requireOneBaseline(opened.runs, opened.baseline)
  const { gate: verdict } = await gatherResults(opened.runs, {
    baseline: opened.baseline,
    gate: { policy, ...ledgerLocations(args, locations), spendsLook: true },
    ...(await compareOptions(args, policy)),
  })
  if (verdict === undefined) throw new TypeError('a gate without a verdict')
  return verdict
}

const folderOf = (run: string | api.Run): string => (typeof run === 'string' ? run : run.run)

const flagsOf = ({ baseline = [], flags = {} }: api.CompareOptions): api.Flags =>
  baseline.length === 0 ? flags : { ...flags, baseline: baseline.map(folderOf) }

/** The arguments as the command line would have them. @throws UsageError for a flag that the command does not have */
async function argumentsOf<C extends Pick<Command, 'positionals' | 'flags'>>(
  command: C & Command,
  words: readonly string[],
  flags: api.Flags,
): Promise<ArgumentsOf<C>> {
  const argv = Object.entries(flags).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) =>
      typeof one === 'boolean' ? [one ? `--${name}` : `--no-${name}`] : [`--${name}=${one}`],
    ),
  )
  return (await parseArguments(command, [...words, ...argv])) as ArgumentsOf<C>
}
