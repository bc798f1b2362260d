/** Words and fonts of LaTeX blanked out, so that `\$1.2\text{ million}` reads as `$1.2 million`. Offsets stay. */

/** Commands that only format what is in their braces, and those without braces. */
const DRESS =
  /\\(?:text(?:bf|it|rm|sf|tt)?|math(?:bf|it|rm|sf|tt|cal|bb)|operatorname|mbox|hbox|underline|boldsymbol|bm|emph)\s?\{|\\(?:displaystyle|textstyle|left|right|quad|qquad|bf|rm)\b|\\[\\()[\]]|[{}]/g

export function withoutDress(text: string): string {
  const kept: boolean[] = []
  return text.replace(DRESS, (found) => {
    if (found === '{') kept.push(true)
    else if (found === '}') return kept.pop() === false ? ' ' : found
    else {
      if (found.endsWith('{')) kept.push(false)
      return ' '.repeat(found.length)
    }
    return found
  })
}
