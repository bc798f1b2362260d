/** `evalkit rescore`: stored answers scored again, by another rule or a newer evalkit; no model is asked. */
import { benchmarkNamed, protocolNamed } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { openRun } from '../../results/store.ts'
import { defineCommand } from '../command.ts'
import { newGroup } from '../lab.ts'
import { presentRuns } from '../present.ts'
import { rescore } from '../rescore.ts'
import { ResourcePool } from '../resources.ts'
import { CHECK_FLAG, findPlaces, PLACE_FLAGS, SANDBOX_FLAG } from '../settings.ts'
import { note } from '../terminal.ts'

export const command = defineCommand({
  usage: 'rescore <run..>',
  about: 'Score the stored answers of runs again, into new run folders. No model is asked.',
  positionals: { run: { type: 'string', array: true, describe: 'run folders; see: evalkit list runs' } },
  flags: {
    rule: { type: 'string', describe: 'extraction rule for the headline; see: evalkit list rules' },
    check: CHECK_FLAG,
    sandbox: SANDBOX_FLAG,
    json: { type: 'boolean', describe: 'one JSON document on standard output' },
    ...PLACE_FLAGS,
  },
  examples: [['evalkit rescore RUN --rule lm-eval/flexible-extract', 'what another harness would have said']],

  async run(args) {
    const places = await findPlaces(args)
    const group = newGroup()
    await using resources = new ResourcePool(places.data.cacheDir)
    const runs = []
    for (const folder of args.run ?? []) {
      const stored = await openRun(folder)
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
