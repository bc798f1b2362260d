/** What a shell can complete, derived from the declarations of the commands. */
import { type Command, type Flag, isArray, nameOf, type SuggestedWords } from '../options/command.ts'

/** Suggestions for the value of a flag or a positional: known words, paths, or neither. */
export interface Suggestions {
  readonly words: readonly string[]
  readonly paths: boolean
}

export interface CompletedFlag {
  /** `--model` */
  readonly name: string
  /** `-o` */
  readonly letter?: string
  readonly about: string
  readonly repeatable: boolean
  /** Absent: the flag has no value. */
  readonly value?: Suggestions & { readonly label: string; readonly optional: boolean }
}

export interface CompletedCommand {
  readonly name: string
  readonly about: string
  readonly flags: readonly CompletedFlag[]
  /** Positionals in the order of the command line. */
  readonly positions: readonly (Suggestions & { readonly label: string })[]
  /** Whether the last positional takes any number of words. */
  readonly variadic: boolean
}

/** @param about one line about the command */
export async function completedCommand(command: Command, about: string): Promise<CompletedCommand> {
  const { usage, flags, positionals } = command
  const shown = Object.entries({ ...flags, help: HELP }).filter(([, { hidden }]) => hidden !== true)
  return {
    name: nameOf(command),
    about,
    flags: await Promise.all(shown.map(([name, flag]) => completedFlag(name, flag, command))),
    positions: await Promise.all(
      [...usage.matchAll(/[<[](\w+)(?:\.\.)?[>\]]/g)].map(async ([, label = '']) => {
        const words = await wordsOf(positionals[label]?.values)
        return { label, words, paths: PATHS.includes(label) }
      }),
    ),
    variadic: usage.includes('..'),
  }
}

/** Positionals that name files or folders. */
const PATHS = ['run', 'more', 'file']

const HELP: Flag = { type: 'boolean', alias: 'h', describe: 'show help' }

const wordsOf = async (values: SuggestedWords = []) => (typeof values === 'function' ? values() : values)

async function completedFlag(name: string, flag: Flag, { optionalValues = [] }: Command): Promise<CompletedFlag> {
  const letter = [flag.alias ?? []].flat().find((alias) => alias.length === 1)
  const label = flag.value ?? ''
  return {
    name: `--${name}`,
    ...(letter !== undefined && { letter: `-${letter}` }),
    about: flag.describe ?? '',
    repeatable: isArray(flag),
    ...(flag.type !== 'boolean' && {
      value: {
        label: label.replace(/\W+/g, ' ').trim() || 'value',
        words: await wordsOf(flag.values ?? flag.choices?.map(String)),
        paths: /\b(FILE|DIR|RUN)\b/.test(label),
        optional: optionalValues.includes(name),
      },
    }),
  }
}
