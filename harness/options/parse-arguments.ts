/** Parses the arguments of a command, and explains errors in plain words. */
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { type Command, isArray, nameOf } from './command.ts'
import { covered, flagAwaitingValue, splitOperands, uncovered } from './operands.ts'

/** @throws UsageError for unknown arguments, and for values that the command does not accept */
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
    parser.parse(asParsed(argv, command), {}, (error, args) => {
      const problem = error ? inPlainWords(String(uncovered(error.message)), command, argv) : problemIn(args, command)
      if (problem === undefined) resolve(withOperands(args, command))
      else reject(usageError(problem, command, argv))
    })
  })
}

/** What yargs is given: it drops the words after `--`, so they follow without it, and none of them is the value of a flag. */
function asParsed(argv: readonly string[], command: Command): string[] {
  const { words, operands } = splitOperands(argv)
  const [last] = flagAwaitingValue(words.at(-1), command) ?? []
  const flags = withPairsSeparated(words, command)
  if (last === undefined || operands.length === 0) return [...flags, ...operands.map(covered)]
  if (!command.optionalValues?.includes(last)) return [...flags] // a flag without its value, which yargs names
  return [...flags.slice(0, -1), `--${last}=`, ...operands.map(covered)]
}

function withOperands(args: Record<string, unknown>, { positionals }: Command): Record<string, unknown> {
  const words = Object.keys(positionals).map((name) => [name, uncovered(args[name])] as const)
  return { ...args, ...Object.fromEntries(words.filter(([, value]) => value !== undefined)) }
}

/** Rewrites `--from A B` as `--from A --from B`, as yargs reads arrays. */
function withPairsSeparated(argv: readonly string[], { pairedValues = [] }: Command): string[] {
  return argv.flatMap((word, at) => {
    const flag = argv[at - 2]
    const isSecond = flag !== undefined && pairedValues.includes(flag.replace(/^--/, '')) && !word.startsWith('-')
    return isSecond ? [flag, word] : [word]
  })
}

/** Rewords messages of yargs, with the names that the user typed. */
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

/** Rewords unknown arguments: yargs names a flag without dashes, and again in camel case. */
function unknownArguments(names: readonly string[], argv: readonly string[]): string {
  const typed = names.filter((name) => argv.some((word) => word.replace(/^-+/, '').split('=')[0] === name))
  const shown = (typed.length > 0 ? typed : names).map((name) =>
    argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)) ? `--${name}` : name,
  )
  return `unknown argument${shown.length === 1 ? '' : 's'}: ${shown.join(', ')}`
}

/** Finds mistakes that yargs accepts. */
function problemIn(args: Record<string, unknown>, command: Command): string | undefined {
  const repeated = repeatedFlag(command, args)
  if (repeated !== undefined) return `--${repeated} is given more than once, but takes one value`
  const empty = emptyFlag(command, args)
  if (empty !== undefined) return `--${empty} requires a value, but the one given is empty`
  const dashed = dashedWord(command, args)
  return dashed === undefined ? undefined : `unknown argument: ${dashed}`
}

/** Finds a repeated flag: yargs makes an array of it, whatever its declared type. */
function repeatedFlag(command: Command, args: Record<string, unknown>): string | undefined {
  return Object.entries(command.flags).find(([name, flag]) => !isArray(flag) && Array.isArray(args[name]))?.[0]
}

/** Finds an empty value: `--sample-id "$UNSET"` must not mean every sample. */
function emptyFlag(command: Command, args: Record<string, unknown>): string | undefined {
  const names = Object.keys(command.flags).filter((name) => !command.optionalValues?.includes(name))
  return names.find((name) => [args[name]].flat().includes(''))
}

/** Finds a flag with a long dash, which word processors make of `--` and shells pass on unchanged. */
function dashedWord(command: Command, args: Record<string, unknown>): string | undefined {
  const words = Object.keys(command.positionals).flatMap((name) => [args[name]].flat())
  return words.find((word): word is string => typeof word === 'string' && /^[‐-―−]/.test(word))
}

/** @param argv searched for mistyped flags, for suggestions */
function usageError(message: string, command: Command, argv: readonly string[]): UsageError {
  const meant = /^unknown argument/.test(message) ? meantFlags(argv, command) : ''
  return new UsageError(message, { hint: `${meant}See: evalkit ${nameOf(command)} --help` })
}

/** Suggests flags for `--modle`, `--max_tokens`, `-model`, and `—model` with a long dash. */
function meantFlags(argv: readonly string[], { flags }: Command): string {
  const known = Object.entries(flags).flatMap(([name, { hidden }]) => (hidden ? [] : `--${name}`))
  const meant = argv.flatMap((word) => {
    const [, dash, name = ''] = /^(--|-(?=\w\w)|[‐-―−]+)([^=]+)/.exec(word) ?? []
    const isKnown = dash === '--' && known.includes(`--${name}`)
    return dash === undefined || isKnown ? [] : nearest(`--${kebab(name)}`, known)
  })
  return [...new Set(meant)].join('')
}

/** Converts `max_tokens` and `MaxTokens` to `max-tokens`. */
const kebab = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()
