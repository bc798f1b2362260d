/** `evalkit rescore`: stored answers scored again, by another rule or a newer evalkit; no model is asked. */
import { benchmarkNamed, protocolNamed } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import type { StoredRun } from '../../results/store.ts'
import { defineCommand } from '../command.ts'
import { JudgePool } from '../judges.ts'
import { JUDGE_FLAGS, judgingFlags } from '../judging-flags.ts'
import { newGroup } from '../lab.ts'
import { presentRuns } from '../present.ts'
import { rescore } from '../rescore.ts'
import { ResourcePool } from '../resources.ts'
import { BASELINES_FLAG, openWithAnswers } from '../run-references.ts'
import { CHECK_FLAG, findPlaces, PLACE_FLAGS, type Places, SANDBOX_FLAG } from '../settings.ts'
import { note } from '../terminal.ts'
import { troubleNotes } from '../trouble.ts'

export const command = defineCommand({
  usage: 'rescore <run..>',
  about:
    'Score the stored answers of runs again, into new run folders. No model is asked, but the --judge that is named.',
  positionals: {
    run: { type: 'string', array: true, describe: 'run folders, see evalkit list runs; or judged baselines, as @main' },
  },
  flags: {
    rule: { type: 'string', describe: 'extraction rule for the headline; see: evalkit list rules' },
    check: CHECK_FLAG,
    sandbox: SANDBOX_FLAG,
    ...JUDGE_FLAGS,
    baselines: BASELINES_FLAG,
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    ...PLACE_FLAGS,
  },
  examples: [
    ['evalkit rescore RUN --rule lm-eval/flexible-extract', 'what another harness would have said'],
    ['evalkit rescore RUN --judge openai/gpt-4.1', 'what another judge says of the same answers'],
  ],

  async run(args) {
    const places = await findPlaces(args)
    const group = newGroup()
    const found = (await Promise.all((args.run ?? []).map((run) => openWithAnswers(run, args.baselines)))).flat()
    await using judges = openJudges(args, places, found)
    await using resources = new ResourcePool(places.data.cacheDir, judges)
    const runs = []
    for (const stored of found) {
      const { folder } = stored
      const benchmark = benchmarkNamed(stored.manifest.benchmark.name)
      if (benchmark.version !== stored.manifest.benchmark.version) {
        note(
          `${folder}: made with version ${stored.manifest.benchmark.version} of ${benchmark.name}, scored by ${benchmark.version}`,
        )
      }
      const { protocol } = protocolNamed(benchmark, stored.manifest.protocol.name)
      runs.push(
        await rescore(stored, benchmark, protocol, {
          rule: args.rule,
          check: args.check,
          engine: args.sandbox,
          judges: args.judge !== undefined,
          data: places.data,
          resources,
          runsDir: places.runsDir,
          group,
        }),
      )
    }
    if (runs.length === 0) throw new UsageError('no run folder given', { hint: 'See: evalkit list runs' })
    await presentRuns(runs, { json: args.json === true })
    return EXIT.ok
  },
})

function openJudges(
  args: Parameters<typeof judgingFlags>[0],
  { config }: Places,
  runs: readonly StoredRun[],
): JudgePool {
  const isJudged = runs.some(({ manifest }) => manifest.judge !== undefined)
  const { connections, ...flags } = judgingFlags(args, isJudged)
  if (args.judge === undefined && (flags.regrades ?? flags.minimum ?? flags.template ?? connections) !== undefined) {
    throw new UsageError('no judge is asked without --judge: stored verdicts are read again')
  }
  const model = { ...troubleNotes(), ...(connections !== undefined && { connections }) }
  return new JudgePool({ ...flags, config, model })
}
