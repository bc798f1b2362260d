/**
 * MATH-500: 500 competition problems of seven subjects and five levels, whose answers are LaTeX; and the same over a file of
 * the user's own.
 *
 * Paper    Hendrycks et al. 2021, arXiv:2103.03874 (the problems); Lightman et al. 2023, arXiv:2305.20050 (these 500)
 * Data     HuggingFaceH4/MATH-500 on the Hugging Face hub, test.jsonl (MIT): the bytes of openai/prm800k
 * Metric   accuracy: the last box equals the answer as mathematics
 * Differs  equality is decided by mathjs and rules of our own; published numbers used graders of their own
 */
import { DatasetError } from '../results/errors.ts'
import type { Generation } from '../results/schema/schema.ts'
import { math as mathRule } from '../scorers/extract/math/math.ts'
import { mathEqual } from '../scorers/math-equal.ts'
import { defineBenchmark, type Protocol, type RowSchema } from './benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from './gate-sampling.ts'

interface Row {
  readonly problem: string
  readonly answer?: string | number
  /** Where there is no answer by itself, as in MATH's own files, its last box is the answer. */
  readonly solution?: string
  readonly subject?: string
  /** What MATH's own files call the subject. */
  readonly type?: string
}

const text = { type: 'string', minLength: 1 }
const row: RowSchema<Row> = {
  schema: {
    type: 'object',
    required: ['problem'],
    anyOf: [{ required: ['answer'] }, { required: ['solution'] }],
    properties: {
      problem: text,
      answer: { type: ['string', 'number'] },
      solution: { type: 'string' },
      subject: text,
      type: text,
    },
  },
}

/** Ours; the paper's prompt at evaluation is not given, and its data was collected with a request for a box too. */
const BOXED = 'Solve this step by step, and put the final answer inside \\boxed{}.'

const protocol = (about: string, generation: Generation): Protocol<Row> => ({
  about,
  api: 'chat',
  generation,
  completionStops: ['Problem:', '</s>', '<|im_end|>'],
  scorer: mathEqual(),
  toSample: (of) => ({
    turns: [`${of.problem}\n\n${BOXED}`],
    prompt: `${BOXED}\n\nProblem: ${of.problem}\n\nSolution:`,
    target: answerOf(of),
    ...((of.subject ?? of.type) !== undefined && { group: of.subject ?? of.type }),
  }),
})

const protocols = {
  chat: protocol('zero-shot, steps, then \\boxed{}; greedy, up to 4,096 tokens', { temperature: 0, maxTokens: 4096 }),
  gate: protocol(`as chat, ${GATE_WORDS}`, { ...GATE_SAMPLING, maxTokens: 4096 }),
  long: protocol('for models that reason at length: temperature 0.6, top-p 0.95, up to 32,768 tokens', {
    ...GATE_SAMPLING,
    maxTokens: 32_768,
  }),
}

export const math500 = defineBenchmark<Row>({
  name: 'math-500',
  version: 1,
  about: 'competition mathematics, 500 problems with answers in LaTeX',
  metric: 'accuracy',
  dataset: {
    test: {
      file: 'math-500/test.jsonl',
      url: 'https://huggingface.co/datasets/HuggingFaceH4/MATH-500/resolve/main/test.jsonl',
      sha256: '35dc41080a3680858b27fa7e0533d2d547825316fc5dafe5d316f4ccc5a06132',
      rows: 500,
      license: 'MIT',
    },
  },
  row,
  protocols,
})

/** MATH's test set, AIME, OlympiadBench and whatever has a `problem` and an `answer`. */
export const math = defineBenchmark<Row>({
  name: 'math',
  version: 1,
  about: 'your own file of problems with answers in LaTeX or plain numbers',
  metric: 'accuracy',
  dataset: {
    test: {
      file: 'math/problems.jsonl',
      obtain:
        'A file of your own: one JSON object a line, with "problem" and "answer" (or a "solution" whose last \\boxed{} is the answer).',
      license: 'as its authors say',
    },
  },
  row,
  protocols,
})

/** @throws DatasetError for a row that has neither an answer nor a box in its solution */
function answerOf({ answer, solution = '' }: Row): string {
  const found = answer === undefined ? mathRule.extract(solution) : undefined
  const written = answer === undefined ? (found?.via === 'boxed' ? found.answer : '') : String(answer).trim()
  if (written !== '') return written
  throw new DatasetError('neither "answer" nor a \\boxed{} in "solution"', {
    hint: 'Write the final answer into "answer", as LaTeX or as a plain number.',
  })
}
