/** `evalkit rescore`: scores stored replies again, by another rule, another judge or a newer evalkit. */
import { protocolNamed } from '../../benchmarks/index.ts'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import type { StoredRun } from '../../results/store/read.ts'
import { commandSignals } from '../lib/interrupt.ts'
import { note } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { type JudgingFlags, judgingFlags } from '../options/judge-flags.ts'
import { configuredMarkers } from '../options/model-choices.ts'
import { findBenchmark } from '../options/own-benchmarks.ts'
import { openWithAnswers } from '../options/run-references.ts'
import { findLocations } from '../options/settings.ts'
import { presentReExecutions } from '../reporting/present-re-executions.ts'
import { openJudges } from '../runs/open-judges.ts'
import { newGroup } from '../runs/prepare.ts'
import type { ReExecution } from '../runs/re-execution.ts'
import { prepareRescoring } from '../runs/rescore.ts'
import { resumeCommand } from '../runs/resume-command.ts'
import { ResourcePool } from '../trial/resources.ts'
import type { command } from './declarations/rescore.ts'

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const locations = await findLocations(args)
  const group = newGroup()
  const names = { runsDir: locations.runsDir, baselines: args.baselines }
  const found = (await Promise.all((args.run ?? []).map((run) => openWithAnswers(run, names)))).flat()
  if (found.length === 0) throw new UsageError('no run folder given', { hint: 'See: evalkit list runs' })
  const signals = commandSignals()
  await using judges = openJudges(judgingOf(args, found), locations.config, { stop: signals.stop })
  await using resources = new ResourcePool(locations.data.cacheDir, judges)
  const reExecutions: ReExecution[] = []
  for (const stored of found) {
    const { folder, manifest } = stored
    requireRecognised(stored)
    const benchmark = await findBenchmark(manifest.benchmark.name, locations, manifest.benchmark.source)
    if (benchmark.version !== manifest.benchmark.version) {
      note(
        `${folder}: run with version ${manifest.benchmark.version} of ${benchmark.name}, scored with version ${benchmark.version}`,
      )
    }
    const { name } = manifest.protocol
    // An imported run may have been asked as no protocol of evalkit asks.
    const isOwn = manifest.imported === undefined || Object.hasOwn(benchmark.protocols, name)
    const { protocol } = protocolNamed(benchmark, isOwn ? name : undefined)
    reExecutions.push(
      await prepareRescoring(stored, benchmark, protocol, {
        rule: args.rule,
        check: args.check,
        engine: args.sandbox,
        judges: args.judge !== undefined,
        reasoning: configuredMarkers(manifest.model.label, locations.config),
        data: locations.data,
        resources,
        group,
      }),
    )
  }
  const { runs, failed } = await presentReExecutions(reExecutions, {
    runsDir: locations.runsDir,
    resume: args.resume,
    signals,
    json: args.json === true,
  })
  if (failed !== undefined) return failed
  // Trials without a reply stay unscored; only what failed while rescoring can be retried.
  const lost = runs.some(
    ({ manifest }, at) => manifest.status !== 'complete' && found[at]?.manifest.status === 'complete',
  )
  if (!lost) return EXIT.ok
  note(`Some replies could not be scored again. To retry only those: ${resumeCommand()}`)
  return EXIT.incomplete
}

/** @throws UsageError for an imported run whose questions are not evalkit's own */
function requireRecognised({ folder, manifest: { imported } }: StoredRun): void {
  if (imported === undefined || imported.recognised !== undefined) return
  throw new UsageError(
    `${folder}: imported from ${imported.tool}, and its questions are those of no benchmark of evalkit`,
    {
      hint:
        'Its replies can be compared as the origin scored them. If it is a benchmark whose data was not here, fetch that with ' +
        'evalkit data pull, and import the log again.',
    },
  )
}

function judgingOf(args: Parameters<typeof judgingFlags>[0], runs: readonly StoredRun[]): JudgingFlags {
  const isJudged = runs.some(({ manifest }) => manifest.judge !== undefined)
  const judging = judgingFlags(args, isJudged)
  const { regrades, minimum, template, version, connections } = judging
  if (args.judge === undefined && (regrades ?? minimum ?? template ?? version ?? connections) !== undefined) {
    throw new UsageError('judge options require --judge: without it, stored verdicts are parsed again', {
      hint: 'Add --judge SPEC.',
    })
  }
  return judging
}
