/** The length of an overlap between training data and a benchmark. */
export interface NgramSizes {
  /** Words in an n-gram. */
  readonly words: number
  /** Characters in an n-gram of a text without spaces, where each character is a word. */
  readonly characters: number
}

/** The n-gram size of the GPT-3 paper, arXiv:2005.14165, appendix C. A Chinese word has about 1.5 characters. */
export const WORDS = 13
const CHARACTERS_PER_WORD = 1.5

export const sizesOf = (words: number): NgramSizes => ({
  words,
  characters: Math.round(CHARACTERS_PER_WORD * words),
})
