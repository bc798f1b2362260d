/** A LaTeX answer without what only dresses it: `\left( 3, \dfrac{\pi}{2} \right).` → `(3,\frac{\pi}{2})`. */

const DRESS: readonly (readonly [RegExp, string])[] = [
  [/\\\\(?:\[[^\]]{0,12}\])?/g, '\ue007'], //               rows of a matrix
  [/\\(?:left|right|big|Big|bigg|Bigg)(?:[lr])?(?![a-zA-Z])\s?\.?/g, ''],
  [/\\(?:displaystyle|textstyle|limits|nolimits|boldsymbol|bm|bf|rm|it)(?![a-zA-Z])/g, ''],
  [/\\[dtc]frac(?![a-zA-Z])/g, '\\frac'],
  [/\\(?:dbinom|tbinom)(?![a-zA-Z])/g, '\\binom'],
  [/\{,\}|,\\[!,]\s?/g, '\ue001'], //                         58{,}500  10,\!080: never a list
  [/\\[,!;: ]|\\(?:quad|qquad|thinspace|enspace)(?![a-zA-Z])|~|&nbsp;/g, ' '],
  [/\\(?:cdot|times|ast)(?![a-zA-Z])|[×·⋅∙]/g, '*'],
  [/\\div(?![a-zA-Z])|÷/g, '/'],
  [/\\(?:le|leq|leqslant)(?![a-zA-Z])|≤|<=/g, '\\le '],
  [/\\(?:ge|geq|geqslant)(?![a-zA-Z])|≥|>=/g, '\\ge '],
  [/\\(?:ne|neq)(?![a-zA-Z])|≠|!=/g, '\\ne '],
  [/\\varnothing(?![a-zA-Z])|∅/g, '\\emptyset'],
  [/\\lt(?![a-zA-Z])/g, '<'],
  [/\\gt(?![a-zA-Z])/g, '>'],
  [/\\(?:lbrace|\{)/g, '\ue002'], //                          braces that are shown
  [/\\(?:rbrace|\})/g, '\ue003'],
  [/\\(?:lvert|rvert|vert|mid)(?![a-zA-Z])/g, '|'],
  [/[−–]/g, '-'],
  [/²/g, '^2'],
  [/³/g, '^3'],
  [/π/g, '\\pi '],
  [/∞/g, '\\infty '],
  [/∪/g, '\\cup '],
  [/±|\+\/-/g, '\\pm '],
  [/√/g, '\\sqrt '],
  [/\^\s?\{?\s?(?:\\circ|∘)\s?\}?|°|\\degree(?![a-zA-Z])/g, '\ue004'], // degrees
  [/\\\$|\$(?=\s?[-\d.])/g, '\ue005'], //                     dollars
  [/\\%|%/g, '\ue006'], //                                    percent
  [/\\\(|\\\)|\\\[|\\\]|\$/g, ' '],
]

/** What stands for marks that would otherwise be read as something else. */
export const MARKS = {
  thousands: '\ue001',
  open: '\ue002',
  close: '\ue003',
  degree: '\ue004',
  dollar: '\ue005',
  percent: '\ue006',
  row: '\ue007',
}

/** @param written at most 4,000 characters, as they stood in the box or the data set */
export function normalize(written: string): string {
  const clean = written.replace(/[\ue000-\ue00f]/g, ' ').trim()
  return DRESS.reduce((text, [from, to]) => text.replace(from, to), clean)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<![.\d])\.$|(?<=\d)\.$|[;,]$/, '')
    .trim()
}

const WORDS = /\\(?:text(?:bf|it|rm|normal|sf|tt)?|mbox|hbox|math(?:rm|bf|it|sf|tt)|operatorname)\s?\*?\s?\{([^{}]*)\}/g

/** `\text{ cm}` → ` cm`, and `\text{(C)}` → `(C)` */
export const withoutFonts = (text: string): string => text.replace(WORDS, '$1')

/** Whether all of it is words in a font of text. */
export const isWords = (text: string): boolean => text.replace(WORDS, '').trim() === '' && text.trim() !== ''

/** The same text where only blanks, fonts, quotes and a bracket around one letter differ: `\text{(C)}` and `C`. */
export function plainText(text: string): string {
  const plain = withoutFonts(text)
    .replace(/[{}\s"“”'’]/g, '')
    .replace(/\.$/, '')
  return plain.replace(/^\(([A-Za-z])\)$/, '$1')
}
