/**
 * ARC-Challenge: science questions from school that neither retrieval nor word co-occurrence answers. 1,172 test questions, mostly of
 * four options.
 *
 * Paper    Clark et al. 2018, arXiv:1803.05457
 * Data     allenai/ai2_arc on the Hugging Face hub (CC-BY-SA-4.0): no sha256 is published, so the digest found is recorded in each run
 * Metric   accuracy of the most likely option, each divided by its length; guessing scores about 25%
 * Differs  zero-shot as lm-eval's task; the Open LLM Leaderboard of 2023 had 25 shots, drawn at random
 */
import { DatasetError } from '../results/errors.ts'
import { letterAt, mostLikely } from '../scorers/most-likely.ts'
import { type DatasetFile, defineBenchmark, type RowSchema } from './benchmark.ts'

interface Row {
  readonly question: string
  readonly choices: { readonly text: readonly string[]; readonly label: readonly string[] }
  /** One of the labels: a letter, or a digit. */
  readonly answerKey: string
}

const text = { type: 'string', minLength: 1 }
const texts = { type: 'array', items: text, minItems: 2 }
const row: RowSchema<Row> = {
  schema: {
    type: 'object',
    required: ['question', 'choices', 'answerKey'],
    properties: {
      question: text,
      choices: { type: 'object', required: ['text', 'label'], properties: { text: texts, label: texts } },
      answerKey: text,
    },
  },
}

const part = (split: string, rows: number): DatasetFile => ({
  file: `arc-challenge/${split}.parquet`,
  url: `https://huggingface.co/datasets/allenai/ai2_arc/resolve/main/ARC-Challenge/${split}-00000-of-00001.parquet`,
  rows,
  license: 'CC-BY-SA-4.0',
})

/** The place of the right option. @throws DatasetError where the key is none of the labels, or an option has no label */
function keyOf({ choices, answerKey }: Row): number {
  const key = choices.label.indexOf(answerKey)
  if (key === -1) {
    throw new DatasetError(`the key ${JSON.stringify(answerKey)} is not among the labels ${choices.label.join(', ')}`)
  }
  if (choices.text.length !== choices.label.length) {
    throw new DatasetError(`${choices.text.length} options have ${choices.label.length} labels`)
  }
  return key
}

export const arcChallenge = defineBenchmark<Row>({
  name: 'arc-challenge',
  version: 1,
  about: 'science from school, 1,172 questions; by log-likelihood of the options',
  metric: 'accuracy',
  dataset: { test: part('test', 1172) },
  row,
  protocols: {
    'lm-eval': {
      about: 'log-likelihood of each option after "Question: … Answer:", zero-shot, divided by its length (acc_norm)',
      api: 'completions',
      generation: { temperature: 0, maxTokens: 1 },
      scorer: mostLikely('acc_norm'),
      chance: 0.25,
      toSample(of) {
        const asked = `Question: ${of.question}\nAnswer:`
        return {
          turns: [asked],
          prompt: asked,
          continuations: of.choices.text.map((option) => ` ${option}`),
          target: letterAt(keyOf(of)),
        }
      },
    },
  },
})
