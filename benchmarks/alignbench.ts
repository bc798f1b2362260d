/**
 * AlignBench: 683 Chinese questions in 8 categories, rated 1 to 10 by a judge that sees a reference answer and rates several
 * dimensions before the whole.
 *
 * Paper    Liu et al. 2023, arXiv:2311.18743
 * Data     THUDM/AlignBench, v1.1 and v1.0 (no licence stated: fetched, never shipped)
 * Metric   rating: mean of reasoning (mean of 2 category means) and language (mean of 6)
 * Differs  the judge's prompt is ours, written after the rules of the authors' program (judge.py), which alone holds theirs:
 *          give theirs with --judge-template. Answers up to 2,048 tokens. A verdict that cannot be read is asked for again and then
 *          unscored; --protocol reference counts it as −1, as the authors do
 */
import { DatasetError } from '../results/errors.ts'
import type { Aggregate, Generation } from '../results/schema/schema.ts'
import { alignBenchRating, dictionaryRating } from '../scorers/extract/rating/dictionary-rating.ts'
import { DICTIONARY_RULES } from '../scorers/extract/rating/rating-rules.ts'
import { judgeTemplate } from '../scorers/judge-template.ts'
import { type JudgedOptions, judged } from '../scorers/judged.ts'
import { type Beside, type DatasetFile, defineBenchmark, type Judging, type Protocol, textRow } from './benchmark.ts'

const REPOSITORY = 'https://raw.githubusercontent.com/THUDM/AlignBench'
const LICENSE = 'none stated'

/** What the two halves of the score are made of. */
const PARTS = {
  reasoning: ['数学计算', '逻辑推理'],
  language: ['专业能力', '角色扮演', '文本写作', '基本任务', '中文理解', '综合问答'],
}

/** show_result.py 38–55: each reasoning category weighs 1/4, each language category 1/12, whatever its size. */
const AGGREGATE: Aggregate = { kind: 'balanced', parts: PARTS }

const ROW = {
  schema: {
    ...textRow('category', 'subcategory', 'question', 'reference').schema,
    properties: {
      question_id: { type: 'integer' },
      category: { type: 'string', enum: Object.values(PARTS).flat() },
      subcategory: { type: 'string', minLength: 1 },
      question: { type: 'string', minLength: 1 },
      reference: { type: 'string', minLength: 1 },
    },
    required: ['question_id', 'category', 'subcategory', 'question', 'reference'],
  },
}

interface Row {
  readonly question_id: number
  readonly category: string
  readonly subcategory: string
  readonly question: string
  readonly reference: string
}

const config = (name: string, sha256: string, values: object) => ({
  file: `alignbench/config/${name}.json`,
  url: `${REPOSITORY}/master/config/${name}.json`,
  sha256,
  rows: 1,
  license: LICENSE,
  row: { schema: { type: 'object', additionalProperties: values } },
})

const text = { type: 'string' }

const JUDGING: Judging = {
  template: {
    file: 'alignbench/judge-template.txt',
    sha256: '383c46f7bf2864b3efda8c4002cee3096eabbd23012f90fb66ee75f2dbaee559',
    rows: 1,
    license: 'Apache-2.0',
  },
  templates: (user) => [
    judgeTemplate({ name: 'alignbench', user: user.trimEnd() }, [
      'category',
      'dimensions',
      'question',
      'reference',
      'answer',
    ]),
  ],
  generation: { temperature: 0, maxTokens: 4096 },
}

const SCORING: JudgedOptions = {
  rule: dictionaryRating,
  rules: DICTIONARY_RULES,
  aggregate: AGGREGATE,
  upstream: { rule: alignBenchRating.name, unreadable: -1, aggregate: AGGREGATE },
  reminder:
    "你上一次的回复中没有可以读取的综合得分。请在回复末尾用字典给出全部打分，分数为 1 至 10，例如：{'事实正确性': 5, '综合得分': 5}",
  turn: ({ turns, group = '', rubric = '', references }, replies) => ({
    template: 'alignbench',
    values: {
      category: group,
      dimensions: rubric,
      question: turns[0] ?? '',
      reference: references?.[0] ?? '',
      answer: replies[0] ?? '',
    },
    dimensions: [...rubric.matchAll(/^\d+\. (.+?)：/gm)].map(([, name = '']) => name),
  }),
}

/**
 * The dimensions of a subcategory, numbered, each with its definition.
 *
 * @throws DatasetError where the authors' tables do not know it
 */
export function rubricOf(subcategory: string, beside: Beside): string {
  const table = <Value>(name: string) => beside[name]?.[0] as Readonly<Record<string, Value>> | undefined
  const kind = table<string>('kinds')?.[subcategory]
  const dimensions = kind === undefined ? undefined : table<readonly string[]>('dimensions')?.[kind]
  if (dimensions === undefined) throw new DatasetError(`no dimensions for the subcategory ${subcategory}`)
  return dimensions
    .map((dimension, index) => {
      const definition = table<string>('definitions')?.[dimension]
      if (definition === undefined) throw new DatasetError(`no definition of the dimension ${dimension}`)
      return `${index + 1}. ${dimension}：${definition}`
    })
    .join('\n')
}

function temperatureOf(category: string, { temperatures }: Beside): number {
  // get_answers.py 58–72
  return (temperatures?.[0] as Readonly<Record<string, number>> | undefined)?.[category] ?? 0.7
}

interface Asking {
  readonly about: string
  readonly generation: Generation
  /** Each category at a temperature of its own. */
  readonly byCategory: boolean
  readonly scoring?: Partial<JudgedOptions>
  readonly questions?: DatasetFile
}

const protocol = ({ about, generation, byCategory, scoring, questions }: Asking): Protocol<Row> => ({
  about,
  api: 'chat',
  generation,
  scorer: judged({ ...SCORING, ...scoring }),
  judging: JUDGING,
  ...(questions && { questions }),
  toSample: ({ question, reference, category, subcategory }, _shots, _order, beside = {}) => ({
    turns: [question],
    group: category,
    references: [reference],
    rubric: rubricOf(subcategory, beside),
    ...(byCategory && { generation: { temperature: temperatureOf(category, beside) } }),
  }),
})

export const alignbench = defineBenchmark<Row>({
  name: 'alignbench',
  version: 2,
  about: '683 Chinese questions in 8 categories, rated by a judge',
  metric: 'rating',
  dataset: {
    test: {
      file: 'alignbench/data_v1.1_release.jsonl',
      url: `${REPOSITORY}/master/data/data_v1.1_release.jsonl`,
      sha256: '6ad5cdb2d552d2557aca18d0dcabaf19ff59fd18bef98eef880296c0478bbd11',
      rows: 683,
      license: LICENSE,
    },
    beside: {
      kinds: config(
        'subcategory_question_mapping',
        '429f97d7044a27f329bbdd02ee162b6b3010118389621f71c07bdaaa54f668d2',
        text,
      ),
      dimensions: config('dimension_set', '1024f71c275855896c5980032df0e79a7709be3e10817a539c61f4eb57fd515b', {
        type: 'array',
        minItems: 1,
        items: text,
      }),
      definitions: config(
        'dimension_definition',
        '0a41c759fc9e55437476b38a9e3803425698693c736d74e318b4448616d80988',
        text,
      ),
      temperatures: config('temperature', 'a45c353ca21bf925796d51ee8ec527b4fcf1d1e80c3a934133f8ccdf235c97b3', {
        type: 'number',
        minimum: 0,
      }),
    },
  },
  row: ROW,
  numberOf: ({ question_id }) => question_id,
  protocols: {
    'v1.1': protocol({
      about: 'questions of June 2024; temperature by category, up to 2,048 tokens',
      generation: { maxTokens: 2048 },
      byCategory: true,
    }),
    paper: protocol({
      about: 'arXiv 2504.09639: greedy, up to 16,384 tokens; it does not say which version, v1.1 is taken',
      generation: { temperature: 0, maxTokens: 16_384 },
      byCategory: false,
    }),
    reference: protocol({
      about: 'v1.1 by the authors’ reading: asked once, whole numbers, any size, and −1 for what cannot be read',
      generation: { maxTokens: 2048 },
      byCategory: true,
      scoring: { rule: alignBenchRating, maxAttempts: 1, unreadable: -1 },
    }),
    'v1.0': protocol({
      about: 'questions of 2023, of which 241 were reworded since; otherwise as v1.1',
      generation: { maxTokens: 2048 },
      byCategory: true,
      questions: {
        file: 'alignbench/data_v1.0_release.jsonl',
        url: `${REPOSITORY}/acf7a46918102ccd58f591cb0cad9fe6f10b0000/data/data_release.jsonl`,
        sha256: '14a008e7851b536e64211f32dacffc90f45dcc176585a0e249ee0ebc94e9109c',
        rows: 683,
        license: LICENSE,
      },
    }),
  },
})
