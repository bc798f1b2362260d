/**
 * GPQA-Diamond: graduate-level questions in biology, chemistry and physics, written to resist a web search. 198 samples.
 *
 * Paper    Rein et al. 2023, arXiv:2311.12022
 * Data     idavidrein/gpqa, gpqa_diamond.csv (CC BY 4.0), in a zip whose password keeps crawlers out, and not people
 * Metric   accuracy: the letter of the right option; chance is 25%
 * Differs  options stand in an order drawn from the question and the repeat; published numbers have orders of their own
 */

import { multipleChoice } from '../scorers/answer-match.ts'
import { choice } from '../scorers/extract/choice/choice.ts'
import { simpleEvals } from '../scorers/extract/upstream/upstream.ts'
import { defineBenchmark, type Protocol, textRow } from './benchmark.ts'
import { GATE_SAMPLING, GATE_WORDS } from './gate-sampling.ts'
import { keyLetter, lettered, orderFromContent } from './option-order.ts'
import { simpleEvalsOrder } from './upstream/simple-evals-order.ts'

/** Published in the authors' README: https://github.com/idavidrein/gpqa#readme */
const PASSWORD = 'deserted-untie-orchid'

const ROWS = 198

/** Ours; the paper's prompt is not given. It shows no letter, which would be the one to guess. */
const STEPS =
  'Answer this multiple-choice question. Reason step by step, then finish with a line of the form\n' +
  'Answer: LETTER\nin which LETTER is the option you choose: A, B, C or D.'

const COLUMNS = ['Correct Answer', 'Incorrect Answer 1', 'Incorrect Answer 2', 'Incorrect Answer 3'] as const
type Row = Readonly<Record<(typeof COLUMNS)[number] | 'Question' | 'High-level domain' | 'Canary String', string>>

const trimmed = (text: string) => text.trim()
const verbatim = (text: string) => text

function protocol(
  clean: (text: string) => string,
  order: (row: Row, index: number, repeat: number) => readonly number[],
  rest: Omit<Protocol<Row>, 'api' | 'options' | 'toSample'>,
): Protocol<Row> {
  return {
    ...rest,
    api: 'chat',
    completionStops: ['\n\nQuestion:', '</s>', '<|im_end|>'],
    options: { count: COLUMNS.length, order },
    toSample: (row, _shots, shown = COLUMNS.map((_, option) => option)) => {
      const options = COLUMNS.map((name) => clean(row[name]))
      const turn = `${STEPS}\n\n${clean(row.Question)}\n\n${lettered(options, shown)}`
      return {
        turns: [turn],
        prompt: `${turn}\n\nReasoning:`,
        target: keyLetter(shown),
        order: [...shown],
        group: row['High-level domain'],
        canary: row['Canary String'],
      }
    },
  }
}

const drawn = (row: Row, _index: number, repeat: number) =>
  orderFromContent([row.Question, ...COLUMNS.map((name) => row[name])], COLUMNS.length, repeat)

export const gpqaDiamond = defineBenchmark<Row>({
  name: 'gpqa-diamond',
  version: 2,
  about: 'graduate-level science, 198 questions of four options; protected: its text is shown on request only',
  metric: 'accuracy',
  protected: true,
  dataset: {
    test: {
      file: 'gpqa/gpqa_diamond.csv',
      url: 'https://raw.githubusercontent.com/idavidrein/gpqa/56686c06f5e19865c153de0fdb11be3890014df7/dataset.zip',
      sha256: '41d1213cd7a4998605a26c2798500652572007161b3a92817ba46b35befcd305',
      rows: ROWS,
      license: 'CC-BY-4.0',
      archive: {
        files: ['gpqa/dataset.zip', 'gpqa/gpqa_diamond.zip'],
        sha256: '461ae7329f15a3e35f8184d2dac24b990f34fdf12f366ca4062d8e6638cd08dc',
        inside: 'dataset/gpqa_diamond.csv',
        password: PASSWORD,
      },
    },
  },
  row: textRow('Question', ...COLUMNS, 'High-level domain', 'Canary String'),
  protocols: {
    chat: protocol(trimmed, drawn, {
      about: 'zero-shot, steps, then "Answer: LETTER"; greedy, up to 4,096 tokens',
      generation: { temperature: 0, maxTokens: 4096 },
      scorer: multipleChoice(choice),
    }),
    gate: protocol(trimmed, drawn, {
      about: `as chat, ${GATE_WORDS}`,
      generation: { ...GATE_SAMPLING, maxTokens: 4096 },
      scorer: multipleChoice(choice),
    }),
    paper: protocol(trimmed, drawn, {
      about:
        'arXiv 2504.09639: 8 repeats at temperature 0.6, top-p 0.95, up to 16,384 tokens; its prompt is not published',
      generation: { temperature: 0.6, topP: 0.95, maxTokens: 16_384 },
      repeats: 8,
      scorer: multipleChoice(choice),
    }),
    /** Its system message depends on the model there: --system. The prompt has its shape, in our words. */
    'simple-evals': protocol(verbatim, (_row, index, repeat) => simpleEvalsOrder(index, repeat, ROWS), {
      about: 'openai/simple-evals: its orders of options and its rule, 10 repeats at temperature 0.5; our wording',
      generation: { temperature: 0.5, maxTokens: 2048 },
      repeats: 10,
      scorer: multipleChoice(simpleEvals),
    }),
  },
})
