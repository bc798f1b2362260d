/** Formats `evalkit COMMAND --help`: 80 columns, flags by group, one line per example. Needs no argument parser. */
import { type Command, FLAG_GROUPS, type Flag, isArray } from './command.ts'

const WIDTH = 80
/** Column of the descriptions. A flag that does not fit has its description on the next line. */
const COLUMN = 27

/** Whether `--help` or `-h` is among the arguments before `--`. */
export function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end === -1 ? argv.length : end).some((word) => word === '--help' || word === '-h')
}

export function helpText({ usage, about, positionals, flags, examples, pairedValues = [] }: Command): string {
  const shown = Object.entries({ ...flags, help: HELP }).filter(([, flag]) => flag.hidden !== true)
  const groups = FLAG_GROUPS.map((group) => ({
    heading: group as string,
    entries: shown
      .filter(([, flag]) => (flag.group ?? 'Options') === group)
      .map(([name, flag]) => entry(flagTerm(name, flag), flagText(name, flag, pairedValues))),
  }))
  const words = Object.entries(positionals).map(([name, { describe = '' }]) => entry(name, describe))
  const sections = [{ heading: 'Arguments', entries: words }, ...groups].filter(({ entries }) => entries.length > 0)
  return [
    `Usage: evalkit ${usage} [options]`,
    about.split('\n').map(paragraph).join('\n'),
    ...sections.map(({ heading, entries }) => `${heading}:\n${entries.join('\n')}`),
    ...(examples.length === 0 ? [] : [`Examples:\n${examples.map(example).join('\n')}`]),
  ].join('\n\n')
}

const HELP: Flag = { type: 'boolean', alias: 'h', group: 'Output and files', describe: 'show this help' }

/** `-o, --output FILE` */
function flagTerm(name: string, flag: Flag): string {
  const letter = [flag.alias ?? []].flat().find((alias) => alias.length === 1)
  const value = flag.type === 'boolean' ? '' : ` ${flag.value ?? defaultValue(flag)}`
  return `${letter === undefined ? '' : `-${letter}, `}--${name}${value}`
}

function defaultValue({ type, choices, number }: Flag): string {
  if (choices !== undefined) return 'NAME'
  return type === 'number' || number === true ? 'N' : 'TEXT'
}

function flagText(name: string, flag: Flag, pairedValues: readonly string[]): string {
  const choices = flag.choices === undefined ? [] : [`one of ${flag.choices.join(', ')}`]
  const repeatable = isArray(flag) && !pairedValues.includes(name) ? ['repeatable'] : []
  return [flag.describe ?? '', ...choices, ...repeatable].join('; ')
}

/** Formats a term with its description beside it, or below it when the term is long. */
function entry(term: string, text: string): string {
  const lines = wrap(text, WIDTH - COLUMN)
  const head = `  ${term}`
  const isShort = head.length + 2 <= COLUMN
  const first = isShort ? `${head.padEnd(COLUMN)}${lines[0] ?? ''}`.trimEnd() : head
  return [first, ...lines.slice(isShort ? 1 : 0).map((line) => `${' '.repeat(COLUMN)}${line}`)].join('\n')
}

/** Formats an example. Commands are never wrapped, so that they can be copied. */
const example = ([command, about]: Command['examples'][number]) => `  # ${about}\n  ${command}`

const paragraph = (text: string) => wrap(text, WIDTH).join('\n')

/** Wraps text into lines of at most `width` characters; a longer word gets its own line. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}
