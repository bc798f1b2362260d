/** Prose between the lines of Python that a model wrote without a fence, or within one. */
import { sourceLines, textOf } from './python-lines.ts'

/** Words that may be next to another word in Python. */
const KEYWORDS = new Set(
  (
    'and as assert async await break case class continue def del elif else except exec finally for from global if import ' +
    'in is lambda match nonlocal not or pass print raise return try type while with yield None True False'
  ).split(' '),
)

/** Names side by side, such as `the sum`, or a name and a number, `returns 3`: no statement has them. */
const WORDS = /(?<![\p{L}\p{N}_])[\p{L}_][\p{L}\p{N}_]*(?:[ \t]+[\p{L}\p{N}_]+)+/gu

/** What a line of prose begins with: a list, a quote, a table, a tag, LaTeX, bold or inline code, a magic of notebooks. */
const NO_STATEMENT =
  /^(?:[-+•–—*]\s+[\p{L}`*"]|\d{1,3}[.)]\s|\*\*|\\(?:begin|end|\[|\()|[>|<`$%!?])|^(?:[-=_*~#]{3,}|'''\w+|"""(?:python\d?|py))\s*$|^\[\/?[A-Z]{2,}\]\s*$/u
/** `Explanation:`, `Output: 3`, `Answer`; not `Point: TypeAlias = …`. */
const LABEL =
  /^(?:here|note|explanation|examples?|usage|outputs?|inputs?|results?|answers?|solutions?|tests?|code|complexity|steps?(?:\s\d+)?|sure|done|python|BEGIN|END)\s*[:.!]*\s*$|^(?:Note|Explanation|Examples?|Usage|Output|Input|Result|Answer|Solution|Tests?|Complexity|Step \d+|Tip|Hint|Warning):\s+\S/iu
/** What a model writes that goes on with a question of its own. */
const RUN_ON =
  /^\[INST\]|^(?:#+\s*)?(?:next|question|problem|task|exercise|instruction|user|human|assistant|prompt)(?:\s#?\d{1,3})?\s*[:：]/i
const PUNCTUATION = /[。，：；！？、（）]|[\p{L})"”`]\s*[.!?]$|\p{Ll}['’](?:s|t|re|ll|ve|m|d)\b/u
/** Above code that was copied from a page: the language, buttons, the name of the file. */
const LANGUAGE = /^(?:python\d?|py|javascript|js|copy|edit|copyedit|(?:[\w-]+\/){0,4}[\w-]+\.py)$/i

/** Deeper lines belong to what they are in. */
const MARGIN = 4

function isProse(line: string): boolean {
  const text = line.trim()
  if (text === '' || text.startsWith('# ') || line.search(/\S/) >= MARGIN) return false
  if (NO_STATEMENT.test(text) || LABEL.test(text)) return true
  const end = text.search(/["#]|(?<!\p{L})'|(?<=[rbfu])'/u)
  const words = end === -1 ? text : text.slice(0, end)
  return (!text.endsWith('...') && PUNCTUATION.test(words)) || hasTwoNames(words)
}

function hasTwoNames(text: string): boolean {
  for (const [run] of text.matchAll(WORDS)) {
    const words = run.split(/[ \t]+/)
    if (words.some((word, at) => at > 0 && !KEYWORDS.has(word) && !KEYWORDS.has(words[at - 1] ?? ''))) return true
  }
  return false
}

/**
 * The code alone; empty where there is none. Lines of prose become blank, and those at both ends go. What follows a question that
 * the model went on to ask goes as well.
 */
export function withoutProse(code: string): string {
  if (!mayHoldProse(code)) return code
  let [hasCode, hasProse, ended] = [false, false, false]
  const lines = sourceLines(code, (line) => {
    const text = line.trim()
    ended ||= hasCode && RUN_ON.test(text)
    const isSkipped = ended || isProse(line) || (!hasCode && (LANGUAGE.test(text) || RUN_ON.test(text)))
    if (isSkipped) hasProse = true
    else if (text !== '') hasCode = true
    return isSkipped
  })
  return hasProse
    ? textOf(lines)
        .replace(/^(?:[ \t]*\n)+/, '')
        .trimEnd()
    : code
}

/** Whether any line would be prose if no string held it: a look at the lines alone is far cheaper than where strings end. */
const mayHoldProse = (code: string): boolean =>
  code.split('\n').some((line) => {
    if (line.startsWith('    ')) return false
    const text = line.trim()
    return text !== '' && (isProse(line) || RUN_ON.test(text) || LANGUAGE.test(text))
  })
