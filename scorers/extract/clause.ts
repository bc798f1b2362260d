/** Whether a mark such as "the answer is" is meant: not where the words before it deny it, or only suppose it. */
import { oneOf } from './one-of.ts'

/** As far as a clause is read backwards, in characters. */
const REACH = 160

/** At the end of the clause before a mark: `not \boxed{20}`, `wrong to say \boxed{20}`. */
const DENIED = new RegExp(
  `${oneOf(
    /\b(?:not|never|cannot be|rather than|instead of|wrong to (?:say|write|answer)|different from)\b/,
    /n't\b(?: be)?/,
    /(?:n't|\bnot) (?:think|believe|mean|say)(?: that)?/,
  )}[\\s$({}\\\\*_"'\`[]{0,12}(?:that |simply )?(?:the )?(?:correct |final |right )?$`,
  'i',
)

const SUPPOSED = new RegExp(
  oneOf(
    /\b(?:if|suppose|supposing|assume|assuming|whether|unless|imagine)\b[^,]*$/, //                    if the answer is 20
    /(?<!\b(?:I|we) )\b(?:may|might|could|would) (?:also |first |well |easily |then |be tempted to )*(?:think|say|guess|believe|expect|answer|assume|argue|claim)\b[^,]*$/,
    //                                                                             someone may think the answer is 20
    /\b(?:first|initially|originally|earlier|previously|at first)\b,? (?:I )?(?:said|thought|wrote|got|guessed|claimed|assumed|answered|found|believed)\b[^,]*$/,
    //                                                                             I first said the answer is 20
    /\b(?:tempting|common (?:mistake|error)|wrongly|incorrectly|mistakenly|(?:wrong|incorrect) to|naive(?:ly)?)\b[^,]*$/,
  ),
  'i',
)

/** `Tom says the answer is 20`, `some people think` */
const SAID_BY_OTHERS =
  /\b(?:people|students?|[Ss]ome|[Mm]any|[Oo]thers|[Ss]omeone|[Hh]e|[Ss]he|[Tt]hey|(?!We\b|The\b|This\b|It\b)[A-Z][a-z]{1,11}) (?:thinks?|says?|claims?|believes?|guess(?:es)?|argues?)\b[^,]*$/

/**
 * @param text folded
 * @param mark where the mark starts
 */
export function isDoubted(text: string, mark: number): boolean {
  const clause =
    text
      .slice(Math.max(0, mark - REACH), mark)
      .split(CLAUSE_END)
      .at(-1) ?? ''
  return DENIED.test(clause) || SUPPOSED.test(clause) || SAID_BY_OTHERS.test(clause)
}

const CLAUSE_END = /[.!?;](?=\s)|[\n。；]/
