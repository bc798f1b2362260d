/** What a shell can complete, taken from the command table. */
import { type Command, type Flag, isArray, nameOf } from '../options/command.ts'

/** What may follow a flag, or stand at a position: known words, a path, or nothing that could be suggested. */
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
  /** In the order of the command line. */
  readonly positions: readonly (Suggestions & { readonly label: string })[]
  /** The last position takes any number of words. */
  readonly variadic: boolean
}

/** @param about of the command, one line */
export function completedCommand(command: Command, about: string): CompletedCommand {
  const { usage, flags, positionals } = command
  const shown = Object.entries({ ...flags, help: HELP }).filter(([, { hidden }]) => hidden !== true)
  return {
    name: nameOf(command),
    about,
    flags: shown.map(([name, flag]) => completedFlag(name, flag, command)),
    positions: [...usage.matchAll(/[<[](\w+)(?:\.\.)?[>\]]/g)].map(([, label = '']) => {
      const words = positionals[label]?.values ?? []
      return { label, words, paths: label === 'run' || label === 'more' }
    }),
    variadic: usage.includes('..'),
  }
}

const HELP: Flag = { type: 'boolean', alias: 'h', describe: 'show help' }

function completedFlag(name: string, flag: Flag, { optionalValues = [] }: Command): CompletedFlag {
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
        words: flag.values ?? flag.choices?.map(String) ?? [],
        paths: /\b(FILE|DIR|RUN)\b/.test(label),
        optional: optionalValues.includes(name),
      },
    }),
  }
}
