/**
 * Sentences of an English text, counted as NLTK's punkt counts them (Kiss & Strunk 2006, Unsupervised Multilingual Sentence Boundary
 * Detection): its decisions, with abbreviations written down here in place of its trained tables.
 *
 * A word is looked at once, together with the next one. `1.` before a capital is a sentence of its own, as it is for punkt.
 */

/** After one of these within a word the mark may end a sentence: `"Stop!" he said` are two. */
const BREAK = /[.?!](?=[)";}\]*:@'({[!?]|$)/g

/** Words that a full stop shortens, without it. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  `mr mrs ms dr prof rev hon st sr jr messrs mt ft gen col lt sgt capt cmdr adm maj sen rep gov pres
   jan feb aug sept oct nov dec co corp inc ltd bros cie vs e.g i.e a.m p.m u.s u.k u.n d.c n.y l.a ph.d m.d b.a m.a
   ave blvd rd calif conn fla ga ill ind mass mich minn okla ore pa tenn va wash wis`.split(/\s+/),
)

export function countSentences(text: string): number {
  const words = text.split(/\s+/).filter((word) => word !== '')
  let count = words.length > 0 ? 1 : 0
  for (const [at, word] of words.entries()) {
    const next = words[at + 1]
    if (next !== undefined && endsSentence(word, next, words[at - 1] ?? '')) count++
  }
  return count
}

/** Whether a sentence ends in or after the word. */
function endsSentence(word: string, next: string, previous: string): boolean {
  const last = [...word.matchAll(BREAK)].at(-1)
  if (last === undefined) return false
  const before = word.slice(0, last.index)
  if (last[0] !== '.' || /[?!]/.test(before)) return true
  const rest = word.slice(last.index + 1)
  // What the trained tables know of the next word is asked only where the full stop ends the token.
  return isFullStop(before.replace(/^[)";}\]*:@'({[]+/, ''), rest === '' ? next : rest, previous)
}

/** @param stem of the word that has the full stop */
function isFullStop(stem: string, next: string, previous: string): boolean {
  const isCapital = /^\p{Lu}/u.test(next)
  if (stem === '') return true
  if (stem.endsWith('.')) return isCapital // an ellipsis
  if (/^\p{L}$/u.test(stem)) return !/^(?:\p{Ll}|\p{Lu}\.)/u.test(next) && !isInName(previous)
  if (/^[\d.,-]*\d$/.test(stem)) return !/^\p{Ll}/u.test(next) // `1.`, also the ordinal of a list
  const abbreviated = stem.toLowerCase()
  if (!ABBREVIATIONS.has(abbreviated) && !ABBREVIATIONS.has(abbreviated.split('-').at(-1) ?? '')) return true
  return STARTERS.has(next.replace(/[^\p{L}].*$/su, ''))
}

/** `John F. Kennedy`, `J. R. Smith`: an initial follows a capitalised word or another initial; elsewhere `B.` heads a list. */
const isInName = (previous: string) => /^\p{Lu}(?:\.|\p{Ll}+)$/u.test(previous)

/** Begin a sentence even after an abbreviation. */
const STARTERS: ReadonlySet<string> = new Set(
  'The A An In It He She They We I You This That These Those But And However If When While There Our Their His Her My As At For On To With'.split(
    ' ',
  ),
)
