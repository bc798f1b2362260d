/** The deliberate marks of a choice, of every kind in one pattern. Each branch ends where the letter, or what may be before it, begins. */
import { oneOf } from '../one-of.ts'

const OF_WHAT =
  /(?:\s(?:to|for|of|in|here|among)\b[^.:\n]{0,60}?|\s\([^()\n]{0,60}\)|,\s(?:then|therefore|thus|hence),)?/

const SUBJECT = oneOf(
  /(?<![a-z])answer(?:\s(?:choice|option|letter))?["'*_]{0,4}/, //                              the answer
  /(?<![a-z])(?:correct|right|best|final)\s(?:option|choice|letter|alternative|statement|(?<one>one))["'*_]{0,4}/, // the correct option
)

const VERB = /\s(?:is|was|(?:would|will|should|must|has to|can only|appears to|seems to) be)\b/

/** "The answer is not B"; but "is not A but C" names one. */
const DENIAL = /\s(?:not|neither|either|none|cannot)\b(?!\s\(?[A-J]\)?,?\sbut\b)/

const KEY = 'answer|ans|choice|option|letter|final|selection|prediction|solution|result'

export const MARK = new RegExp(
  oneOf(
    /(?<box>(?:\bf?boxe?d?|framebox)\s?\{)/, //                                      \boxed{C}
    /(?<!#)####(?=[^\S\n]{0,8}[*_(]{0,4}[A-J][*_).]{0,4}[^\S\n]{0,8}$)/, //           #### C   but not: #### A. Heating
    /(?<![a-z])answer["'*_`)\]}\s]{0,8}(?:[:=—…]|\.{3}|\s-\s|->|[→➔➜➡⇒])/u, //       **Answer**: C   {"answer": "C"}
    /(?<![a-z])(?:answer|correct|final|right|best|my|chosen|selected)\s(?:option|choice|letter|pick|selection)["'*_\s]{0,8}[:=]/,
    //                                                                                Correct option: C
    /^[ \t>#*_-]*(?:my |the |so,? )?(?:final(?: verdict| decision| pick)?|ans\.?|letter|conclusion|choice|pick|selection|selected|verdict|decision|result|prediction)[ \t*_]*(?:[:=]|\s-\s|—)/,
    //                                                                                Final: C
    /^[ \t>*_]*(?<a>A)[*_]{0,2}:(?=[*_]{0,2} ?[*_(]{0,3}[A-J][*_).]{0,4}[ \t]*$)/, // A: C
    new RegExp(`["'](?:\\w{0,20}_)?(?:${KEY})(?:_\\w{0,20})?["']\\s?:`), //           {"answer_letter": "C"}
    new RegExp(`<(?:final_?|correct_?)?(?:${KEY})>`), //                              <final_answer>C
    new RegExp(`${SUBJECT}${OF_WHAT.source}${VERB.source}(?!${DENIAL.source})`), //   the answer to this is C
    /(?<![a-z])answer's(?=[ \t][*_(]{0,3}[A-J][)*_]{0,3}[.,!]?[ \t]*$)/, //            the answer's C
    /\[(?:final\s)?answer\]|^[ \t>#*_]*(?:final\s)?answer\s(?=[*_(]{0,3}[A-J][)*_.]{0,4}[ \t]*$)/, // [ANSWER] C   Answer C
    /^[ \t>#*_]*(?:the\s)?(?:final\s)?answer[ \t*_]*$/, //                            ### Final answer
    /(?:答[案え]|正解|正答|正确选项|正確選項|正しい選択肢)(?:应该?|應該?)?[^\S\n]?[*_]{0,2}[^\S\n]?(?:[是为為选選は】]|:)/, // 答案：C   正解はC
    /(?:정답|(?<![가-힣])답)[*_]{0,2}[^\S\n]?(?:은|는|이)?[^\S\n]?:?(?=[^\S\n]*[*_("']{0,3}(?:선택지|보기|옵션)?\s?[A-J])/, //  정답은 C
    /(?<!\p{L})(?:antwort|lösung|réponse|respuesta|resposta|risposta|(?:верный |правильный )?ответ|(?:верный|правильный) вариант|opci[oó]n correcta|opzione corretta|odpowiedź|cevap)(?: (?:correcta?|correcte|corretta|correta|richtige?))?[*_]{0,3}\s?(?:[:=]|(?:ist|est|es|è|é|lautet|—|-)(?!\p{L}))/u,
    //                                                                                Antwort: C   la respuesta correcta es la C
    /(?<!\p{L})(?:(?:alternativa|op[cç][aã]o|resposta) (?:correta|certa) é (?:a )?(?:letra |alternativa |opção )?|đáp án(?: đúng| chính xác)?(?: là|\s?:)|jawaban(?:nya)?(?: yang)?(?: benar| tepat)?(?: adalah|\s?:)|doğru (?:cevap|yanıt|seçenek)\s?:?|(?:सही )?उत्तर\s?:?)(?=\s?[*_(]{0,3}[A-J][)*_.]{0,3}(?:\s|$))/u,
    //                                                                                Đáp án đúng là C   सही उत्तर C है
    /(?<arabic>(?:الإجابة|الجواب)(?: الصحيحة| الصحيح)?(?: هي| هو)?\s?:?)/, //          الإجابة: ب
  ),
  'gimu',
)
