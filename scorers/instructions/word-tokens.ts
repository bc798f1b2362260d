/** Words as the Penn Treebank separates them, and NLTK's `word_tokenize` after it: `IT'S` is two, `WELL-KNOWN` one. */

/** Quotes, brackets and most punctuation stand alone; a full stop stays with its word, `1,000` and `12:30` stay whole. */
const SEPARATORS = /[\s«»“”„‘’`"?!;@#$%&*[\](){}<>]+|--|\.{2,}|[:,](?!\p{Nd})/u

/** At the end of a word, each a word of its own. */
const CLITIC = /^(.*[^'])('[smdSMD]|'ll|'LL|'re|'RE|'ve|'VE|n't|N'T|')$/su

/** Written as one, and counted as two. */
const CONTRACTED = /^(can(?=not)|gim(?=me)|lem(?=me)|gon(?=na)|wan(?=na)|got(?=ta))(\p{L}{2,3})$/iu

export const wordTokens = (text: string): readonly string[] =>
  text
    .split(SEPARATORS)
    .flatMap((word) => parts(CLITIC, word))
    .flatMap((word) => parts(CONTRACTED, word))
    .filter((word) => word !== '')

function parts(pattern: RegExp, word: string): string[] {
  const [, stem, end] = pattern.exec(word) ?? []
  return stem === undefined || end === undefined ? [word] : [stem, end]
}
