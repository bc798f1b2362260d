/** `evalkit pairwise`: judges the stored replies of two models against each other. */
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { commandSignals } from '../lib/interrupt.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { judgingFlags } from '../options/judge-flags.ts'
import { findBenchmark } from '../options/own-benchmarks.ts'
import { isReference, openWithAnswers } from '../options/run-references.ts'
import { findLocations } from '../options/settings.ts'
import { presentReExecutions } from '../reporting/present-re-executions.ts'
import { openJudges } from '../runs/open-judges.ts'
import { preparePairs } from '../runs/pairwise.ts'
import { newGroup } from '../runs/prepare.ts'
import type { ReExecution } from '../runs/re-execution.ts'
import type { command } from './declarations/pairwise.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const locations = await findLocations(args)
  const names = { runsDir: locations.runsDir, baselines: args.baselines }
  const [first, ...rest] = args.run ?? []
  if (first === undefined || rest.length === 0) {
    throw new UsageError('pairwise requires two runs: the baseline first, then one to judge against it', {
      hint: 'See: evalkit list runs',
    })
  }
  const candidates = (await Promise.all(rest.map((run) => openWithAnswers(run, names)))).flat()
  const signals = commandSignals()
  await using judges = openJudges(judgingFlags(args, true), locations.config, { stop: signals.stop })
  const options = { judges, data: locations.data, group: newGroup() }
  const reExecutions: ReExecution[] = []
  for (const candidate of candidates) {
    const benchmark = await findBenchmark(
      candidate.manifest.benchmark.name,
      locations,
      candidate.manifest.benchmark.source,
    )
    const ofIt = isReference(first) && !first.includes('/') ? `${first}/${benchmark.name}` : first
    for (const baseline of await openWithAnswers(ofIt, names)) {
      reExecutions.push(await preparePairs(baseline, candidate, benchmark, options))
    }
  }
  const { runs, failed } = await presentReExecutions(reExecutions, {
    runsDir: locations.runsDir,
    resume: args.resume,
    signals,
    json: args.json === true,
  })
  if (failed !== undefined) return failed
  return runs.every(({ manifest }) => manifest.status === 'complete') ? EXIT.ok : EXIT.incomplete
}
