/** The words after `--`, which ends the flags of a command line: each is an operand, whatever it begins with. */
import type { Command, Flag } from './command.ts'

interface Split {
  /** Flags with their values, and operands among them. */
  readonly words: readonly string[]
  /** After the first `--`. */
  readonly operands: readonly string[]
}

export function splitOperands(argv: readonly string[]): Split {
  const end = argv.indexOf('--')
  return end === -1 ? { words: argv, operands: [] } : { words: argv.slice(0, end), operands: argv.slice(end + 1) }
}

/** No argument of a process holds it. */
const COVER = '\0'

/** Keeps a parser from reading an operand as a flag. */
export const covered = (operand: string) => (operand.startsWith('-') ? COVER + operand : operand)

/** Undoes `covered` in whatever was parsed, and in messages about it. */
export function uncovered(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(COVER, '')
  return Array.isArray(value) ? value.map(uncovered) : value
}

/** The flag that a word names and that may have a value in the next one, with its full name. */
export function flagAwaitingValue(
  word: string | undefined,
  { flags }: Command,
): readonly [name: string, Flag] | undefined {
  const isNamed = ([name, { alias = [] }]: readonly [string, Flag]) =>
    [name, alias].flat().some((each) => word === (each.length === 1 ? `-${each}` : `--${each}`))
  return Object.entries(flags).find((entry) => entry[1].type !== 'boolean' && isNamed(entry))
}
