/**
 * MT-Bench: 80 conversations of two turns in 8 categories, rated 1 to 10 by a judge, turn by turn.
 *
 * Paper    Zheng et al. 2023, arXiv:2306.05685
 * Data     lm-sys/FastChat, llm_judge/data (Apache-2.0): questions, reference answers of GPT-4, judge prompts
 * Metric   rating: mean over the questions both of whose turns were rated, of the mean of the two
 * Differs  a verdict that cannot be read is asked for again and then unscored; a bare [n] is no rating; --protocol reference has
 *          FastChat's own rules. About a quarter of the reasoning, maths and coding items have a wrong reference or premise
 *          (InflectionAI/Inflection-Benchmarks), which mt-bench-inf corrects
 */
import { DatasetError } from '../results/errors.ts'
import type { Generation } from '../results/schema/schema.ts'
import { fastChatRating } from '../scorers/extract/rating/rating.ts'
import { type JudgedOptions, judged } from '../scorers/judged.ts'
import { type Benchmark, type Beside, type DatasetFile, defineBenchmark, type Protocol } from './benchmark.ts'
import { JUDGING, POOLED, REPOSITORY, SCORING, WITH_REFERENCE } from './mt-bench-judging.ts'
import { pairwiseBy } from './mt-bench-pairwise.ts'

interface Row {
  readonly question_id: number
  readonly category: string
  readonly turns: readonly [string, string]
  readonly reference?: readonly string[]
}

interface ReferenceRow {
  readonly question_id: number
  readonly choices: readonly [{ readonly turns: readonly string[] }]
}

/** llm_judge/common.py, `temperature_config`. */
const TEMPERATURES: Readonly<Record<string, number>> = {
  writing: 0.7,
  roleplay: 0.7,
  extraction: 0,
  math: 0,
  coding: 0,
  reasoning: 0,
  stem: 0.1,
  humanities: 0.1,
}

const ROW = {
  schema: {
    type: 'object',
    required: ['question_id', 'category', 'turns'],
    properties: {
      question_id: { type: 'integer' },
      category: { type: 'string', enum: Object.keys(TEMPERATURES) },
      turns: { type: 'array', minItems: 2, maxItems: 2, items: { type: 'string', minLength: 1 } },
      reference: { type: 'array', items: { type: 'string' } },
    },
  },
}

const REFERENCE_ROW = {
  schema: {
    type: 'object',
    required: ['question_id', 'choices'],
    properties: {
      question_id: { type: 'integer' },
      choices: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['turns'],
          properties: { turns: { type: 'array', minItems: 2, items: { type: 'string' } } },
        },
      },
    },
  },
}

const references: DatasetFile = {
  file: 'mt-bench/reference_answer/gpt-4.jsonl',
  url: `${REPOSITORY}/mt_bench/reference_answer/gpt-4.jsonl`,
  sha256: 'f957a5bc977badb66885ec970e6cd08527845780313f0995764260e5777b9b3f',
  rows: 30,
  license: 'Apache-2.0',
}

interface Asking {
  readonly about: string
  readonly generation: Generation
  /** Each category at a temperature of its own. */
  readonly byCategory: boolean
  readonly scoring?: Partial<JudgedOptions>
}

/** @param referencesOf the reference answers to a question that is judged beside them */
function protocols(referencesOf: (row: Row, beside: Beside) => readonly string[] | undefined) {
  const protocol = ({ about, generation, byCategory, scoring }: Asking): Protocol<Row> => ({
    about,
    api: 'chat',
    generation,
    scorer: judged({ ...SCORING, ...scoring }),
    judging: JUDGING,
    toSample: (row, _shots, _order, beside = {}) => {
      const found = WITH_REFERENCE.includes(row.category) ? referencesOf(row, beside) : undefined
      if (WITH_REFERENCE.includes(row.category) && found === undefined) {
        throw new DatasetError(`question ${row.question_id} has no reference answer`)
      }
      return {
        turns: [...row.turns],
        group: row.category,
        ...(byCategory && { generation: { temperature: TEMPERATURES[row.category] as number } }),
        ...(found && { references: [...found] }),
      }
    },
  })
  return {
    single: protocol({
      about: 'each turn rated by itself; temperature by category, up to 1,024 tokens',
      generation: { maxTokens: 1024 },
      byCategory: true,
    }),
    paper: protocol({
      about: 'arXiv 2504.09639: greedy, up to 16,384 tokens; its judge prompts are not named, FastChat’s are used',
      generation: { temperature: 0, maxTokens: 16_384 },
      byCategory: false,
    }),
    reference: protocol({
      about: 'FastChat’s rules: asked once, [[n]] or [n], what has no rating dropped, all ratings pooled',
      generation: { maxTokens: 1024 },
      byCategory: true,
      scoring: { rule: fastChatRating, maxAttempts: 1, unreadable: 'dropped', aggregate: POOLED },
    }),
  }
}

const gpt4Reference = ({ question_id }: Row, { references = [] }: Beside) =>
  (references as readonly ReferenceRow[]).find((row) => row.question_id === question_id)?.choices[0].turns

const COMMON: Pick<Benchmark<Row>, 'version' | 'metric' | 'row' | 'numberOf' | 'pairwise'> = {
  version: 2,
  metric: 'rating',
  row: ROW,
  numberOf: ({ question_id }) => question_id,
  pairwise: pairwiseBy(JUDGING),
}

export const mtBench = defineBenchmark<Row>({
  ...COMMON,
  name: 'mt-bench',
  about: '80 conversations of two turns, rated by a judge',
  dataset: {
    test: {
      file: 'mt-bench/question.jsonl',
      url: `${REPOSITORY}/mt_bench/question.jsonl`,
      sha256: '119565adbab82227089cefdb44c8d7e2cf04dc0a0ec233634c82e7d4e2a944f7',
      rows: 80,
      license: 'Apache-2.0',
    },
    beside: { references: { ...references, row: REFERENCE_ROW } },
  },
  protocols: protocols(gpt4Reference),
})

/**
 * MT-Bench with four questions and the reference answers corrected: another exam, another number.
 *
 * Data     InflectionAI/Inflection-Benchmarks, mt_bench_inf.jsonl (MIT); GPT-4's answer where it has none (question 123)
 */
export const mtBenchInf = defineBenchmark<Row>({
  ...COMMON,
  name: 'mt-bench-inf',
  about: 'MT-Bench with wrong questions and references corrected',
  dataset: {
    test: {
      file: 'mt-bench/mt_bench_inf.jsonl',
      url: 'https://raw.githubusercontent.com/InflectionAI/Inflection-Benchmarks/main/mt_bench_inf.jsonl',
      sha256: 'ca66c6bd52168ff38a3e97ffaaf88c8fbb94cac8613d49efe1ca0e1925ac1755',
      rows: 80,
      license: 'MIT',
    },
    beside: { references: { ...references, row: REFERENCE_ROW } },
  },
  protocols: protocols((row, beside) => row.reference ?? gpt4Reference(row, beside)),
})
