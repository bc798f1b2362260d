/** Brackets of JavaScript source, with no parser: those of comments, texts and regular expressions are none. */

/** What is no bracket: comments, texts, regular expressions where a value may begin. Each goes to the end where it is not closed. */
const PASSED_OVER = [
  /\/\/.*/,
  /\/\*[\s\S]*?(?:\*\/|$)/,
  /'(?:\\[\s\S]|[^'\\\n])*'?/,
  /"(?:\\[\s\S]|[^"\\\n])*"?/,
  /`(?:\\[\s\S]|[^`\\])*`?/,
  /(?<=(?:^|[=(,:;!&|?{[+*%<>~^-]|\breturn|\bcase)\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]?|[^/\\[\n])*\/?/,
]
const BRACKETS = new RegExp(
  `${PASSED_OVER.map(({ source }) => source).join('|')}|(?<bracket>[()[\\]{}])|(?<newline>\\n)`,
  'g',
)

export interface Mark {
  /** How many brackets are open behind it; negative where more were closed. */
  readonly depth: number
  /** Where the next line begins; absent: it is a bracket. */
  readonly end?: number
}

/** Every bracket, and every end of a line that is not within a text. */
export function* brackets(code: string): Generator<Mark> {
  let depth = 0
  for (const { groups, index } of code.matchAll(BRACKETS)) {
    if (groups?.newline !== undefined) yield { depth, end: index + 1 }
    else if (groups?.bracket !== undefined) {
      depth += '([{'.includes(groups.bracket) ? 1 : -1
      yield { depth }
    }
  }
}
