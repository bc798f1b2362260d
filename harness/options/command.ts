/** The declaration of a command: its arguments and flags, declared once for the parser, `--help` and shell completion. */
import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs'
import type { ExitCode } from '../../results/errors.ts'

/** Headings of `--help`, in this order. Flags without a group are listed under "Options". */
export const FLAG_GROUPS = [
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

/** As yargs reads it, and what `--help` and completion show of it. */
export interface Flag extends Options {
  readonly group?: FlagGroup
  /** Stands for the value in `--help`, such as `FILE`. [`N` for numbers, the choices, or `TEXT`] */
  readonly value?: string
  /** Values that completion suggests where there are no `choices`; others may be accepted as well. */
  readonly values?: readonly string[]
}

export interface Positional extends PositionalOptions {
  /** Values that completion suggests; others may be accepted as well. */
  readonly values?: readonly string[]
}

type Positionals = Readonly<Record<string, Positional>>
export type Flags = Readonly<Record<string, Flag>>

export interface Command {
  /** As yargs writes it: `run <benchmark..>`. */
  readonly usage: string
  readonly about: string
  readonly positionals: Positionals
  readonly flags: Flags
  /** Flags whose value is optional. */
  readonly optionalValues?: readonly string[]
  /** Array flags that take two values at a time: `--from RUN RUN`. */
  readonly pairedValues?: readonly string[]
  readonly examples: readonly (readonly [command: string, about: string])[]
  run(args: Record<string, unknown>): Promise<ExitCode>
}

/** Checks the types of `run`'s arguments against the declared flags, then erases them. */
export function defineCommand<const P extends Positionals, const F extends Flags>(
  command: Omit<Command, 'positionals' | 'flags' | 'run'> & {
    readonly positionals: P
    readonly flags: F
    run(args: InferredOptionTypes<P> & InferredOptionTypes<F>): Promise<ExitCode>
  },
): Command {
  return command as unknown as Command
}

/** The same flags under one heading of `--help`. */
export const inGroup = <const F extends Flags>(group: FlagGroup, flags: F): F =>
  Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, { ...flag, group }])) as unknown as F

/** @returns the name of the command: the first word of its usage */
export const nameOf = ({ usage }: Pick<Command, 'usage'>): string => usage.split(' ')[0] as string

export const isArray = (flag: Flag): boolean => flag.type === 'array' || flag.array === true
