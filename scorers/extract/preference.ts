/** Reads which of two answers a judge prefers. Rules never throw, and are linear in the length of the text. */
import type { RatingRule } from './rating.ts'

/** What a verdict is worth to the first of the two answers. */
const WORTH: Readonly<Record<string, number>> = { A: 1, B: 0, C: 0.5 }

/** `[[A]]`, `[[B]]`, `[[C]]` for a tie; the last one counts, since the judge is told to explain first. */
export const preference: RatingRule = {
  name: 'preference',
  source: 'evalkit: the last [[A]], [[B]] or [[C]]',
  reads: 'answer',
  read(text) {
    const [, last] = [...text.matchAll(/\[\[\s*([ABC])\s*\]\]/g)].at(-1) ?? []
    return last === undefined ? null : { rating: WORTH[last] as number, via: last }
  },
}

/** FastChat 0e6d3e4, llm_judge/common.py 286–300: `[[A]]` anywhere, else `[[B]]`, else `[[C]]`. */
export const fastChatPreference: RatingRule = {
  name: 'reference',
  source: 'FastChat 0e6d3e4, llm_judge/common.py: [[A]] anywhere, else [[B]], else [[C]]',
  reads: 'raw',
  read(text) {
    const found = Object.keys(WORTH).find((letter) => text.includes(`[[${letter}]]`))
    return found === undefined ? null : { rating: WORTH[found] as number, via: found }
  },
}
