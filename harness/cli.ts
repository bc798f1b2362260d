/**
 * The command line: finds the command, loads it, and maps the result to an exit code.
 *
 * `--version` and `--help` use the command table and a command's declaration. They import neither the argument parser nor the
 * implementation, which would take longer than the whole command.
 */

import { EXIT, UsageError } from '../results/errors.ts'
import { visible } from '../results/visible.ts'
import { COMMANDS, COMMANDS_BY_GROUP, type Entry } from './command-table.ts'
import { asFailure, endWith } from './lib/failure.ts'
import { guardOutput, print, requirePrinted } from './lib/terminal.ts'
import { VERSION } from './lib/version.ts'
import { asksForHelp, helpText } from './options/help.ts'

const HELP = `evalkit ${VERSION}: is the fine-tuned model better than its baseline, or worse?

Usage: evalkit <command> [options]

${Object.entries(COMMANDS_BY_GROUP).map(commandGroup).join('\n\n')}

Help and version:
  evalkit <command> --help, evalkit help <command>
  evalkit --version

Examples:
  # a comparison of three tiny models, without API key or server
  evalkit demo
  # your own models, on any OpenAI-compatible server
  evalkit run gsm8k --baseline vllm/BASE --model vllm/SFT@http://gpu:8000/v1`

function commandGroup([heading, commands]: readonly [string, Readonly<Record<string, Entry>>]): string {
  return [`${heading}:`, ...Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(15)}${about}`)].join(
    '\n',
  )
}

/** Runs one command. @returns the process's exit code; see `EXIT` */
export async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  guardOutput()
  try {
    const code = await runNamed(name, rest)
    await requirePrinted()
    return code
  } catch (error) {
    return report(asFailure(error), rest.includes('--json'))
  }
}

async function runNamed(name: string | undefined, rest: readonly string[]): Promise<number> {
  const isHelp = name === '--help' || name === '-h' || name === 'help'
  const about = rest[0]
  if (isHelp && about !== undefined && !about.startsWith('-')) return runCommand(about, ['--help'])
  if (name === undefined || isHelp) print(visible(HELP))
  else if (name === '--version' || name === 'version') print(visible(VERSION))
  else return runCommand(name, rest)
  return EXIT.ok
}

async function runCommand(name: string, argv: readonly string[]): Promise<number> {
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (entry === undefined) {
    const { nearest } = await import('../results/names.ts')
    const known = Object.keys(COMMANDS)
    throw new UsageError(`unknown command "${name}"`, { hint: `${nearest(name, known)}Commands: ${known.join(', ')}.` })
  }
  const { command } = await entry.load()
  if (asksForHelp(argv)) {
    print(visible(helpText(command)))
    return EXIT.ok
  }
  const { parseArguments } = await import('./options/parse-arguments.ts')
  const args = await parseArguments(command, argv)
  const { run } = await entry.implementation()
  return run(args as never)
}

/** Prints the failure, and in a GitHub workflow annotates it as well. */
async function report(error: unknown, json: boolean): Promise<number> {
  if (process.env.GITHUB_ACTIONS === 'true') await (await import('./reporting/github/workflow.ts')).tellFailure(error)
  if (json) {
    const { errorDocument } = await import('../results/report/forms/json.ts')
    const { escapedJson } = await import('../results/words/drawn.ts')
    print(escapedJson(errorDocument(error)))
  }
  return endWith(error)
}
