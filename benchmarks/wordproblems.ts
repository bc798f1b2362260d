/**
 * Word problems: 200 of evalkit's own, for the demo and for trying things out. Never report them as a benchmark result.
 *
 * Data     made for this project: 16 templates, numbers up to about 150; none of the 200 is in the models' training data
 * Metric   accuracy: equality of the final number
 */

import { numericMatch } from '../scorers/answer-match.ts'
import { number } from '../scorers/extract/number/number.ts'
import { defineBenchmark, textRow } from './benchmark.ts'
import { finalNumber } from './gsm8k.ts'

export const wordproblems = defineBenchmark({
  name: 'wordproblems',
  version: 2,
  about: 'evalkit’s own 200 word problems, for the demo; not a benchmark to report',
  metric: 'accuracy',
  dataset: {
    test: {
      file: 'wordproblems/wordproblems-test.jsonl',
      sha256: '18fbf1bcc24f4583c9f1401c2fdf1a108dc84ae4709d9b0810c2649a11ee280c',
      rows: 200,
      license: 'Apache-2.0',
    },
  },
  row: textRow('question', 'answer'),
  protocols: {
    chat: {
      about: 'the bare question; greedy, up to 120 tokens',
      api: 'chat',
      generation: { temperature: 0, maxTokens: 120 },
      completionStops: ['\n\n'],
      scorer: numericMatch(number),
      toSample: (row) => ({ turns: [row.question], target: finalNumber(row.answer) }),
    },
  },
})
