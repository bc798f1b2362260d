/**
 * The declaration of a command: its arguments and flags, for the parser, `--help` and shell completion.
 *
 * Declarations import no implementation, so that `--help` loads fast.
 */
import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs'

/** Headings of `--help`, in this order. Flags without a group are listed under "Options". */
export const FLAG_GROUPS = [
  'Checkpoints',
  'What to run',
  'Scoring',
  'Generation',
  'Requests',
  'Judges',
  'Limits and cost',
  'Comparison and gate',
  'Options',
  'Output and files',
] as const
export type FlagGroup = (typeof FLAG_GROUPS)[number]

/** Words that completion suggests; loaded only when they are long lists of names. */
export type SuggestedWords = readonly string[] | (() => Promise<readonly string[]>)

/** A flag for yargs, with what `--help` and completion show of it. */
export interface Flag extends Options {
  readonly group?: FlagGroup
  /** Placeholder of the value in `--help`, such as `FILE`. Default: `N` for numbers, `NAME` with choices, else `TEXT`. */
  readonly value?: string
  /** Values that completion suggests for a flag without `choices`; others may be accepted too. */
  readonly values?: SuggestedWords
}

export interface Positional extends PositionalOptions {
  /** Values that completion suggests; others may be accepted too. */
  readonly values?: SuggestedWords
}

type Positionals = Readonly<Record<string, Positional>>
export type Flags = Readonly<Record<string, Flag>>

export interface Command {
  /** Usage in the syntax of yargs: `run <benchmark..>`. */
  readonly usage: string
  readonly about: string
  readonly positionals: Positionals
  readonly flags: Flags
  /** Flags whose value is optional. */
  readonly optionalValues?: readonly string[]
  /** Array flags that take two values at a time: `--from RUN RUN`. */
  readonly pairedValues?: readonly string[]
  readonly examples: readonly (readonly [command: string, about: string])[]
}

/** Declares a command, and keeps the types of its arguments. */
export const defineCommand = <const P extends Positionals, const F extends Flags>(
  command: Omit<Command, 'positionals' | 'flags'> & { readonly positionals: P; readonly flags: F },
) => command

/** The parsed arguments of a declared command. */
export type ArgumentsOf<C extends Pick<Command, 'positionals' | 'flags'>> = InferredOptionTypes<C['positionals']> &
  InferredOptionTypes<C['flags']>

/** Puts flags under one heading of `--help`. */
export const inGroup = <const F extends Flags>(group: FlagGroup, flags: F): F =>
  Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, { ...flag, group }])) as unknown as F

/** @returns the name of the command: the first word of its usage */
export const nameOf = ({ usage }: Pick<Command, 'usage'>): string => usage.split(' ')[0] as string

export const isArray = (flag: Flag): boolean => flag.type === 'array' || flag.array === true
