/** How simple-evals reads the letters of MMLU and MMMLU: without markdown and LaTeX, after "Answer:" in any of many languages. */
import type { ExtractionRule } from '../rule.ts'

/** Deleted wherever they occur, in this order. */
const DELETED = [
  '**',
  '$\\boxed{',
  '}$',
  '\\$',
  '$\\text{',
  '$',
  '\\mathrm{',
  '\\{',
  '\\text',
  '\\(',
  '\\mathbf{',
  '{',
  '\\boxed',
]

/** "Answer", in the order in which they are tried; blanks may be before the colons of the first list. */
const WITH_BLANKS =
  'Answer: উত্তর: उत्तर: Antwort: 답변: 정답: 답: 答案： 答案: 答： 答: 答复： 答曰： Respuesta: Risposta: 答え: 答え： 回答: 回答： 解答: ' +
  'Jawaban: Réponse: Resposta: Jibu: Idahun: Ìdáhùn: Idáhùn: Àmọ̀nà: Àdáhùn: Ànúgọ: Àṣàyàn:'
const WITHOUT_BLANKS = [
  'উত্তরঃ',
  'الإجابة:',
  'الجواب:',
  'إجابة:',
  'الإجابة النهائية:',
  'الإجابة الصحيحة:',
  'الإجابة الصحيحة هي:',
  'الإجابة هي:',
  'الجواب النهائي:',
]

const PATTERNS = [
  ...WITH_BLANKS.split(' ').map((word) => `${word.slice(0, -1)}\\s{0,64}${word.slice(-1)}`),
  ...WITHOUT_BLANKS,
].map((word) => new RegExp(`${word}[ \\t]{0,64}(?<letter>[A-D]|[أ-د]|[অবডঢＡＢＣＤ])`, 'diu'))

/** Letters of other scripts, each list in the order of A to D. */
const LETTERS = ['أبجد', 'অবডঢ', 'ＡＢＣＤ']

/** A lower-case letter is found and then equals no key. */
export const simpleEvalsMmlu: ExtractionRule = {
  name: 'simple-evals/mmlu',
  source:
    'openai/simple-evals ee3b031, mmlu_eval.py and common.py: MULTILINGUAL_ANSWER_REGEXES, the first that matches',
  reads: 'raw',
  extract(reply) {
    const { text, places } = normalised(reply)
    for (const pattern of PATTERNS) {
      const found = pattern.exec(text)
      const at = found?.indices?.groups?.letter?.[0]
      if (at === undefined) continue
      const place = places[at] ?? 0
      return { answer: latin(text[at] ?? ''), span: [place, place + 1], via: 'phrase', explicit: true }
    }
    return null
  },
  equal: (answer, target) => answer === target,
}

const latin = (letter: string): string =>
  LETTERS.flatMap((letters) => (letters.includes(letter) ? ['ABCD'[[...letters].indexOf(letter)]] : []))[0] ?? letter

/** @returns with the place in the reply of each character that is left */
function normalised(reply: string): { text: string; places: Uint32Array } {
  let text = reply
  let places = Uint32Array.from({ length: reply.length }, (_, place) => place)
  for (const mark of DELETED) {
    if (!text.includes(mark)) continue
    const parts = text.split(mark)
    const kept = new Uint32Array(text.length - mark.length * (parts.length - 1))
    let [from, to] = [0, 0]
    for (const part of parts) {
      kept.set(places.subarray(from, from + part.length), to)
      from += part.length + mark.length
      to += part.length
    }
    text = parts.join('')
    places = kept
  }
  return { text, places }
}
