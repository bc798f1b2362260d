/** The deliberate marks of a final number, of every kind in one pattern; the last one that is meant counts. */
import { oneOf } from '../one-of.ts'

/** `\boxed{18}`, `\fbox{18}`, and `boxed{18}` where the backslash was lost in a string. Ends after the brace. */
const BOX = /(?<box>(?:boxed|\bfbox|framebox)\s?\{)/

/** `#### 18`; not the Markdown heading `##### 2`. */
const HASHES = /(?<!#)(?<hash>####)(?!#)/

const OF_WHAT = /(?:\s(?:to|for|of|in|\()\s?[^.,:\n]{0,60}?|,?\s(?:therefore|thus|then|hence),?)?/

/** `<colon>`: prose may follow over several lines; `<final>`: up to the end of the paragraph. */
const PHRASE = oneOf(
  /(?<![a-z])(?<final>final\s)?answers?(?:_\w{1,12})?["'*_\s]{0,8}(?<colon>[:=]|\s-\s|—|->|→)/, // **Answer**: 18   {"answer": 18}
  /(?<![a-z])answers?\s(?:to|for|of|in)\s[^.:=\n]{0,80}(?<colon>[:=])/, //              Answer to the question: 18
  /(?<![a-z])answers?\s?\([^()\n]{0,40}\)["'*_\s]{0,4}(?:(?<colon>[:=])|\s?is\b)/, //    The answer (arabic numerals) is 18
  new RegExp(
    `(?<![a-z])(?:answers?|(?:correct|right|true|actual) (?:value|number|result|total|amount|figure|count|solution)|final (?:value|result|solution|number(?: alone)?(?: on the last line)?))["'*_]{0,4}${OF_WHAT.source}` +
      String.raw`\s(?:is|are|was|equals|(?:would|will|should|must) be|comes (?:out )?to)\b(?!\s+not\b)`,
  ), //                                                                      the answer in dollars is 18
  /^[ \t>#*_]*(?:the )?(?<final>final )?(?<colon>answer)[ \t*_]*$/, //                    ### Final answer
  /^[ \t>*_]*(?:A[*_]*\s?(?<colon>:)|Ans\.?[*_]*\s?(?<colon>[:=]))/, //                     A: 18   Ans = 18
  /<(?<tag>(?:final_?)?(?:answer|ans|result|output|solution)|final)>(?=[^<]{1,200}<\/)/, //                      <final_answer>18</final_answer>
  /["'](?:(?:final_)?(?:result|value|solution)|final|ans)["']\s?(?<key>:)/, //                            {"result": 18}
  /答[案え]?[*_]{0,2}\s?(?:应该是|应为|是|为|為|は|】|(?<colon>[:=]))/, //                      答案是18
  /(?:정답|(?<![가-힣])답)[*_]{0,2}\s?(?:은|는|이)?\s?(?<colon>:)?(?=[*_\s]{0,4}\d)/, //         정답은 18
  // Antwort: 18   Die Antwort ist 18   La respuesta es 18   Ответ: 18   الإجابة هي 18
  /(?<![\p{L}])(?:antwort|lösung|réponse|respuesta|resposta|risposta|ответ|odpowiedź|cevap|jawaban|đáp án|الإجابة|الجواب|उत्तर|উত্তর)(?: (?:finale?|final|correcta|correcte|ist|richtige))?[*_]{0,3}\s?(?:(?<colon>[:=])|(?:ist|est|es|é|è|lautet|هي|هو|है|হল|—|-)(?![\p{L}]))/u,
)

/** `18 is the answer`: the number is before it. */
const AFTER =
  /\s(?<after>is|was)\s(?:the|my|our)\s(?:final\s|correct\s|right\s)?(?:answer|result)\b(?![*_]*\s?[:=]|\s(?:is|to|for|of|in)\b)/

/** A label that gives a number and no more than its unit: `Result: 18`, `Final: 18 pens`. */
const LABEL =
  /^[ \t>#*_]*(?:the )?(?<label>final(?: result| total| count| value| amount)?|result|solution)[ \t*_]*(?:[:=]|\bis\b)/

export const MARK = new RegExp(
  [BOX, HASHES, new RegExp(PHRASE), AFTER, LABEL].map(({ source }) => source).join('|'),
  'gimu',
)

/** `The answer to the first part is 9`: of a part, and the whole is still to come. */
export const OF_A_PART =
  /\b(?:to|for|of|in) (?:the )?(?:first|intermediate|previous|sub-?) ?(?:part|step|question|half)\b|\b(?:part|step) \(?(?:1|a|one)\b/i
