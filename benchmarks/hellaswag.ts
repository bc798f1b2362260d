/**
 * HellaSwag: which of four endings continues a scene or a how-to. 10,042 validation questions, as the labels of its test set are not public.
 *
 * Paper    Zellers et al. 2019, arXiv:1905.07830
 * Data     Rowan/hellaswag on the Hugging Face hub, by its author (MIT): no sha256 is published, so the digest found is recorded in each run
 * Metric   accuracy of the most likely ending, each divided by its length; guessing scores 25%
 * Differs  zero-shot as lm-eval's task; the Open LLM Leaderboard of 2023 had 10 shots, drawn at random
 */
import { letterAt, mostLikely } from '../scorers/most-likely.ts'
import { defineBenchmark, type RowSchema } from './benchmark.ts'

interface Row {
  readonly activity_label: string
  /** The scene so far. */
  readonly ctx_a: string
  /** The start of the sentence that the endings continue; empty for how-tos. */
  readonly ctx_b: string
  readonly endings: readonly string[]
  /** 0-based, as text on the hub and as a number in the author's file. */
  readonly label: string | number
  readonly source_id: string
}

const text = { type: 'string' }
const row: RowSchema<Row> = {
  schema: {
    type: 'object',
    required: ['activity_label', 'ctx_a', 'ctx_b', 'endings', 'label', 'source_id'],
    properties: {
      activity_label: text,
      ctx_a: text,
      ctx_b: text,
      endings: { type: 'array', items: { ...text, minLength: 1 }, minItems: 4, maxItems: 4 },
      label: { enum: ['0', '1', '2', '3', 0, 1, 2, 3] },
      source_id: text,
    },
  },
}

/** Titles of how-tos begin a sentence; other marks in brackets are left from the page: `Wash it [title] Dry it [step] Use a towel.` */
const withoutMarks = (words: string): string =>
  words
    .trim()
    .replaceAll(' [title]', '. ')
    .replace(/\[.*?\]/g, '')
    .replaceAll('  ', ' ')

/** As a sentence starts: the first letter large, all others small. */
const capitalized = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1).toLowerCase()

export const hellaswag = defineBenchmark<Row>({
  name: 'hellaswag',
  version: 1,
  about: 'endings of scenes and how-tos, 10,042 questions; by log-likelihood of the options',
  metric: 'accuracy',
  dataset: {
    test: {
      file: 'hellaswag/validation.parquet',
      url: 'https://huggingface.co/datasets/Rowan/hellaswag/resolve/main/data/validation-00000-of-00001.parquet',
      rows: 10_042,
      license: 'MIT',
    },
  },
  row,
  protocols: {
    'lm-eval': {
      about: 'log-likelihood of each ending after the scene, zero-shot, divided by its length (acc_norm)',
      api: 'completions',
      generation: { temperature: 0, maxTokens: 1 },
      scorer: mostLikely('acc_norm'),
      chance: 0.25,
      toSample(of) {
        const scene = withoutMarks(`${of.activity_label}: ${of.ctx_a} ${capitalized(of.ctx_b)}`)
        return {
          turns: [scene],
          prompt: scene,
          continuations: of.endings.map((ending) => ` ${withoutMarks(ending)}`),
          target: letterAt(Number(of.label)),
          group: of.source_id.split('~')[0] || 'unknown',
        }
      },
    },
  },
})
