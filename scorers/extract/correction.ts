/** Corrections of an earlier answer: `#### 18 … Wait, that is wrong: I forgot the tip. It is 20.` */
import { oneOf } from './one-of.ts'

/** The model speaks of its own error. "A common mistake is to …" is none of them. */
const ADMITTED = oneOf(
  /\bI (?:forgot|have forgotten|made (?:a|an) (?:\w+ )?(?:mistake|error|slip)|mis\w+|overlooked|missed|was wrong|must correct|(?:need|have) to correct|(?:mixed|messed) up|should have)\b/,
  /\b(?:my (?:mistake|error|bad)|oops|scratch that|on second thoughts?|I take (?:that|it) back|let me (?:correct|fix|redo|re-do|revise))\b/,
  /\b(?:that|this|it|which)(?:'s| is| was| cannot be| can't be| isn't)(?: clearly| obviously| actually| of course)? (?:wrong|incorrect|not (?:right|correct)|right|correct|off\b|a mistake|an error|too \w+)/,
  /\b(?:that|this) (?:ignores|forgets|misses|neglects|overlooks|leaves out|double[- ]counts)\b/,
  /\b(?:wait|hold on|hmm|ah)[,.:!… -]{1,4}no\b|\bno[,.]? wait\b|\bcorrection:|\bedit: (?:I )?(?:forgot|missed|overlooked|mis[cr]\w+)\b/,
  /\b(?:no,|actually,?|rather,?|I mean[,:]?|I meant(?: to (?:say|write))?[,:]?)\s[$*_("\\{]{0,3}(?:-?\d|[A-J](?=[)*_."]|\s*$))/, //  no, 20   actually C.
)

/** A turn of mind that says at once what is so: `Actually, it should be 20.` */
const TURN =
  /\b(?:wait|hold on|actually|hmm|in fact|no|sorry|rather|on checking|after checking|checking again)\b[,.:;!… -]{0,4}(?:so |then |I think |really )?(?:it|that|this|the \w{1,16}(?: \w{1,16})?)(?:'s| is| was| should be| must be| would be| becomes| comes to| should have been)\b/

const CORRECTION = new RegExp(oneOf(new RegExp(ADMITTED), TURN), 'gi')

/** `That is right.`: the pattern of an error without its negation. */
const CONFIRMED = /^(?:that|this|it|which)(?:'s| is| was)(?: \w+)? (?:right|correct)$/i

/**
 * @param rest of a reply after its last mark
 * @returns where the first correction starts, or null
 */
export function correctionIn(rest: string): number | null {
  for (const { index, 0: words } of rest.matchAll(CORRECTION)) if (!CONFIRMED.test(words)) return index
  return null
}
