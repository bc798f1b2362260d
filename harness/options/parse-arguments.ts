/** Reads the arguments of a command, and says in plain words what is wrong with them. */
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { type Command, isArray, nameOf } from './command.ts'

/** @throws UsageError for arguments that the command does not have, or values that it does not accept */
export async function parseArguments(command: Command, argv: readonly string[]): Promise<Record<string, unknown>> {
  const { default: yargs } = await import('yargs')
  const parser = yargs()
    .command(`$0 ${command.usage.split(' ').slice(1).join(' ')}`.trim(), false, (inner) => {
      for (const [name, positional] of Object.entries(command.positionals)) inner.positional(name, positional)
      return inner.options(command.flags).requiresArg(Object.keys(command.flags).filter(needsValue))
    })
    .parserConfiguration({ 'greedy-arrays': false, 'parse-positional-numbers': false })
    .strict()
    .version(false)
    .help(false)
    .locale('en')
    .exitProcess(false)
    .showHelpOnFail(false)
  function needsValue(name: string): boolean {
    return command.flags[name]?.type !== 'boolean' && !command.optionalValues?.includes(name)
  }

  return new Promise((resolve, reject) => {
    parser.parse(withPairsSeparated(argv, command), {}, (error, args) => {
      const problem = error ? inPlainWords(error.message, command, argv) : problemIn(args, command)
      if (problem === undefined) resolve(args)
      else reject(usageError(problem, command, argv))
    })
  })
}

/** `--from A B` as `--from A --from B`, which is how arrays are read. */
function withPairsSeparated(argv: readonly string[], { pairedValues = [] }: Command): string[] {
  return argv.flatMap((word, at) => {
    const flag = argv[at - 2]
    const isSecond = flag !== undefined && pairedValues.includes(flag.replace(/^--/, '')) && !word.startsWith('-')
    return isSecond ? [flag, word] : [word]
  })
}

/** The messages of yargs, with the names that the user typed. */
function inPlainWords(message: string, { usage }: Command, argv: readonly string[]): string {
  const [, flag] = /^Not enough arguments following: (\S+)/.exec(message) ?? []
  if (flag !== undefined) return `--${flag} requires a value`
  if (/^Not enough non-option arguments/.test(message)) {
    return `missing argument: ${[...usage.matchAll(/<[^>]+>/g)].join(' ')}`
  }
  const [, name, given, choices] = /Argument: (\S+), Given: "?(.*?)"?, Choices: (.*)/.exec(message) ?? []
  if (choices !== undefined) return `--${name} ${given}: must be one of ${choices.replaceAll('"', '')}`
  const [, unknown] = /^Unknown arguments?: (.*)$/.exec(message) ?? []
  return unknown === undefined ? message : unknownArguments(unknown.split(', '), argv)
}

/** yargs names a flag without its dashes, and once more in camel case. */
function unknownArguments(names: readonly string[], argv: readonly string[]): string {
  const typed = names.filter((name) => argv.some((word) => word.replace(/^-+/, '').split('=')[0] === name))
  const shown = (typed.length > 0 ? typed : names).map((name) =>
    argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)) ? `--${name}` : name,
  )
  return `unknown argument${shown.length === 1 ? '' : 's'}: ${shown.join(', ')}`
}

/** What yargs accepts, and cannot be meant. */
function problemIn(args: Record<string, unknown>, command: Command): string | undefined {
  const repeated = repeatedFlag(command, args)
  if (repeated !== undefined) return `--${repeated} is given more than once, and takes one value`
  const empty = emptyFlag(command, args)
  if (empty !== undefined) return `--${empty} requires a value, and the one given is empty`
  const dashed = dashedWord(command, args)
  return dashed === undefined ? undefined : `unknown argument: ${dashed}`
}

/** yargs makes an array of any flag given twice, whatever its declared type. */
function repeatedFlag(command: Command, args: Record<string, unknown>): string | undefined {
  return Object.entries(command.flags).find(([name, flag]) => !isArray(flag) && Array.isArray(args[name]))?.[0]
}

/** `--sample-id "$UNSET"` must not mean every sample. */
function emptyFlag(command: Command, args: Record<string, unknown>): string | undefined {
  const names = Object.keys(command.flags).filter((name) => !command.optionalValues?.includes(name))
  return names.find((name) => [args[name]].flat().includes(''))
}

/** Word processors turn `--` into one long dash, which a shell passes on like any other word. */
function dashedWord(command: Command, args: Record<string, unknown>): string | undefined {
  const words = Object.keys(command.positionals).flatMap((name) => [args[name]].flat())
  return words.find((word): word is string => typeof word === 'string' && /^[‐-―−]/.test(word))
}

/** @param argv may hold a mistyped flag */
function usageError(message: string, command: Command, argv: readonly string[]): UsageError {
  const meant = /^unknown argument/.test(message) ? meantFlags(argv, command) : ''
  return new UsageError(message, { hint: `${meant}See: evalkit ${nameOf(command)} --help` })
}

/** Suggestions for `--modle`, `--max_tokens`, `-model`, and for `—model` with a long dash. */
function meantFlags(argv: readonly string[], { flags }: Command): string {
  const known = Object.entries(flags).flatMap(([name, { hidden }]) => (hidden ? [] : `--${name}`))
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
