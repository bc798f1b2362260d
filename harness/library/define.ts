/** From the public forms of a benchmark and a scorer to those inside. */
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineBenchmark as declare, type SampleDraft } from '../../benchmarks/benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from '../../benchmarks/gate-sampling.ts'
import { PLAIN_SCORES } from '../../benchmarks/own/scores/plain.ts'
import { DatasetError, UsageError } from '../../results/errors.ts'
import type { Score } from '../../results/schema/schema.ts'
import { flawOf } from '../../scorers/extract/flaw.ts'
import { separateReasoning } from '../../scorers/extract/reasoning/reasoning.ts'
import type { Resources, Scorer } from '../../scorers/scorer.ts'
import type * as api from './api.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

/** @throws UsageError for a definition that cannot be meant */
export const defineBenchmark: typeof api.defineBenchmark = (definition) => {
  const { name, version, about = 'your own', data, score, margin, generation, repeats } = definition
  if (!NAME.test(name))
    throw new UsageError(
      `defineBenchmark: the name ${JSON.stringify(name)} has characters other than letters, digits, dots and dashes`,
    )
  if (!Number.isInteger(version) || version < 1) throw new UsageError(`${name}: version must be a whole number from 1`)
  const scorer = typeof score === 'string' ? named(score, name) : (score as unknown as Scorer<keyof Resources>)
  const path = data instanceof URL ? fileURLToPath(data) : data
  const [min, max] = scorer.range
  /** The place of a row, for ids and for `sample`. */
  const places = new WeakMap<object, number>()
  const sampleOf = (row: unknown) =>
    asDatasetError(() => definition.sample(row as never, places.get(row as object) ?? 0))
  const protocol = (words: string, settings: api.Generation) => ({
    about: words,
    api: 'chat' as const,
    generation: { temperature: 0, maxTokens: 2048, ...settings },
    ...(repeats !== undefined && { repeats }),
    scorer,
    toSample: (row: unknown) => draftOf(sampleOf(row)),
  })
  const declared = declare<unknown>({
    name,
    version,
    about,
    metric: min === 0 && max === 1 ? 'accuracy' : 'score',
    ...(margin !== undefined && { margin }),
    dataset: { test: { file: basename(path), path, license: 'your own' } },
    row: { schema: { type: 'object' } },
    numberOf: (row) => sampleOf(row).id ?? places.get(row as object) ?? 0,
    checkRows: (rows) => {
      for (const [place, row] of rows.entries()) places.set(row as object, place)
    },
    check: {
      gold: (_row, { target }) => (typeof score === 'string' ? target : undefined),
      question: (row) => draftOf(sampleOf(row)).turns.join('\n'),
    },
    protocols: {
      chat: protocol(about, generation ?? {}),
      gate: protocol(`as chat, ${GATE_WORDS}`, { ...generation, ...GATE_SAMPLING }),
    },
  })
  return declared as unknown as api.Benchmark
}

/** @throws UsageError for a range that cannot be meant */
export const defineScorer: typeof api.defineScorer = ({ name, range = [0, 1], score }) => {
  const [min, max] = range
  if (!(min < max)) throw new UsageError(`defineScorer: the range of ${name} is ${min} to ${max}`)
  const scorer: Scorer = {
    name,
    range,
    needs: [],
    rule: name,
    async score({ turns }, sample): Promise<Score> {
      const completion = turns.at(-1)?.completion
      if (completion === undefined) throw new TypeError(`${sample.id}: an attempt without a reply`)
      const reply = separateReasoning(completion)
      const flaw = flawOf(completion, reply)
      const { id, target, alternatives = [], group } = sample
      const reasoning = completion.reasoning
      const given: api.Reply = {
        text: flaw === 'refused' ? '' : reply.answer.trim(),
        isCut: flaw === 'truncated',
        ...(reasoning !== undefined && { reasoning }),
      }
      const targets = target === undefined ? [] : [target, ...alternatives]
      const asked: api.ScoredSample = { id, targets, ...(group !== undefined && { group }) }
      const found = await (async () => score(given, asked))().catch((error: Error) => {
        throw new UsageError(`${id}: the scorer ${name} failed: ${error.message}`, { cause: error })
      })
      const { value, answer = reply.answer.trim() || null } = typeof found === 'number' ? { value: found } : found
      if (!(value >= min && value <= max)) {
        throw new UsageError(`${id}: the scorer ${name} returned ${value}, and its range is ${min} to ${max}`)
      }
      return { value, answer, rule: name, ...(flaw !== undefined && { flaw }) }
    },
  }
  return scorer as unknown as api.Scorer
}

function named(score: string, benchmark: string): Scorer<keyof Resources> {
  const make = Object.hasOwn(PLAIN_SCORES, score) ? PLAIN_SCORES[score as api.ScoreName] : undefined
  if (make !== undefined) return make().scorer
  throw new UsageError(`${benchmark}: unknown score "${score}"`, {
    hint: `There are: ${Object.keys(PLAIN_SCORES).join(', ')}; others are made by defineScorer.`,
  })
}

/** @throws DatasetError for a sample that asks nothing, or ends with somebody else's message */
function draftOf({ prompt, messages, turns, target, group }: api.SampleDefinition): SampleDraft {
  const asked = [prompt, messages, turns].filter((one) => one !== undefined)
  if (asked.length !== 1) throw new DatasetError('sample() must return exactly one of prompt, messages and turns')
  const [first, ...alternatives] = target === undefined ? [] : [target].flat()
  const rest = {
    ...(first !== undefined && { target: String(first) }),
    ...(alternatives.length > 0 && { alternatives: alternatives.map(String) }),
    ...(group !== undefined && { group }),
  }
  if (messages === undefined) return { turns: turns === undefined ? [prompt ?? ''] : [...turns], ...rest }
  const last = messages.at(-1)
  if (last?.role !== 'user') throw new DatasetError('the last of the messages must be the user’s')
  return { history: messages.slice(0, -1).map((one) => ({ ...one })), turns: [last.content], ...rest }
}

function asDatasetError<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw error instanceof DatasetError
      ? error
      : new DatasetError(`sample(): ${(error as Error).message}`, { cause: error })
  }
}
