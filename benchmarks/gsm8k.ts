/**
 * GSM8K: grade-school maths word problems. 1,319 test samples, whole-number answers.
 *
 * Paper    Cobbe et al. 2021, arXiv:2110.14168
 * Data     openai/grade-school-math, test.jsonl and train.jsonl (MIT)
 * Metric   accuracy: equality of the final number
 * Differs  the default is zero-shot with a format instruction; published tables are often 5- or 8-shot
 */
import { DatasetError } from '../results/errors.ts'
import { numericMatch } from '../scorers/answer-match.ts'
import { number } from '../scorers/extract/number/number.ts'
import { reference, strictMatch } from '../scorers/extract/upstream/upstream.ts'
import { type DatasetFile, defineBenchmark, type Protocol, textRow } from './benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from './gate-sampling.ts'
import { CPythonRandom } from './upstream/cpython-random.ts'

const REPOSITORY = 'https://raw.githubusercontent.com/openai/grade-school-math/master/grade_school_math/data'

/** Ours. It shows the `####` form, so that the authors' and lm-eval's strict rules measure maths and not luck. */
const LAST_LINE = 'Solve this step by step. Then write the final number alone on the last line, like this:\n#### 42'

/** The paper collected its maths data with a request for steps and a boxed answer; its wording at evaluation is not given. */
const BOXED = 'Think step by step, and give the final answer inside \\boxed{}.'

interface Row {
  readonly question: string
  readonly answer: string
}

/** A base model goes on with a question of its own. */
const NEXT_QUESTION = ['Question:', '</s>', '<|im_end|>']

const instructed = (instruction: string) => (row: Row) => ({
  turns: [`${row.question}\n\n${instruction}`],
  prompt: `${instruction}\n\nQuestion: ${row.question}\nAnswer:`,
  target: finalNumber(row.answer),
})

/** GSM8K and GSM8K-Platinum are asked and scored alike. */
const protocols: Record<string, Protocol<Row>> = {
  chat: {
    about: 'zero-shot, steps, then "#### N"; greedy, up to 1,024 tokens',
    api: 'chat',
    generation: { temperature: 0, maxTokens: 1024 },
    completionStops: NEXT_QUESTION,
    scorer: numericMatch(number),
    toSample: instructed(LAST_LINE),
  },
  gate: {
    about: `as chat, ${GATE_WORDS}`,
    api: 'chat',
    generation: { ...GATE_SAMPLING, maxTokens: 1024 },
    completionStops: NEXT_QUESTION,
    scorer: numericMatch(number),
    toSample: instructed(LAST_LINE),
  },
  paper: {
    about: 'arXiv 2504.09639: greedy, up to 16,384 tokens; its prompt is not published, ours asks for \\boxed{}',
    api: 'chat',
    generation: { temperature: 0, maxTokens: 16_384 },
    completionStops: NEXT_QUESTION,
    scorer: numericMatch(number),
    toSample: instructed(BOXED),
  },
  /** lm-eval 4e7e0d4, lm_eval/tasks/gsm8k/gsm8k.yaml: its prompt, its draw, its stops; 256 tokens is its default. */
  'lm-eval': {
    about: 'lm-evaluation-harness `gsm8k`: 5-shot with its own draw; strict-match, flexible-extract beside it',
    version: 2, // replies are cut at its stops by evalkit; before, servers were trusted with them
    api: 'completions',
    fewShot: { count: 5, draw: drawLikeLmEval },
    generation: { temperature: 0, maxTokens: 256, stop: NEXT_QUESTION },
    scorer: numericMatch(strictMatch),
    toSample: (row, shots) => {
      const examples = shots.map((shot) => `Question: ${shot.question}\nAnswer: ${shot.answer}\n\n`).join('')
      const prompt = `${examples}Question: ${row.question}\nAnswer:`
      return { turns: [prompt], prompt, target: finalNumber(row.answer) }
    },
  },
  reference: {
    about: 'the bare question and the authors’ rule: first "#### N", compared as text; for models tuned on train',
    api: 'chat',
    generation: { temperature: 0, maxTokens: 1024 },
    completionStops: NEXT_QUESTION,
    scorer: numericMatch(reference),
    toSample: (row) => ({ turns: [row.question], prompt: `${row.question}\n`, target: finalNumber(row.answer) }),
  },
}

/** The few-shot pool of both. */
const train: DatasetFile = {
  file: 'gsm8k/train.jsonl',
  url: `${REPOSITORY}/train.jsonl`,
  sha256: '17f347dc51477c50d4efb83959dbb7c56297aba886e5544ee2aaed3024813465',
  rows: 7473,
  license: 'MIT',
}

export const gsm8k = defineBenchmark({
  name: 'gsm8k',
  version: 2,
  about: 'grade-school maths word problems, 1,319 samples',
  metric: 'accuracy',
  dataset: {
    test: {
      file: 'gsm8k/test.jsonl',
      url: `${REPOSITORY}/test.jsonl`,
      sha256: '3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14',
      rows: 1319,
      license: 'MIT',
    },
    train,
  },
  row: textRow('question', 'answer'),
  protocols,
})

/**
 * GSM8K-Platinum: 1,209 of the 1,319 questions, those with wrong or ambiguous labels mended or left out.
 *
 * Paper    Vendrow et al. 2025, arXiv:2502.03461
 * Data     madrylab/gsm8k-platinum on the Hugging Face hub, in its own Parquet conversion (MIT)
 * Differs  no sha256: the hub converts it again when the data changes; the digest found is recorded in each run
 */
export const gsm8kPlatinum = defineBenchmark({
  name: 'gsm8k-platinum',
  version: 2,
  about: 'GSM8K with corrected labels, 1,209 samples',
  metric: 'accuracy',
  dataset: {
    test: {
      file: 'gsm8k-platinum/test.parquet',
      url: 'https://huggingface.co/datasets/madrylab/gsm8k-platinum/resolve/refs%2Fconvert%2Fparquet/main/test/0000.parquet',
      rows: 1209,
      license: 'MIT',
    },
    train,
  },
  row: textRow('question', 'answer'),
  protocols,
})

/**
 * The number after the last `####`, as written: `#### 1,080` → `1,080`.
 *
 * @throws DatasetError when there is none
 */
export function finalNumber(answer: string): string {
  const found = /####\s*(-?[\d.,]+)\s*$/.exec(answer)
  if (found?.[1] !== undefined) return found[1]
  throw new DatasetError('"answer" has no last line "#### <number>"', { hint: 'The file is damaged: fetch it again.' })
}

/** One draw of five lines for each question in turn, from one generator seeded 1234 (lm_eval/defaults.py). */
function drawLikeLmEval(questions: readonly Row[], pool: readonly Row[]): number[][] {
  const random = new CPythonRandom(1234)
  return questions.map(() => random.sample(pool.length, 5))
}
