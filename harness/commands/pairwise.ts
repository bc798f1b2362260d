/** `evalkit pairwise`: two models' stored answers, judged against each other. */
import { benchmarkNamed } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { openRun } from '../../results/store.ts'
import { defineCommand } from '../command.ts'
import { JudgePool } from '../judges.ts'
import { JUDGE_FLAGS, judgingFlags } from '../judging-flags.ts'
import { newGroup } from '../lab.ts'
import { judgePairs } from '../pairwise.ts'
import { presentRuns } from '../present.ts'
import { findPlaces, PLACE_FLAGS } from '../settings.ts'
import { troubleNotes } from '../trouble.ts'

export const command = defineCommand({
  usage: 'pairwise <run..>',
  about: 'Judge the stored answers of runs against those of a baseline, pair by pair. Only the judge is asked.',
  positionals: { run: { type: 'string', array: true, describe: 'run folders; the first is the baseline' } },
  flags: {
    ...JUDGE_FLAGS,
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    ...PLACE_FLAGS,
  },
  examples: [['evalkit pairwise BASELINE_RUN SFT_RUN --judge openai/gpt-4.1', 'who wins how often']],

  async run(args) {
    const places = await findPlaces(args)
    const [baseline, ...candidates] = await Promise.all((args.run ?? []).map((folder) => openRun(folder)))
    if (baseline === undefined || candidates.length === 0) {
      throw new UsageError('two runs are needed: the baseline’s, and one to judge against it')
    }
    const { connections, ...flags } = judgingFlags(args, true)
    const model = { ...troubleNotes(), ...(connections !== undefined && { connections }) }
    await using judges = new JudgePool({ ...flags, config: places.config, model })
    const group = newGroup()
    const runs = []
    for (const candidate of candidates) {
      const benchmark = benchmarkNamed(candidate.manifest.benchmark.name)
      runs.push(
        await judgePairs(baseline, candidate, benchmark, { judges, data: places.data, runsDir: places.runsDir, group }),
      )
    }
    await presentRuns(runs, { json: args.json === true })
    return runs.every(({ manifest }) => manifest.status === 'complete') ? EXIT.ok : EXIT.incomplete
  },
})
