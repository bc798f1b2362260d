/** MT-Bench's answers of two models, judged in pairs as FastChat does: llm_judge/common.py 235–395, gen_judgment.py 137–150. */
import type { Sample } from '../results/schema/schema.ts'
import { fastChatPreference, preference } from '../scorers/extract/rating/preference.ts'
import type { JudgedTurn } from '../scorers/judged.ts'
import type { Judging, Pairwise } from './benchmark.ts'
import { pairTemplates } from './upstream/fastchat-templates.ts'

/** The prompt that judges a turn, with the reference answer where there is one, and the values of its placeholders. */
function pairedTurn({ turns, references }: Sample, a: readonly string[], b: readonly string[]): JudgedTurn {
  const name = references === undefined ? 'pair-v2' : 'pair-math-v1'
  const [question_1 = '', question_2 = ''] = turns
  const [answer_a_1 = '', answer_a_2 = ''] = a
  const [answer_b_1 = '', answer_b_2 = ''] = b
  const [ref_answer_1 = '', ref_answer_2 = ''] = references ?? []
  return a.length > 1
    ? {
        template: `${name}-multi-turn`,
        values: { question_1, question_2, answer_a_1, answer_a_2, answer_b_1, answer_b_2, ref_answer_1, ref_answer_2 },
      }
    : { template: name, values: { question: question_1, answer_a: answer_a_1, answer_b: answer_b_1, ref_answer_1 } }
}

/** @param judging of single answers: the templates lie in the same file */
export const pairwiseBy = (judging: Judging): Pairwise => ({
  judging: { ...judging, templates: pairTemplates },
  rule: preference,
  rules: [preference, fastChatPreference],
  turn: pairedTurn,
  reminder:
    'Your last reply held no verdict that could be read. End with exactly one of these: [[A]] if assistant A is better, [[B]] if assistant B is better, [[C]] for a tie.',
})
