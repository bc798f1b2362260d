/** How MT-Bench judges a turn: prompts, rating rule, and what stands in for FastChat's own. */
import type { Sample } from '../results/schema/schema.ts'
import { bracketRating, fastChatRating } from '../scorers/extract/rating/rating.ts'
import { BRACKET_RULES } from '../scorers/extract/rating/rating-rules.ts'
import type { JudgedOptions, JudgedTurn } from '../scorers/judged.ts'
import type { Judging } from './benchmark.ts'
import { singleTemplates } from './upstream/fastchat-templates.ts'

export const REPOSITORY = 'https://raw.githubusercontent.com/lm-sys/FastChat/main/fastchat/llm_judge/data'

/** Judged beside a reference answer. */
export const WITH_REFERENCE = ['math', 'reasoning', 'coding']

export const JUDGING: Judging = {
  template: {
    file: 'mt-bench/judge_prompts.jsonl',
    url: `${REPOSITORY}/judge_prompts.jsonl`,
    sha256: 'fd283293406d024f44c174b094ef48031d0687a4682fd3a56b29b138f80281b6',
    rows: 8,
    license: 'Apache-2.0',
  },
  templates: singleTemplates,
  generation: { temperature: 0, maxTokens: 2048 },
}

/** show_result.py 9–36. */
export const POOLED = { kind: 'pooled' } as const

export const SCORING: JudgedOptions = {
  upstream: { rule: fastChatRating.name, unreadable: 'dropped', aggregate: POOLED },
  rule: bracketRating,
  rules: BRACKET_RULES,
  turn: judgedTurn,
  reminder:
    'Your last reply held no rating that could be read. End with the rating on a scale of 1 to 10 in exactly this form: Rating: [[5]]',
}

/** llm_judge/common.py: the prompt that judges a turn, and the values of its placeholders. */
function judgedTurn({ turns, group = '', references }: Sample, replies: readonly string[]): JudgedTurn {
  const [question_1 = '', question_2 = ''] = turns
  const [answer_1 = '', answer_2 = ''] = replies
  const isSecond = replies.length > 1
  const name = WITH_REFERENCE.includes(group) ? 'single-math-v1' : 'single-v1'
  const [ref_answer_1 = '', ref_answer_2 = ''] = references ?? []
  return isSecond
    ? {
        template: `${name}-multi-turn`,
        values: { question_1, answer_1, question_2, answer_2, ref_answer_1, ref_answer_2 },
      }
    : { template: name, values: { question: question_1, answer: answer_1, ref_answer_1 } }
}
