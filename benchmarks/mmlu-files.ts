/**
 * The files of MMLU, and its 57 subjects, each with its area and its number of test questions.
 *
 * Areas are those of the authors (hendrycks/test, categories.py). lm-evaluation-harness has anatomy among STEM instead of other.
 */
import type { DatasetFile } from './benchmark.ts'

type Area = 'STEM' | 'humanities' | 'social sciences' | 'other'

export const SUBJECTS: Readonly<Record<string, readonly [area: Area, questions: number]>> = {
  abstract_algebra: ['STEM', 100],
  anatomy: ['other', 135],
  astronomy: ['STEM', 152],
  business_ethics: ['other', 100],
  clinical_knowledge: ['other', 265],
  college_biology: ['STEM', 144],
  college_chemistry: ['STEM', 100],
  college_computer_science: ['STEM', 100],
  college_mathematics: ['STEM', 100],
  college_medicine: ['other', 173],
  college_physics: ['STEM', 102],
  computer_security: ['STEM', 100],
  conceptual_physics: ['STEM', 235],
  econometrics: ['social sciences', 114],
  electrical_engineering: ['STEM', 145],
  elementary_mathematics: ['STEM', 378],
  formal_logic: ['humanities', 126],
  global_facts: ['other', 100],
  high_school_biology: ['STEM', 310],
  high_school_chemistry: ['STEM', 203],
  high_school_computer_science: ['STEM', 100],
  high_school_european_history: ['humanities', 165],
  high_school_geography: ['social sciences', 198],
  high_school_government_and_politics: ['social sciences', 193],
  high_school_macroeconomics: ['social sciences', 390],
  high_school_mathematics: ['STEM', 270],
  high_school_microeconomics: ['social sciences', 238],
  high_school_physics: ['STEM', 151],
  high_school_psychology: ['social sciences', 545],
  high_school_statistics: ['STEM', 216],
  high_school_us_history: ['humanities', 204],
  high_school_world_history: ['humanities', 237],
  human_aging: ['other', 223],
  human_sexuality: ['social sciences', 131],
  international_law: ['humanities', 121],
  jurisprudence: ['humanities', 108],
  logical_fallacies: ['humanities', 163],
  machine_learning: ['STEM', 112],
  management: ['other', 103],
  marketing: ['other', 234],
  medical_genetics: ['other', 100],
  miscellaneous: ['other', 783],
  moral_disputes: ['humanities', 346],
  moral_scenarios: ['humanities', 895],
  nutrition: ['other', 306],
  philosophy: ['humanities', 311],
  prehistory: ['humanities', 324],
  professional_accounting: ['other', 282],
  professional_law: ['humanities', 1534],
  professional_medicine: ['other', 272],
  professional_psychology: ['social sciences', 612],
  public_relations: ['social sciences', 110],
  security_studies: ['social sciences', 245],
  sociology: ['social sciences', 201],
  us_foreign_policy: ['social sciences', 100],
  virology: ['other', 166],
  world_religions: ['humanities', 171],
}

const part = (split: 'test' | 'dev', rows: Readonly<Record<string, number>>): DatasetFile => ({
  file: `mmlu/${split}.parquet`,
  url: `https://huggingface.co/datasets/cais/mmlu/resolve/main/all/${split}-00000-of-00001.parquet`,
  rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
  groups: { column: 'subject', rows },
  license: 'MIT',
  tables: {
    folder: `mmlu/data/${split}`,
    suffix: `_${split}.csv`,
    names: Object.keys(SUBJECTS),
    nameColumn: 'subject',
    columns: ['question', 'A', 'B', 'C', 'D', 'answer'],
    tar: {
      file: 'mmlu/data.tar',
      url: 'https://people.eecs.berkeley.edu/~hendrycks/data.tar',
      inside: `data/${split}`,
    },
  },
})

const countsOf = (count: (questions: number) => number) =>
  Object.fromEntries(Object.entries(SUBJECTS).map(([subject, [, questions]]) => [subject, count(questions)]))

/** Test questions, and the five of each subject that are shown before them. */
export const MMLU_FILES = {
  test: part(
    'test',
    countsOf((questions) => questions),
  ),
  dev: part(
    'dev',
    countsOf(() => 5),
  ),
}
