/** `evalkit pairwise`: judges the stored replies of two models against each other. */
import { benchmarkNamed } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { endWith } from '../lib/failure.ts'
import { defineCommand } from '../options/command.ts'
import { JUDGE_FLAGS, judgingFlags } from '../options/judge-flags.ts'
import { BASELINES_FLAG, isReference, openWithAnswers } from '../options/run-references.ts'
import { RUN_FLAGS } from '../options/run-request.ts'
import { findLocations, JSON_FLAG, LOCATION_FLAGS } from '../options/settings.ts'
import { presentRuns } from '../reporting/print-results.ts'
import { preparePairs } from '../runs/pairwise.ts'
import { newGroup } from '../runs/prepare.ts'
import { type ReExecution, reExecuteAll } from '../runs/re-execution.ts'
import { withResumeHint } from '../runs/resume-command.ts'
import { retryNotes } from '../runs/retry-notes.ts'
import { JudgePool } from '../trial/judges.ts'

export const command = defineCommand({
  usage: 'pairwise <run..>',
  about: 'Judge the stored replies of runs against those of a baseline, pair by pair. Only the judge is sent requests.',
  positionals: {
    run: {
      type: 'string',
      array: true,
      describe: 'run folders, or judged baselines, as @main; the first is the baseline',
    },
  },
  flags: {
    resume: { ...RUN_FLAGS.resume, describe: 'continue where it was stopped: the newest, or the folder named' },
    ...JUDGE_FLAGS,
    baselines: BASELINES_FLAG,
    json: JSON_FLAG,
    ...LOCATION_FLAGS,
  },
  optionalValues: ['resume'],
  examples: [['evalkit pairwise BASE-RUN SFT-RUN --judge openai/gpt-4.1', 'win rates']],

  async run(args) {
    const locations = await findLocations(args)
    const [first, ...rest] = args.run ?? []
    if (first === undefined || rest.length === 0) {
      throw new UsageError('pairwise requires two runs: the baseline first, then one to judge against it', {
        hint: 'See: evalkit list runs',
      })
    }
    const candidates = (await Promise.all(rest.map((run) => openWithAnswers(run, args.baselines)))).flat()
    const { connections, ...flags } = judgingFlags(args, true)
    const halt = new AbortController()
    const model = { stop: halt.signal, ...retryNotes(), ...(connections !== undefined && { connections }) }
    await using judges = new JudgePool({ ...flags, config: locations.config, model })
    const options = { judges, data: locations.data, group: newGroup() }
    const reExecutions: ReExecution[] = []
    for (const candidate of candidates) {
      const benchmark = benchmarkNamed(candidate.manifest.benchmark.name)
      const ofIt = isReference(first) && !first.includes('/') ? `${first}/${benchmark.name}` : first
      for (const baseline of await openWithAnswers(ofIt, args.baselines)) {
        reExecutions.push(await preparePairs(baseline, candidate, benchmark, options))
      }
    }
    const { runs, failure: ended } = await reExecuteAll(reExecutions, {
      runsDir: locations.runsDir,
      resume: args.resume,
      halt,
    })
    const failure = withResumeHint(ended)
    await presentRuns(runs, { json: args.json === true, ...(failure !== undefined && { failure }) })
    if (failure !== undefined) return endWith(failure)
    return runs.every(({ manifest }) => manifest.status === 'complete') ? EXIT.ok : EXIT.incomplete
  },
})
