/**
 * The command line: finds the command, loads it, and maps the result to an exit code.
 *
 * `--version` and `--help` use the table below and a command's declaration. They import neither the argument parser nor the
 * implementation, which would take longer than the whole command.
 */
import { EXIT, type ExitCode, UsageError } from '../results/errors.ts'
import { endWith } from './lib/failure.ts'
import { guardOutput, print, requirePrinted } from './lib/terminal.ts'
import { VERSION } from './lib/version.ts'
import type { Command } from './options/command.ts'
import { asksForHelp, helpText } from './options/help.ts'

export interface Entry {
  readonly about: string
  /** Loads the declaration alone, which is all that `--help` needs. */
  load(): Promise<{ readonly command: Command }>
  /** Loads the implementation, with everything it imports. Its arguments are those of the declaration. */
  implementation(): Promise<{ run(args: never): Promise<ExitCode> }>
}

/** Headings of `evalkit --help`, and the commands below each. */
const COMMANDS_BY_GROUP: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  'Run models': {
    demo: {
      about: 'compare three tiny models on this machine',
      load: () => import('./commands/declarations/demo.ts'),
      implementation: () => import('./commands/demo.ts'),
    },
    run: {
      about: 'run models on benchmarks, and compare them with a baseline',
      load: () => import('./commands/declarations/run.ts'),
      implementation: () => import('./commands/run.ts'),
    },
    plan: {
      about: 'estimate requests, cost, time and statistical power',
      load: () => import('./commands/declarations/plan.ts'),
      implementation: () => import('./commands/plan.ts'),
    },
    rescore: {
      about: 'score stored replies again',
      load: () => import('./commands/declarations/rescore.ts'),
      implementation: () => import('./commands/rescore.ts'),
    },
    pairwise: {
      about: 'judge stored replies of two models against each other',
      load: () => import('./commands/declarations/pairwise.ts'),
      implementation: () => import('./commands/pairwise.ts'),
    },
    merge: {
      about: 'merge the parts of a sharded run',
      load: () => import('./commands/declarations/merge.ts'),
      implementation: () => import('./commands/merge.ts'),
    },
  },
  'Read results': {
    compare: {
      about: 'compare finished runs with a baseline',
      load: () => import('./commands/declarations/compare.ts'),
      implementation: () => import('./commands/compare.ts'),
    },
    gate: {
      about: 'decide whether a model is no worse than its baseline',
      load: () => import('./commands/declarations/gate.ts'),
      implementation: () => import('./commands/gate.ts'),
    },
    baseline: {
      about: 'save runs as a named baseline in a file you commit',
      load: () => import('./commands/declarations/baseline.ts'),
      implementation: () => import('./commands/baseline.ts'),
    },
    report: {
      about: 'write Markdown, HTML, JSON, JUnit or CSV reports',
      load: () => import('./commands/declarations/report.ts'),
      implementation: () => import('./commands/report.ts'),
    },
    view: {
      about: 'browse and compare runs in the browser, live',
      load: () => import('./commands/declarations/view.ts'),
      implementation: () => import('./commands/view.ts'),
    },
    show: {
      about: 'summarize a run, or explain one sample of it',
      load: () => import('./commands/declarations/show.ts'),
      implementation: () => import('./commands/show.ts'),
    },
    noise: {
      about: 'show how much a model’s replies vary',
      load: () => import('./commands/declarations/noise.ts'),
      implementation: () => import('./commands/noise.ts'),
    },
  },
  'Training data': {
    contamination: {
      about: 'search training data for benchmark questions and answers',
      load: () => import('./commands/declarations/contamination.ts'),
      implementation: () => import('./commands/contamination.ts'),
    },
    sft: {
      about: 'build training data from a teacher model’s replies',
      load: () => import('./commands/declarations/sft.ts'),
      implementation: () => import('./commands/sft.ts'),
    },
  },
  Setup: {
    init: {
      about: 'write a starter config and a GitHub workflow',
      load: () => import('./commands/declarations/init.ts'),
      implementation: () => import('./commands/init.ts'),
    },
    benchmark: {
      about: 'write and check benchmarks of your own',
      load: () => import('./commands/declarations/benchmark.ts'),
      implementation: () => import('./commands/benchmark.ts'),
    },
    doctor: {
      about: 'check this machine, data, keys and servers',
      load: () => import('./commands/declarations/doctor.ts'),
      implementation: () => import('./commands/doctor.ts'),
    },
    list: {
      about: 'list benchmarks, protocols, rules, models or runs',
      load: () => import('./commands/declarations/list.ts'),
      implementation: () => import('./commands/list.ts'),
    },
    data: {
      about: 'fetch, verify and list data files',
      load: () => import('./commands/declarations/data.ts'),
      implementation: () => import('./commands/data.ts'),
    },
    cache: {
      about: 'statistics of the response cache, and pruning it',
      load: () => import('./commands/declarations/cache.ts'),
      implementation: () => import('./commands/cache.ts'),
    },
    sandbox: {
      about: 'check the sandbox for model-written code',
      load: () => import('./commands/declarations/sandbox.ts'),
      implementation: () => import('./commands/sandbox.ts'),
    },
    completion: {
      about: 'print a completion script for bash, zsh or fish',
      load: () => import('./commands/declarations/completion.ts'),
      implementation: async () => ({ run: (await import('./commands/completion.ts')).completionOf(COMMANDS) }),
    },
    schema: {
      about: 'print JSON Schemas of files and output',
      load: () => import('./commands/declarations/schema.ts'),
      implementation: () => import('./commands/schema.ts'),
    },
  },
}

/** Every command, by name. */
export const COMMANDS: Readonly<Record<string, Entry>> = Object.assign({}, ...Object.values(COMMANDS_BY_GROUP))

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
    return report(error, rest.includes('--json'))
  }
}

async function runNamed(name: string | undefined, rest: readonly string[]): Promise<number> {
  const isHelp = name === '--help' || name === '-h' || name === 'help'
  const about = rest[0]
  if (isHelp && about !== undefined && !about.startsWith('-')) return runCommand(about, ['--help'])
  if (name === undefined || isHelp) print(HELP)
  else if (name === '--version' || name === 'version') print(VERSION)
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
    print(helpText(command))
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
    print(errorDocument(error))
  }
  return endWith(error)
}
