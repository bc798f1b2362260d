/**
 * The rules behind other people's GSM8K numbers, bugs included.
 *
 * They read the reply as it came, thinking and all, and most compare text. A target is the number as the data file has it
 * after `####`, such as `1,080`. Patterns are linear, and loop over classes of characters only: a loop over a group would
 * overflow the stack on a reply of many megabytes. An answer with nothing left after clean-up is no answer: wrong as well.
 */
import type { Extraction, ExtractionRule } from '../rule.ts'

type Find = (text: string, pattern: RegExp) => RegExpExecArray | null

const first: Find = (text, pattern) => {
  pattern.lastIndex = 0
  return pattern.exec(text)
}

/** Like find-all and then the last hit, without keeping the others. */
const last: Find = (text, pattern) => {
  let start = -1
  pattern.lastIndex = 0
  for (let next = 0; pattern.test(text); next = pattern.lastIndex) start = next
  pattern.lastIndex = start
  return start === -1 ? null : pattern.exec(text)
}

/**
 * EleutherAI/lm-evaluation-harness 4e7e0d4: lm_eval/filters/extraction.py for the hit, lm_eval/api/metrics.py for equality.
 *
 * @param file in lm_eval/tasks/gsm8k/
 */
function lmEval(name: string, file: string, pattern: RegExp, find: Find, via: string): ExtractionRule {
  return {
    name: `lm-eval/${name}`,
    source: `EleutherAI/lm-evaluation-harness 4e7e0d4, lm_eval/tasks/gsm8k/${file}`,
    reads: 'raw',
    extract: (text) => extraction(find(text, pattern), normalizedByLmEval, via),
    equal: (answer, target) => answer === normalizedByLmEval(target),
  }
}

/** What its metric deletes from answer and target, in this order; `18...` keeps two dots. */
function normalizedByLmEval(text: string): string {
  const bare = text.replaceAll(',', '').replaceAll('$', '')
  const mark = bare.lastIndexOf('#### ')
  return (mark === -1 ? bare : bare.slice(mark + 5)).replace(/\.$/, '').toLowerCase()
}

/** Exactly one space, and no currency: `####18` and `#### $18` are not found. */
const AFTER_HASHES = /(?<=#### )-?[0-9.,]+/g
const ANY_NUMBER = /-?[$0-9.,]{2,}|-?[0-9]+/g

export const strictMatch = lmEval('strict-match', 'gsm8k.yaml', AFTER_HASHES, first, 'hashes')

/** `5-3` is -3, `1{,}234` is 234, and `12:30` is 30. */
export const flexibleExtract = lmEval('flexible-extract', 'gsm8k.yaml', ANY_NUMBER, last, 'last-number')

/** Its last dot is unescaped and eats any character but a line's end, so "The answer is 18" without a full stop is 1. */
export const cotStrictMatch = lmEval(
  'cot-strict-match',
  'gsm8k-cot.yaml',
  /(?<=The answer is )-?[0-9.,]+(?=[^\n])/g,
  first,
  'phrase',
)

export const cotLlamaStrictMatch = lmEval(
  'cot-llama-strict-match',
  'gsm8k-cot-llama.yaml',
  /(?<=The final answer is )(?:-?[$0-9.,]{2,}|-?[0-9]+)/g,
  last,
  'phrase',
)

/** The authors' own: the first `#### N`, without commas, as text. `#### 18.` and `#### 18.0` are not 18. */
export const reference: ExtractionRule = {
  name: 'reference',
  source: 'openai/grade-school-math 3101c7d, grade_school_math/dataset.py, extract_answer and is_correct',
  reads: 'raw',
  extract: (text) => extraction(first(text, AFTER_HASHES), withoutCommas, 'hashes'),
  equal: (answer, target) => answer === withoutCommas(target),
}

/** The last number after the last "Answer". It reads no minus, so a negative target is never matched. */
export const mgsm: ExtractionRule = {
  name: 'mgsm',
  source: 'openai/simple-evals ee3b031, mgsm_eval.py, parse_answer and score_mgsm',
  reads: 'raw',
  extract(text) {
    const mark = text.lastIndexOf('Answer')
    if (mark === -1) return null
    // Upstream deletes commas and then looks for \d+\.?\d*; here they are let through, so that the span fits the text.
    const found = last(text.slice(mark), /\p{Nd}[\p{Nd},]*(?:\.[\p{Nd},]*)?/gu)
    return extraction(found, (written) => plainDecimal(withoutCommas(written)), 'prefix', mark)
  },
  equal: (answer, target) => answer === withoutCommas(target),
}

/** The last number before a "Question:" of the model's own. Commas are not read: `1,234` is 234. */
export const opencompass: ExtractionRule = {
  name: 'opencompass',
  source: 'open-compass/opencompass a5acc4b, opencompass/datasets/gsm8k.py',
  reads: 'raw',
  extract(text) {
    const [own = ''] = text.split('Question:', 1)
    return extraction(last(own, /-?\p{Nd}+\.\p{Nd}+|-?\p{Nd}+/gu), (written) => written, 'last-number')
  },
  equal(answer, target) {
    const gold = withoutCommas(target)
    // Full-width digits are digits to Python's float().
    const distance = Math.abs(Number(answer.normalize('NFKC')) - Number(gold))
    return answer === gold || (/^[+-]?\d+$/.test(gold) && distance < 1e-6)
  },
}

const withoutCommas = (text: string) => text.replaceAll(',', '')

/** `18.` → `18`, `18.50` → `18.5`, `100` stays. */
function plainDecimal(text: string): string {
  const bare = withoutEnd(text, '.')
  return bare.includes('.') ? withoutEnd(withoutEnd(bare, '0'), '.') : bare
}

/** Not by /0+$/, which takes quadratic time on a run of zeros that something follows. */
function withoutEnd(text: string, character: string): string {
  let end = text.length
  while (text[end - 1] === character) end--
  return text.slice(0, end)
}

function extraction(
  found: RegExpExecArray | null,
  normalize: (written: string) => string,
  via: string,
  offset = 0,
): Extraction | null {
  if (found === null) return null
  const written = withoutEnd(found[0], ',')
  const answer = normalize(written)
  const start = found.index + offset
  return answer === '' ? null : { answer, span: [start, start + written.length], via, explicit: via !== 'last-number' }
}

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
