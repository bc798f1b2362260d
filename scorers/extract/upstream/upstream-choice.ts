/**
 * The rules behind other people's multiple-choice numbers, bugs included. They read the reply as it came. A target is the
 * key's letter. lm-eval's flexible-extract is not here: it looks for the options' own texts, which a rule does not get.
 */
import type { ExtractionRule } from '../rule.ts'

/** The first hit of a pattern whose group is the answer. */
function firstHit(name: string, source: string, pattern: RegExp, equal: ExtractionRule['equal']): ExtractionRule {
  return {
    name,
    source,
    reads: 'raw',
    extract(text) {
      const { groups, indices } = pattern.exec(text) ?? {}
      const span = indices?.groups?.answer
      const answer = groups?.answer ?? ''
      return answer === '' || span === undefined ? null : { answer, span, via: 'phrase', explicit: true }
    },
    equal,
  }
}

const same = (answer: string, target: string) => answer === target

/** A lower-case letter is found and then equals no key; `Answer: Because` is B; bold, brackets and boxes are not read. */
export const simpleEvals = firstHit(
  'simple-evals',
  'openai/simple-evals ee3b031, common.py, ANSWER_PATTERN_MULTICHOICE, compared as it is in gpqa_eval.py',
  /Answer[ \t]*:[ \t]*\$?(?<answer>[A-D])\$?/di,
  same,
)

/** Like it, with a line break after the colon and without dollar signs. */
export const opencompassGpqa = firstHit(
  'opencompass/gpqa',
  'open-compass/opencompass a5acc4b, opencompass/datasets/gpqa.py',
  /ANSWER\s{0,64}:\s{0,64}(?<answer>[A-D])/di,
  same,
)

/** All of the line but its last character, so that "The answer is A. Hence." is "A. Hence". */
export const lmEvalGpqa = firstHit(
  'lm-eval/gpqa-strict-match',
  'EleutherAI/lm-evaluation-harness 4e7e0d4, lm_eval/tasks/gpqa, strict-match; case and punctuation do not count',
  /(?<=The answer is )(?<answer>[^\n]*)(?=[^\n])/d,
  (answer, target) => bare(answer) === bare(target),
)

/** What Python's string.punctuation holds is deleted. */
const bare = (text: string) => text.replace(/[!-/:-@[-`{-~]/g, '').toLowerCase()
