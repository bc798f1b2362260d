/** `evalkit rescore`: scores stored replies again, by another rule, another judge or a newer evalkit. */
import { benchmarkNamed, protocolNamed } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import type { StoredRun } from '../../results/store/read.ts'
import { endWith } from '../lib/failure.ts'
import { note } from '../lib/terminal.ts'
import { defineCommand } from '../options/command.ts'
import { JUDGE_FLAGS, judgingFlags } from '../options/judge-flags.ts'
import { configuredMarkers } from '../options/model-choices.ts'
import { BASELINES_FLAG, openWithAnswers } from '../options/run-references.ts'
import { RUN_FLAGS } from '../options/run-request.ts'
import {
  CHECK_FLAG,
  findLocations,
  JSON_FLAG,
  LOCATION_FLAGS,
  type Locations,
  SANDBOX_FLAG,
} from '../options/settings.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { newGroup } from '../runs/prepare.ts'
import { type ReExecutionSession, reExecuteAll } from '../runs/re-execution.ts'
import { prepareRescoring, type Rescoring, rescore } from '../runs/rescore.ts'
import { resumeCommand, withResumeHint } from '../runs/resume-command.ts'
import { retryNotes } from '../runs/retry-notes.ts'
import { JudgePool } from '../trial/judges.ts'
import { ResourcePool } from '../trial/resources.ts'

export const command = defineCommand({
  usage: 'rescore <run..>',
  about: 'Score the stored replies of runs again, into new run folders. Only a --judge is sent requests.',
  positionals: {
    run: { type: 'string', array: true, describe: 'run folders, see evalkit list runs; or judged baselines, as @main' },
  },
  flags: {
    resume: { ...RUN_FLAGS.resume, describe: 'continue where it was stopped: the newest, or the folder named' },
    rule: RUN_FLAGS.rule,
    check: CHECK_FLAG,
    sandbox: SANDBOX_FLAG,
    ...JUDGE_FLAGS,
    baselines: BASELINES_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  optionalValues: ['resume'],
  examples: [
    ['evalkit rescore RUN --rule lm-eval/flexible-extract', 'the score by another extraction rule'],
    ['evalkit rescore RUN --judge openai/gpt-4.1', 'the score by another judge'],
  ],

  async run(args) {
    const locations = await findLocations(args)
    const group = newGroup()
    const found = (await Promise.all((args.run ?? []).map((run) => openWithAnswers(run, args.baselines)))).flat()
    if (found.length === 0) throw new UsageError('no run folder given', { hint: 'See: evalkit list runs' })
    const halt = new AbortController()
    await using judges = openJudges(args, locations, found, halt.signal)
    await using resources = new ResourcePool(locations.data.cacheDir, judges)
    const prepared: Rescoring[] = []
    for (const stored of found) {
      const { folder, manifest } = stored
      const benchmark = benchmarkNamed(manifest.benchmark.name)
      if (benchmark.version !== manifest.benchmark.version) {
        note(
          `${folder}: made with version ${manifest.benchmark.version} of ${benchmark.name}, scored by ${benchmark.version}`,
        )
      }
      const { protocol } = protocolNamed(benchmark, manifest.protocol.name)
      prepared.push(
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
    const reExecutions = prepared.map((one) => ({
      manifest: one.manifest,
      make: (session: ReExecutionSession) => rescore(one, session),
    }))
    const { runs, failure: ended } = await reExecuteAll(reExecutions, {
      runsDir: locations.runsDir,
      resume: args.resume,
      halt,
    })
    const failure = withResumeHint(ended)
    await presentRuns(runs, { json: args.json === true, ...(failure !== undefined && { failure }) })
    if (failure !== undefined) return endWith(failure)
    // Trials without a reply stay unscored; only what failed while rescoring can be retried.
    const lost = runs.some(
      ({ manifest }, at) => manifest.status !== 'complete' && found[at]?.manifest.status === 'complete',
    )
    if (!lost) return EXIT.ok
    note(`Some replies could not be scored again. To retry only those: ${resumeCommand()}`)
    return EXIT.incomplete
  },
})

function openJudges(
  args: Parameters<typeof judgingFlags>[0],
  { config }: Locations,
  runs: readonly StoredRun[],
  stop: AbortSignal,
): JudgePool {
  const isJudged = runs.some(({ manifest }) => manifest.judge !== undefined)
  const { connections, ...flags } = judgingFlags(args, isJudged)
  if (
    args.judge === undefined &&
    (flags.regrades ?? flags.minimum ?? flags.template ?? flags.version ?? connections) !== undefined
  ) {
    throw new UsageError('judge options require --judge: without it, stored verdicts are parsed again', {
      hint: 'Add --judge SPEC.',
    })
  }
  const model = { stop, ...retryNotes(), ...(connections !== undefined && { connections }) }
  return new JudgePool({ ...flags, config, model })
}
