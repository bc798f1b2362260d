/** The records of a run, reduced to what a comparison asks of them, and back. */
import { defined } from '../defined.ts'
import type { PackedSamples, TrialKind } from '../schema/baselines.ts'
import type { ReplyFacts, RunManifest, SampleRecord, Score } from '../schema/schema.ts'
import { SCHEMA_VERSION } from '../schema/schema-version.ts'
import { isLoop } from '../summary/repetition.ts'
import { digestOf } from '../summary/reply-shape.ts'
import { inSampleOrder } from '../summary/sample-order.ts'
import { visibleLine } from '../visible.ts'
import { decodeIndices, decodeRanges, encodeIndices, encodeRanges, inLines } from './codes.ts'

/** One more than a comparison shows: a longer answer stays recognisable as one. */
const LONGEST = 33

/** Of protected benchmarks, no more than a letter is kept. */
const LONGEST_PROTECTED = 3

const ANSWERS_PER_LINE = 50
const REPLIES_PER_LINE = 30

/** In place of a digest. */
const NO_REPLY = '....'

interface PackedTrial {
  readonly kind: TrialKind
  readonly answer: string
  /** `....` for a reply that is empty. */
  readonly digest: string
}

/** Equal records give equal facts, in whatever order they were answered. */
export async function packRecords(
  records: AsyncIterable<SampleRecord>,
  { trialsPerSample, protected: isProtected }: Pick<RunManifest, 'trialsPerSample' | 'protected'>,
): Promise<PackedSamples> {
  const samples = new Map<string, (PackedTrial | undefined)[]>()
  const groups = new Map<string, string>()
  for await (const { id, repeat, group, outcome, attempt, reply, ratings } of records) {
    const trials = samples.get(id) ?? Array<PackedTrial | undefined>(trialsPerSample).fill(undefined)
    samples.set(id, trials)
    trials[repeat - 1] = {
      kind: kindOf(outcome, attempt, reply, ratings),
      answer: outcome.kind === 'scored' ? answerOf(outcome.score, isProtected !== undefined) : '',
      digest: (reply === undefined ? digestOf(attempt.turns) : reply.digest) ?? NO_REPLY,
    }
    if (group !== undefined) groups.set(id, group)
  }
  const ids = [...samples.keys()].sort(inSampleOrder)
  const column = <Value>(of: (trial: PackedTrial) => Value, repeat: number) =>
    ids.map((id) => {
      const trial = samples.get(id)?.[repeat]
      return trial && of(trial)
    })
  const byRepeat = Array.from({ length: trialsPerSample }, (_, repeat) => repeat)
  const keys = byRepeat.map((repeat) => column(({ kind }) => JSON.stringify(kind), repeat))
  const kinds = [...new Set(keys.flat().filter((key) => key !== undefined))].sort()
  const answers = byRepeat.map((repeat) => column(({ answer }) => answer, repeat).map((answer) => answer ?? ''))
  const digests = byRepeat.map((repeat) => column(({ digest }) => digest, repeat).map((digest) => digest ?? NO_REPLY))
  return {
    ids: packIds(ids),
    kinds: kinds.map((key) => JSON.parse(key) as TrialKind),
    trials: keys.map((column) => encodeColumn(column, kinds)),
    ...(answers.flat().some((answer) => answer !== '') && {
      answers: answers.map((column) => inLines(column, ANSWERS_PER_LINE).map((line) => line.join('\t'))),
    }),
    ...(digests.flat().some((digest) => digest !== NO_REPLY) && {
      replies: digests.map((column) => inLines(column, REPLIES_PER_LINE).map((line) => line.join(''))),
    }),
    ...(groups.size > 0 && { groups: packGroups(ids.map((id) => groups.get(id))) }),
  }
}

function encodeColumn(column: readonly (string | undefined)[], values: readonly string[]): string[] {
  const places = new Map(values.map((value, index) => [value, index]))
  return encodeIndices(
    column.map((value) => (value === undefined ? undefined : places.get(value))),
    values.length,
  )
}

function packGroups(column: readonly (string | undefined)[]): NonNullable<PackedSamples['groups']> {
  const names = [...new Set(column.filter((group) => group !== undefined))].sort()
  return { names, of: encodeColumn(column, names) }
}

/** Numbers after one prefix, where that is what they are. */
function packIds(ids: readonly string[]): PackedSamples['ids'] {
  const prefix = ids[0]?.replace(/\d+$/, '') ?? ''
  const numbers = ids.map((id) => (id.startsWith(prefix) ? id.slice(prefix.length) : ''))
  return numbers.every((number) => /^(0|[1-9]\d{0,8})$/.test(number))
    ? { prefix, numbers: encodeRanges(numbers.map(Number)) }
    : [...ids]
}

function kindOf(
  outcome: SampleRecord['outcome'],
  { turns }: SampleRecord['attempt'],
  reply: ReplyFacts | undefined,
  ratings: SampleRecord['ratings'],
): TrialKind {
  if (outcome.kind === 'unscored') return { unscored: outcome.reason }
  const { value, answer, flaw, runOn, verdict, readings } = outcome.score
  const { leaked, ranOn } = reply ?? runOn ?? {}
  const loop = reply === undefined ? turns.some(({ completion }) => isLoop(completion.text)) : reply.loop
  const rules = Object.entries(readings ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  const silent = rules.filter(([, reading]) => reading.answer === null).map(([rule]) => rule)
  const rated = (ratings ?? []).flatMap(({ turn, rating }): [number, number][] =>
    rating === undefined ? [] : [[turn, rating]],
  )
  return defined({
    value,
    unanswered: answer === null || undefined,
    flaw,
    timeout: turns.at(-1)?.completion.finishReason === 'timeout' || undefined,
    program: verdict?.outcome,
    readings: rules.length > 0 ? Object.fromEntries(rules.map(([rule, { value }]) => [rule, value])) : undefined,
    silent: silent.length > 0 ? silent : undefined,
    leaked: leaked || undefined,
    ranOn: ranOn || undefined,
    loop: loop || undefined,
    ratings: ratings && rated,
  })
}

/** On one line, whatever the model wrote. Programs are not kept. */
function answerOf({ answer, verdict }: Score, isProtected: boolean): string {
  if (answer === null || verdict !== undefined) return ''
  if (isProtected && answer.length > LONGEST_PROTECTED) return ''
  return visibleLine(answer, LONGEST)
}

/**
 * Sample by sample, repeat by repeat.
 *
 * @throws RangeError saying what does not fit together
 */
export function* unpackRecords(packed: PackedSamples): Generator<SampleRecord> {
  const { ids, kinds, trials, groups } = packed
  const names = Array.isArray(ids) ? ids : decodeRanges(ids.numbers)?.map((number) => `${ids.prefix}${number}`)
  if (names === undefined) throw new RangeError('samples.ids.numbers is no list of numbers')
  const columns = trials.map((lines, at) => {
    const column = decodeIndices(lines, kinds.length, names.length)
    if (column === undefined) throw new RangeError(`samples.trials.${at} does not fit ${names.length} samples`)
    return column
  })
  const answers = packed.answers?.map((lines) => lines.flatMap((line) => line.split('\t')))
  const digests = packed.replies?.map((lines) => lines.join(''))
  if (digests?.some((text) => text.length !== NO_REPLY.length * names.length)) {
    throw new RangeError('samples.replies does not fit')
  }
  const grouped = groups && decodeIndices(groups.of, groups.names.length, names.length)
  if (groups !== undefined && grouped === undefined) throw new RangeError('samples.groups does not fit')
  for (const [at, id] of names.entries()) {
    const group = groups?.names[grouped?.[at] ?? -1]
    for (const [repeat, column] of columns.entries()) {
      const kind = kinds[column[at] ?? -1]
      if (kind === undefined) continue
      yield {
        schemaVersion: SCHEMA_VERSION,
        id,
        repeat: repeat + 1,
        ...defined({ group }),
        ...unpackTrial(kind, answers?.[repeat]?.[at] ?? '', digestAt(digests?.[repeat], at)),
      }
    }
  }
}

function digestAt(digests: string | undefined, at: number): string | undefined {
  const found = digests?.slice(NO_REPLY.length * at, NO_REPLY.length * (at + 1))
  return found === NO_REPLY ? undefined : found
}

function unpackTrial(
  kind: TrialKind,
  answer: string,
  digest: string | undefined,
): Pick<SampleRecord, 'outcome' | 'attempt' | 'reply' | 'ratings'> {
  if ('unscored' in kind) {
    const error = { message: 'not kept in a baseline' }
    return { outcome: { kind: 'unscored', reason: kind.unscored, error }, attempt: { turns: [] } }
  }
  const { value, unanswered, flaw, timeout, program, readings, silent = [], leaked, ranOn, loop, ratings } = kind
  const cut = { prompt: '', completion: { text: '', finishReason: 'timeout' as const } }
  return {
    outcome: {
      kind: 'scored',
      score: defined({
        value,
        answer: unanswered ? null : answer,
        flaw,
        verdict: program === undefined ? undefined : { outcome: program, detail: '' },
        readings:
          readings && mapValues(readings, (value, rule) => ({ value, answer: silent.includes(rule) ? null : '' })),
      }),
    },
    attempt: { turns: timeout ? [cut] : [] },
    reply: defined({ digest, leaked, ranOn, loop }),
    ...(ratings !== undefined && {
      ratings: ratings.map(([turn, rating]) => ({ turn, rating, template: '', prompt: [], verdicts: [] })),
    }),
  }
}

const mapValues = <Value, Mapped>(
  facts: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Mapped,
) => Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, map(value, name)]))
