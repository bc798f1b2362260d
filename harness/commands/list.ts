/** `evalkit list`: what there is to name on a command line. */
import { BENCHMARKS } from '../../benchmarks/index.ts'
import { EXIT, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/nearest.ts'
import { plainTable, scoreText } from '../../results/report/terminal.ts'
import { listRuns } from '../../results/store.ts'
import { RATING_RULES } from '../../scorers/extract/rating/rating-rules.ts'
import { ALL_RULES } from '../../scorers/extract/rules.ts'
import { defineCommand } from '../command.ts'
import { PRESETS } from '../models/presets.ts'
import { findPlaces, PLACE_FLAGS, type Places } from '../settings.ts'
import { print } from '../terminal.ts'

const LISTS: Readonly<Record<string, (places: Places) => Promise<readonly (readonly string[])[]>>> = {
  benchmarks: async () => [
    ['benchmark', 'what', 'samples', 'default protocol'],
    ...BENCHMARKS.map(({ name, about, dataset, protocols }) => [
      name,
      about,
      dataset.test.rows === undefined ? 'of your file' : String(dataset.test.rows),
      Object.keys(protocols)[0] ?? '',
    ]),
  ],
  protocols: async () => [
    ['benchmark', 'protocol', 'what', 'API', 'headline rule'],
    ...BENCHMARKS.flatMap(({ name, protocols }) =>
      Object.entries(protocols).map(([protocol, { about, api, scorer }]) => [
        name,
        protocol,
        about,
        api,
        scorer.rule ?? '',
      ]),
    ),
  ],
  rules: async () => [['rule', 'source'], ...[...ALL_RULES, ...RATING_RULES].map(({ name, source }) => [name, source])],
  models: async ({ config }) => [
    ['model', 'address', 'key from'],
    ...Object.entries(config.models ?? {}).map(([name, model]) => [
      name,
      typeof model === 'string' ? model : model.model,
      'config file',
    ]),
    ...Object.entries(PRESETS).map(([name, { url, keyVariable }]) => [`${name}/MODEL`, url, keyVariable ?? '']),
    ['replay/FILE.jsonl', 'answers from a file', ''],
    ['gguf/FILE.gguf', 'a model file, run in this process', ''],
  ],
  runs: async ({ runsDir }) => [
    ['run', 'benchmark', 'protocol', 'model', 'score', 'status'],
    ...(await listRuns(runsDir)).map(({ folder, manifest, summary }) => [
      folder,
      manifest.benchmark.name,
      manifest.protocol.name,
      manifest.model.label,
      summary === undefined ? '' : scoreText(summary),
      manifest.status,
    ]),
  ],
}

export const command = defineCommand({
  usage: 'list <what>',
  about: `What there is: ${Object.keys(LISTS).join(', ')}.`,
  positionals: { what: { type: 'string', describe: Object.keys(LISTS).join(', ') } },
  flags: PLACE_FLAGS,
  examples: [['evalkit list runs', 'the run folders here, oldest first']],

  async run(args) {
    const what = args.what ?? ''
    const list = Object.hasOwn(LISTS, what) ? LISTS[what] : undefined
    if (list === undefined) {
      const names = Object.keys(LISTS)
      throw new UsageError(`cannot list "${what}"`, { hint: `${nearest(what, names)}There are: ${names.join(', ')}.` })
    }
    const [head = [], ...rows] = await list(await findPlaces(args))
    print(plainTable(head, rows))
    return EXIT.ok
  },
})
