/** The judge prompts of FastChat's `judge_prompts.jsonl`, read from its file. */
import { DatasetError } from '../../results/errors.ts'
import { jsonLines } from '../../results/store/lines.ts'
import { type JudgeTemplate, judgeTemplate } from '../../scorers/judge-template.ts'

const TURN_1 = ['question', 'answer']
const TURN_2 = ['question_1', 'answer_1', 'question_2', 'answer_2']

/** Those for grading one answer, with the placeholders that each must have. */
const SINGLE: Readonly<Record<string, readonly string[]>> = {
  'single-v1': TURN_1,
  'single-math-v1': [...TURN_1, 'ref_answer_1'],
  'single-v1-multi-turn': TURN_2,
  'single-math-v1-multi-turn': [...TURN_2, 'ref_answer_1', 'ref_answer_2'],
}

const PAIR_1 = ['question', 'answer_a', 'answer_b']
const PAIR_2 = ['question_1', 'question_2', 'answer_a_1', 'answer_a_2', 'answer_b_1', 'answer_b_2']

/** Those for choosing between two answers. */
const PAIR: Readonly<Record<string, readonly string[]>> = {
  'pair-v2': PAIR_1,
  'pair-math-v1': [...PAIR_1, 'ref_answer_1'],
  'pair-v2-multi-turn': PAIR_2,
  'pair-math-v1-multi-turn': [...PAIR_2, 'ref_answer_1', 'ref_answer_2'],
}

interface Line {
  readonly name?: unknown
  readonly system_prompt?: unknown
  readonly prompt_template?: unknown
}

/** @throws DatasetError for lines that are no JSON, or a template that is missing or lacks a placeholder */
export const singleTemplates = (text: string) => templatesOf(text, SINGLE)

/** @throws DatasetError as `singleTemplates` does */
export const pairTemplates = (text: string) => templatesOf(text, PAIR)

function templatesOf(text: string, needed: Readonly<Record<string, readonly string[]>>): JudgeTemplate[] {
  const lines = jsonLines(text).map(({ number, value }) => asLine(value, number))
  return Object.entries(needed).map(([name, placeholders]) => {
    const found = lines.find((line) => line.name === name)
    const { system_prompt: system, prompt_template: user } = found ?? {}
    if (typeof system !== 'string' || typeof user !== 'string') {
      throw new DatasetError(`judge templates: no "${name}" with "system_prompt" and "prompt_template"`, {
        hint: `The form is that of FastChat’s judge_prompts.jsonl; needed are: ${Object.keys(needed).join(', ')}.`,
      })
    }
    return judgeTemplate({ name, system, user }, placeholders)
  })
}

function asLine(value: unknown, number: number): Line {
  if (value !== null && typeof value === 'object') return value
  throw new DatasetError(`judge templates, line ${number}: not a JSON object`)
}
