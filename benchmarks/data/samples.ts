/** Samples of a benchmark as one protocol asks them. */
import { DatasetError, UsageError } from '../../results/errors.ts'
import type { DatasetFacts, Sample } from '../../results/schema/schema.ts'
import type { Benchmark, DatasetFile, Protocol } from '../benchmark.ts'
import { type OptionOrder, orderOfTrial } from '../option-order.ts'
import { readRows } from './checked-rows.ts'
import { type DataOptions, locate } from './dataset.ts'
import type { LocatedFile } from './located-file.ts'
import { isOwn, OWN_HINT } from './own-files.ts'
import type { PlacedRow } from './rows.ts'
import { type Shard, shardOf } from './shard.ts'
import { subset } from './subset.ts'

/** Which samples of a benchmark are asked; all of them when empty. */
export interface Selection {
  /** `40` forty of all categories, `first:40` the first forty, `10-19` the eleventh to the twentieth (0-based, both ends included). */
  readonly limit?: string
  readonly sampleIds?: readonly string[]
  /** Of what the other two select, one machine's part. */
  readonly shard?: Shard
}

export interface LoadedSamples {
  /** In the benchmark's order. */
  readonly samples: readonly Sample[]
  /** Of all parts, where the samples are one machine's. */
  readonly wholeIds: readonly string[]
  /** Of the whole benchmark, selected or not. */
  readonly allIds: readonly string[]
  readonly facts: DatasetFacts
  /**
   * The sample as one repeat (1-based) asks it: where it has options, each repeat shows them in an order of its own.
   *
   * @param given the order in which somebody else has already shown them
   */
  forRepeat(sample: Sample, repeat: number, given?: OptionOrder): Sample
}

/**
 * Reads, checks and prepares the samples a protocol asks.
 *
 * @param permutations how many orders of the same options are shown in turn
 * @throws DatasetError for data that is missing or wrong, UsageError for a selection that selects nothing
 */
export async function loadSamples(
  benchmark: Benchmark,
  protocol: Protocol<unknown>,
  selection: Selection,
  options: DataOptions,
  permutations = 1,
): Promise<LoadedSamples> {
  const questions = protocol.questions ?? benchmark.dataset.test
  const test = await locate(questions, options)
  const rows = await readRows(test, questions, benchmark.row)
  benchmark.checkRows?.(rows.map(({ row }) => row))
  const shots = await fewShotRows(benchmark, protocol, rows, options)
  const beside = await besideRows(benchmark, options)
  const prepare = (index: number, repeat: number, given?: OptionOrder): Sample => {
    const placed = rows[index] as PlacedRow
    try {
      const number = benchmark.numberOf?.(placed.row) ?? index
      const order =
        given ?? (protocol.options && orderOfTrial(protocol.options, placed.row, index, repeat, permutations))
      const draft = protocol.toSample(placed.row, shots?.rowsFor(index) ?? [], order, beside.rows)
      return { id: `${benchmark.name}/${number}`, ...draft }
    } catch (error) {
      throw error instanceof DatasetError ? placedError(error, placed, test, questions) : error
    }
  }
  const all = rows.map((_, index) => prepare(index, 1))
  refuseTwins(all, rows, test)
  const indices = protocol.options && new Map(all.map(({ id }, index) => [id, index]))
  const whole = select(all, selection)
  const wholeIds = whole.map((sample) => sample.id)
  const part = selection.shard && shardOf(wholeIds, selection.shard)
  return {
    samples: part === undefined ? whole : whole.filter(({ id }) => part.has(id)),
    wholeIds,
    allIds: all.map((sample) => sample.id),
    facts: {
      files: { [questions.file]: test.sha256, ...shots?.file, ...beside.files },
      size: all.length,
    },
    forRepeat(sample, repeat, given) {
      const index = indices?.get(sample.id)
      return index === undefined ? sample : prepare(index, repeat, given)
    },
  }
}

function placedError(
  error: DatasetError,
  { line }: PlacedRow,
  { path }: LocatedFile,
  declared: DatasetFile,
): DatasetError {
  return new DatasetError(`${path}:${line}: ${error.message}`, {
    cause: error,
    hint: error.hint ?? (isOwn(declared) ? OWN_HINT : 'The file is not in the published form; fetch it again.'),
  })
}

/** A run keeps its trials by the ids of samples. */
function refuseTwins(samples: readonly Sample[], rows: readonly PlacedRow[], { path }: LocatedFile): void {
  const places = new Map<string, number>()
  for (const [index, { id }] of samples.entries()) {
    const line = rows[index]?.line ?? 0
    const first = places.get(id)
    if (first !== undefined) {
      throw new DatasetError(`${path}:${line}: the id ${id} is that of line ${first} as well`, {
        hint: 'Every sample needs an id of its own.',
      })
    }
    places.set(id, line)
  }
}

async function fewShotRows(
  benchmark: Benchmark,
  protocol: Protocol<unknown>,
  questions: readonly PlacedRow[],
  options: DataOptions,
) {
  const { fewShot } = protocol
  const { train } = benchmark.dataset
  if (fewShot === undefined || train === undefined) return undefined
  const found = await locate(train, options)
  const pool = (await readRows(found, train, benchmark.row)).map(({ row }) => row)
  const draws = fewShot.draw(
    questions.map(({ row }) => row),
    pool,
  )
  return {
    file: { [train.file]: found.sha256 },
    rowsFor: (index: number) => (draws[index] ?? []).map((place) => pool[place]),
  }
}

/** The files that hold no questions, all of them needed. */
async function besideRows({ dataset }: Benchmark, options: DataOptions) {
  const rows: Record<string, unknown[]> = {}
  const files: Record<string, string> = {}
  for (const [name, declared] of Object.entries(dataset.beside ?? {})) {
    const found = await locate(declared, options)
    rows[name] = (await readRows(found, declared, declared.row)).map(({ row }) => row)
    files[declared.file] = found.sha256
  }
  return { rows, files }
}

function select(samples: readonly Sample[], { limit, sampleIds }: Selection): readonly Sample[] {
  const limited = limit === undefined ? samples : limitedTo(limit, samples)
  return sampleIds === undefined || sampleIds.length === 0 ? limited : picked(limited, sampleIds)
}

/** `100` | `first:100` | `100-199` */
const LIMIT = /^(?:(\d+)|first:(\d+)|(\d+)-(\d+))$/

function limitedTo(limit: string, samples: readonly Sample[]): readonly Sample[] {
  const [, count, first, from, to] = LIMIT.exec(limit) ?? []
  const chosen =
    count === undefined
      ? samples.slice(first === undefined ? Number(from) : 0, first === undefined ? Number(to) + 1 : Number(first))
      : subset(samples, Number(count))
  if (chosen.length > 0) return chosen
  throw new UsageError(`--limit ${limit}: selects no sample of the ${samples.length}`, {
    hint: 'Write a number, as in --limit 100 or --limit first:100, or a 0-based range with both ends, as in --limit 100-199.',
  })
}

function picked(samples: readonly Sample[], ids: readonly string[]): readonly Sample[] {
  const wanted = new Set(ids)
  const chosen = samples.filter((sample) => wanted.delete(sample.id))
  const [unknown] = wanted
  if (unknown === undefined) return chosen
  throw new UsageError(`--sample-id ${unknown}: no such sample among the ${samples.length} selected`, {
    hint: `Ids run from ${samples[0]?.id} to ${samples.at(-1)?.id}.`,
  })
}
