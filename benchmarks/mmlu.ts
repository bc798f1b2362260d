/**
 * MMLU: 57 subjects from school to profession. 14,042 test questions of four options; 5 more of each subject are the shots.
 *
 * Paper    Hendrycks et al. 2021, arXiv:2009.03300
 * Data     cais/mmlu on the Hugging Face hub, or the authors' data.tar (hendrycks/test, MIT): no sha256 is published for either, so
 *          the numbers of rows of each subject are checked, and the digest found is recorded in each run
 * Metric   accuracy over all questions; guessing scores 25%
 * Differs  the default is zero-shot with steps; the authors and lm-eval take the most likely letter after five shots
 */

import { multipleChoice } from '../scorers/answer-match.ts'
import { choice } from '../scorers/extract/choice/choice.ts'
import { simpleEvalsMmlu } from '../scorers/extract/upstream/simple-evals-mmlu.ts'
import { mostLikely } from '../scorers/most-likely.ts'
import { defineBenchmark, type FewShot, type Protocol, type RowSchema } from './benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from './gate-sampling.ts'
import { MMLU_FILES, SUBJECTS } from './mmlu-files.ts'
import { fileOrder, keyLetter, lettered, rightFirst } from './option-order.ts'

const LETTERS = ['A', 'B', 'C', 'D'] as const

/** Of the authors' tables, or of the hub's. */
type Row = { readonly question: string; readonly subject: string } & (
  | (Readonly<Record<(typeof LETTERS)[number], string>> & { readonly answer: (typeof LETTERS)[number] })
  | { readonly choices: readonly string[]; readonly answer: number }
)

const text = { type: 'string' }
const row: RowSchema<Row> = {
  schema: {
    type: 'object',
    required: ['question', 'subject', 'answer'],
    properties: { question: { ...text, minLength: 1 }, subject: { enum: Object.keys(SUBJECTS) } },
    anyOf: [
      {
        required: LETTERS,
        properties: { A: text, B: text, C: text, D: text, answer: { enum: LETTERS } },
      },
      {
        required: ['choices'],
        properties: {
          choices: { type: 'array', items: text, minItems: 4, maxItems: 4 },
          answer: { type: 'integer', minimum: 0, maximum: 3 },
        },
      },
    ],
  },
}

/** Options as the file has them, and which one is right: never found by its text, as two may be equal. */
function optionsOf(of: Row): { options: readonly string[]; key: number } {
  if ('choices' in of) return { options: of.choices, key: Number(of.answer) }
  return { options: LETTERS.map((letter) => of[letter]), key: LETTERS.indexOf(of.answer) }
}

const orderOf = (of: Row) => fileOrder(optionsOf(of).key, LETTERS.length)

const subjectOf = ({ subject }: Row) => subject.replaceAll('_', ' ')

function keyFirst(of: Row): readonly string[] {
  const { options, key } = optionsOf(of)
  return rightFirst(options, key)
}

/** `A) …` to `D) …` below the question, in the order given. */
const questionText = (of: Row, order: readonly number[]) => `${of.question.trim()}\n\n${lettered(keyFirst(of), order)}`

/** Ours; it shows no letter, which would be the one to guess. */
const STEPS =
  'Answer this multiple-choice question. Reason step by step, then finish with a line of the form\n' +
  'Answer: LETTER\nin which LETTER is the option you choose: A, B, C or D.'

const MMLU_RULES = [choice, simpleEvalsMmlu]

type Rest = Pick<Protocol<Row>, 'about' | 'generation' | 'scorer'>

const protocol = (rest: Rest, fewShot?: FewShot<Row>): Protocol<Row> => ({
  ...rest,
  api: 'chat',
  ...(fewShot && { fewShot }),
  completionStops: ['\n\nQuestion:', '</s>', '<|im_end|>'],
  options: { count: LETTERS.length, order: orderOf },
  toSample: (of, shots, order = orderOf(of)) => {
    const asked = questionText(of, order)
    return {
      ...(fewShot
        ? withShots(of, shots, asked)
        : { turns: [`${STEPS}\n\n${asked}`], prompt: `${STEPS}\n\n${asked}\n\nReasoning:` }),
      ...keyAndGroup(of, order),
    }
  },
})

/** Each shot as an earlier turn that was answered; a completions API gets the same as one text. */
function withShots(of: Row, shots: readonly Row[], asked: string) {
  const intro = `These are multiple-choice questions about ${subjectOf(of)}. Give the letter of the right option.`
  const answered = shots.map(
    (shot) => [questionText(shot, orderOf(shot)), `Answer: ${keyLetter(orderOf(shot))}`] as const,
  )
  const [first = asked, ...others] = [...answered.map(([question]) => question), asked]
  const turns = [`${intro}\n\n${first}`, ...others]
  return {
    history: answered.flatMap(([, answer], at) => [
      { role: 'user' as const, content: turns[at] ?? '' },
      { role: 'assistant' as const, content: answer },
    ]),
    turns: turns.slice(-1),
    prompt: `${turns.map((turn, at) => `${turn}\n${answered[at]?.[1] ?? 'Answer:'}`).join('\n\n')}`,
  }
}

/** The shape of the authors' and lm-eval's prompt; the line about the subject is in our words. */
function likelihoodSample(of: Row, shots: readonly Row[], order = orderOf(of)) {
  const answered = shots.map((shot) => `${plainQuestion(shot)} ${keyLetter(orderOf(shot))}`)
  const intro = `Multiple-choice questions with their answers, about ${subjectOf(of)}.`
  const prompt = [intro, ...answered, plainQuestion(of, order)].join('\n\n')
  return {
    turns: [prompt],
    prompt,
    continuations: LETTERS.map((letter) => ` ${letter}`),
    ...keyAndGroup(of, order),
  }
}

/** `A. …` to `D. …` below the question, and `Answer:`. */
function plainQuestion(of: Row, order = orderOf(of)): string {
  const options = keyFirst(of)
  const lines = order.map((option, place) => `${LETTERS[place]}. ${options[option]}`)
  return [of.question.trim(), ...lines, 'Answer:'].join('\n')
}

const keyAndGroup = (of: Row, order: readonly number[]) => ({
  target: keyLetter(order),
  order: [...order],
  group: `${SUBJECTS[of.subject]?.[0]} / ${subjectOf(of)}`,
})

/** The five of the subject, in file order. */
const FIVE: FewShot<Row> = {
  count: 5,
  draw(questions, pool) {
    const bySubject = Map.groupBy(pool.keys(), (place) => pool[place]?.subject)
    return questions.map(({ subject }) => bySubject.get(subject)?.slice(0, 5) ?? [])
  },
}

export const mmlu = defineBenchmark<Row>({
  name: 'mmlu',
  version: 1,
  about: '57 subjects, 14,042 questions of four options',
  metric: 'accuracy',
  dataset: { test: MMLU_FILES.test, train: MMLU_FILES.dev },
  row,
  protocols: {
    chat: protocol({
      about: 'zero-shot, steps, then "Answer: LETTER"; greedy, up to 2,048 tokens',
      generation: { temperature: 0, maxTokens: 2048 },
      scorer: multipleChoice(choice, MMLU_RULES),
    }),
    gate: protocol({
      about: `as chat, ${GATE_WORDS}`,
      generation: { ...GATE_SAMPLING, maxTokens: 2048 },
      scorer: multipleChoice(choice, MMLU_RULES),
    }),
    paper: protocol(
      {
        about:
          'arXiv 2504.09639: 5 shots as earlier turns, greedy, up to 16,384 tokens; how it read letters is not published',
        generation: { temperature: 0, maxTokens: 16_384 },
        scorer: multipleChoice(choice, MMLU_RULES),
      },
      FIVE,
    ),
    'lm-eval': {
      about: 'lm-eval: log-likelihood of " A" to " D" after 5 shots of the subject; our wording of its first line',
      api: 'completions',
      fewShot: FIVE,
      generation: { temperature: 0, maxTokens: 1 },
      scorer: mostLikely('acc'),
      options: { count: LETTERS.length, order: orderOf },
      toSample: likelihoodSample,
    },
    'simple-evals': protocol({
      about: 'openai/simple-evals: zero-shot at temperature 0.5, up to 2,048 tokens, its rule; our wording',
      generation: { temperature: 0.5, maxTokens: 2048 },
      scorer: multipleChoice(simpleEvalsMmlu, MMLU_RULES),
    }),
  },
})
