/** The `evalkit …` commands that documentation shows, as a shell would pass them on. */
import type { MarkdownPage } from './markdown.ts'

export interface ShownCommand {
  /** As it is printed. */
  readonly text: string
  readonly args: readonly string[]
}

const CALL = /(?<=^|[\s('"`])(?:npx (?:--yes )?)?evalkit(?:@\S+)? (?=[a-z])/g
const CONTAINER = /name: evalkit, args: \[(?<args>[^\]]*)\]/g

/** In blocks of shell, YAML and text without a language, and within sentences. */
export function shownCommands({ blocks, inlineCode }: MarkdownPage): ShownCommand[] {
  const shells = blocks.filter(({ language }) => ['sh', 'yaml', ''].includes(language)).map(({ text }) => text)
  return [...shells, ...inlineCode].flatMap(commandsIn)
}

export function commandsIn(text: string): ShownCommand[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n')
  return lines.flatMap((line) => [
    ...[...line.matchAll(CALL)].map((call) => {
      const start = call.index + call[0].length
      const quote = line[call.index - 1]
      return {
        text: line.slice(call.index),
        args: words(line.slice(start), quote === "'" || quote === '"' ? quote : ''),
      }
    }),
    ...[...line.matchAll(CONTAINER)].map(({ groups }) => {
      const args = (groups?.args ?? '').split(',').map((word) => word.trim())
      return { text: line.trim(), args }
    }),
  ])
}

/** @param until the quotation mark that the whole command stands in; empty for none */
function words(text: string, until: string): string[] {
  const found: string[] = []
  let word: string | undefined
  let quote = ''
  for (const character of text) {
    if (quote !== '') {
      if (character === quote) quote = ''
      else word += character
    } else if (character === until || '|&;<>`)'.includes(character)) break
    else if (character === '#' && word === undefined) break
    else if (character === "'" || character === '"') {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== undefined) found.push(word)
      word = undefined
    } else word = (word ?? '') + character
  }
  return word === undefined ? found : [...found, word]
}
