/** `evalkit list`: names that can be used on a command line. */

import { BENCHMARKS } from '../../benchmarks/index.ts'
import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { plainTable, scoreText } from '../../results/report/forms/terminal.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { statusNow } from '../../results/store/lock.ts'
import type { StoredRun } from '../../results/store/read.ts'
import { drawn, jsonText } from '../../results/words/drawn.ts'
import { age } from '../../results/words/format.ts'
import { RATING_RULES } from '../../scorers/extract/rating/rating-rules.ts'
import { ALL_RULES } from '../../scorers/extract/rules.ts'
import { LIKELIHOOD_RULES } from '../../scorers/most-likely.ts'
import { print, textOptions } from '../lib/terminal.ts'
import { PRESETS } from '../models/openai/presets.ts'
import type { ArgumentsOf } from '../options/command.ts'
import { listOwnBenchmarks } from '../options/own-benchmarks.ts'
import { runsByAge } from '../options/run-names.ts'
import { findLocations, type Locations } from '../options/settings.ts'
import type { command } from './declarations/list.ts'
import { LIST_NAMES } from './declarations/list.ts'

/** The items of a list for JSON, and as columns of a table by heading. */
interface Listing {
  readonly items: readonly object[]
  readonly columns: Readonly<Record<string, readonly string[]>>
}

function listing<Item extends object>(
  items: readonly Item[],
  columns: Readonly<Record<string, (item: Item) => string | undefined>>,
): Listing {
  const drawn = Object.entries(columns).map(([heading, cell]) => [heading, items.map((item) => cell(item) ?? '')])
  return { items, columns: Object.fromEntries(drawn) }
}

const LISTS: Readonly<Record<string, (locations: Locations, filters: Filters) => Promise<Listing>>> = {
  benchmarks: async (locations) =>
    listing(
      (await allBenchmarks(locations)).map(({ name, version, about, metric, dataset, protocols }) => ({
        benchmark: name,
        version,
        about,
        metric,
        ...(dataset.test.rows !== undefined && { samples: dataset.test.rows }),
        protocols: Object.keys(protocols),
      })),
      {
        benchmark: ({ benchmark }) => benchmark,
        what: ({ about }) => about,
        samples: ({ samples }) => (samples === undefined ? 'depends on your file' : String(samples)),
        'default protocol': ({ protocols }) => protocols[0],
      },
    ),
  protocols: async (locations) =>
    listing(
      (await allBenchmarks(locations)).flatMap(({ name, protocols }) =>
        Object.entries(protocols).map(([protocol, { about, api, scorer, generation }]) => ({
          ...{ benchmark: name, protocol, about, api, generation },
          ...(scorer.rule !== undefined && { rule: scorer.rule }),
        })),
      ),
      {
        benchmark: ({ benchmark }) => benchmark,
        protocol: ({ protocol }) => protocol,
        what: ({ about }) => about,
        API: ({ api }) => api,
        'headline rule': ({ rule }) => rule,
      },
    ),
  rules: async () =>
    listing(
      [...ALL_RULES, ...LIKELIHOOD_RULES, ...RATING_RULES].map(({ name, source }) => ({ rule: name, source })),
      { rule: ({ rule }) => rule, source: ({ source }) => source },
    ),
  models: async ({ config }) =>
    listing(
      [
        ...Object.entries(config.models ?? {}).map(([name, model]) => ({
          model: name,
          address: typeof model === 'string' ? model : (model.model ?? `${model.checkpoint}, served by evalkit`),
          from: 'config file',
        })),
        ...Object.entries(PRESETS).map(([name, { url, keyVariable }]) => ({
          model: `${name}/MODEL`,
          address: url,
          ...(keyVariable !== undefined && { keyVariable }),
        })),
        { model: 'replay/FILE.jsonl', address: 'replies stored in a file' },
        { model: 'gguf/FILE.gguf', address: 'a model file, loaded in this process' },
        { model: 'CHECKPOINT', address: 'a folder or file that evalkit serves: --serve vllm' },
      ] as readonly ListedModel[],
      {
        model: ({ model }) => model,
        address: ({ address }) => address,
        'key from': ({ keyVariable, from }) => keyVariable ?? from,
      },
    ),
  runs: async ({ runsDir }, { model, benchmark }) => {
    const all = (await runsByAge(runsDir)).map((run, at) => ({ run, number: at + 1 }))
    const wanted = all.filter(
      ({ run: { manifest } }) =>
        (model === undefined || manifest.model.label === model) &&
        (benchmark === undefined || manifest.benchmark.name === benchmark),
    )
    const items = await Promise.all(wanted.map(({ run, number }) => listedRun(run, number)))
    const now = Date.now()
    return listing(items, {
      number: ({ number }) => String(number),
      age: ({ startedAt }) => age(now - Date.parse(startedAt)),
      model: (item) => item.model,
      benchmark: (item) => item.benchmark,
      score: ({ number }) => {
        const summary = all[number - 1]?.run.summary
        return summary && scoreText(summary)
      },
      status: ({ status }) => status,
      run: ({ run }) => run,
    })
  },
}

const allBenchmarks = async (locations: Locations) => [...BENCHMARKS, ...(await listOwnBenchmarks(locations))]

/** Of `list runs`. */
interface Filters {
  readonly model?: string | undefined
  readonly benchmark?: string | undefined
}

interface ListedModel {
  readonly model: string
  readonly address: string
  /** The environment variable that holds its API key. */
  readonly keyVariable?: string
  readonly from?: string
}

async function listedRun(stored: StoredRun, number: number) {
  const { folder, manifest, summary } = stored
  const { benchmark, protocol, model, startedAt } = manifest
  const { metric, score, interval, n, unscored } = summary ?? {}
  const numbers = { metric, score, interval, n, unscored }
  return {
    number,
    run: folder,
    ...{ benchmark: benchmark.name, protocol: protocol.name, model: model.label },
    ...{ status: await statusNow(stored), startedAt },
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
  }
}

export async function run(args: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const what = args.what ?? ''
  const list = Object.hasOwn(LISTS, what) ? LISTS[what] : undefined
  if (list === undefined) {
    throw new UsageError(`cannot list "${what}"`, {
      hint: `${nearest(what, LIST_NAMES)}Lists: ${LIST_NAMES.join(', ')}.`,
    })
  }
  const { model, benchmark } = args
  if (what !== 'runs' && (model ?? benchmark) !== undefined) {
    throw new UsageError(`list ${what}: --model and --benchmark are for runs`, { hint: 'See: evalkit list runs' })
  }
  const { items, columns } = await list(await findLocations(args), { model, benchmark })
  if (args.json) print(jsonText({ schemaVersion: SCHEMA_VERSION, [what]: items }, 2))
  else {
    const rows = rowsOf(Object.values(columns), items.length)
    print(drawn(rows, (rows) => plainTable(Object.keys(columns), rows, textOptions())))
  }
  return EXIT.ok
}

const rowsOf = (columns: readonly (readonly string[])[], count: number): string[][] =>
  Array.from({ length: count }, (_, row) => columns.map((cells) => cells[row] ?? ''))
