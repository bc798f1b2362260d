/** What a command is, and how its arguments are read. */
import type { InferredOptionTypes, Options, PositionalOptions } from 'yargs'
import { type ExitCode, UsageError } from '../results/errors.ts'
import { nearest } from '../results/nearest.ts'

type Positionals = Record<string, PositionalOptions>
type Flags = Record<string, Options>

export interface Command {
  /** As yargs writes it: `run <benchmark..>`. */
  readonly usage: string
  readonly about: string
  readonly positionals: Positionals
  readonly flags: Flags
  /** Flags that mean something without a value as well. */
  readonly optionalValues?: readonly string[]
  /** Array flags that take two values at a time: `--from RUN RUN`. */
  readonly pairedValues?: readonly string[]
  readonly examples: readonly (readonly [command: string, about: string])[]
  run(args: Record<string, unknown>): Promise<ExitCode>
}

/** Ties the types of a command's arguments to its declarations; they are checked here and then forgotten. */
export function defineCommand<const P extends Positionals, const F extends Flags>(
  command: Omit<Command, 'positionals' | 'flags' | 'run'> & {
    readonly positionals: P
    readonly flags: F
    run(args: InferredOptionTypes<P> & InferredOptionTypes<F>): Promise<ExitCode>
  },
): Command {
  return command as unknown as Command
}

export type ParsedArguments =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'args'; readonly args: Record<string, unknown> }

/** @throws UsageError for arguments the command does not take */
export async function parseArguments(command: Command, argv: readonly string[]): Promise<ParsedArguments> {
  const { default: yargs } = await import('yargs')
  let parser = yargs()
    .scriptName('evalkit')
    .usage(`evalkit ${command.usage}\n\n${command.about}`)
    .command(`$0 ${command.usage.split(' ').slice(1).join(' ')}`.trim(), false, (inner) => {
      for (const [name, positional] of Object.entries(command.positionals)) inner.positional(name, positional)
      return inner.options(command.flags).requiresArg(Object.keys(command.flags).filter(needsValue))
    })
    .parserConfiguration({ 'greedy-arrays': false, 'parse-positional-numbers': false })
    .strict()
    .version(false)
    .help()
    .alias('help', 'h')
    .locale('en')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .showHelpOnFail(false)
  function needsValue(name: string): boolean {
    return command.flags[name]?.type !== 'boolean' && !command.optionalValues?.includes(name)
  }
  for (const [example, about] of command.examples) parser = parser.example(example, about)

  return new Promise((resolve, reject) => {
    parser.parse(withPairsParted(argv, command), {}, (error, args, text) => {
      if (args.help) resolve({ kind: 'help', text })
      else if (error) reject(usageError(error.message, command, argv))
      else {
        const twice = repeatedFlag(command, args)
        const empty = emptyFlag(command, args)
        const dashed = dashedWord(command, args)
        if (twice !== undefined)
          reject(new UsageError(`--${twice} is given more than once`, { hint: 'It takes one value.' }))
        else if (empty !== undefined) reject(usageError(`--${empty} has no value`, command))
        else if (dashed !== undefined) reject(usageError(`Unknown argument: ${dashed}`, command, argv))
        else resolve({ kind: 'args', args })
      }
    })
  })
}

/** `--from A B` as `--from A --from B`, which is how arrays are read. */
function withPairsParted(argv: readonly string[], { pairedValues = [] }: Command): string[] {
  return argv.flatMap((word, at) => {
    const flag = argv[at - 2]
    const isSecond = flag !== undefined && pairedValues.includes(flag.replace(/^--/, '')) && !word.startsWith('-')
    return isSecond ? [flag, word] : [word]
  })
}

/** @param argv where a flag among it may be mistyped */
function usageError(message: string, command: Command, argv: readonly string[] = []): UsageError {
  const meant = /^Unknown argument/.test(message) ? meantFlags(argv, command) : ''
  return new UsageError(message, { hint: `${meant}See: evalkit ${command.usage.split(' ')[0]} --help` })
}

/** Of `--modle`, `--max_tokens`, `-model`, and `—model` from a document that made one dash of two: the flags that there are. */
function meantFlags(argv: readonly string[], { flags }: Command): string {
  const known = Object.keys(flags).map((name) => `--${name}`)
  const meant = argv.flatMap((word) => {
    const [, dash, name = ''] = /^(--|-(?=\w\w)|[‐-―−]+)([^=]+)/.exec(word) ?? []
    const isKnown = dash === '--' && known.includes(`--${name}`)
    return dash === undefined || isKnown ? [] : nearest(`--${kebab(name)}`, known)
  })
  return [...new Set(meant)].join('')
}

/** `max_tokens`, `MaxTokens` */
const kebab = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()

/** yargs makes an array of any flag given twice, whatever its declared type. */
function repeatedFlag(command: Command, args: Record<string, unknown>): string | undefined {
  return Object.entries(command.flags).find(([name, flag]) => !isArray(flag) && Array.isArray(args[name]))?.[0]
}

/** `--sample-id "$UNSET"` must not mean every sample. */
function emptyFlag(command: Command, args: Record<string, unknown>): string | undefined {
  const names = Object.keys(command.flags).filter((name) => !command.optionalValues?.includes(name))
  return names.find((name) => [args[name]].flat().includes(''))
}

/** Documents make one long dash of `--`, and a shell hands that over as any other word. */
function dashedWord(command: Command, args: Record<string, unknown>): string | undefined {
  const words = Object.keys(command.positionals).flatMap((name) => [args[name]].flat())
  return words.find((word): word is string => typeof word === 'string' && /^[‐-―−]/.test(word))
}

const isArray = (flag: Options) => flag.type === 'array' || flag.array === true
