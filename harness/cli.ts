/**
 * The command line: finds the command, loads it and nothing else, and turns what happens into an exit code.
 *
 * `--help` and `--version` are answered from the table below, since importing the argument parser alone takes longer
 * than the whole answer.
 */
import { EXIT, UsageError } from '../results/errors.ts'
import type { Command } from './command.ts'
import { endWith } from './failure.ts'
import { guardOutput, print, requirePrinted } from './terminal.ts'
import { VERSION } from './version.ts'

interface Entry {
  readonly about: string
  load(): Promise<{ readonly command: Command }>
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  demo: {
    about: 'a real comparison with three tiny models, no key, no server',
    load: () => import('./commands/demo.ts'),
  },
  run: { about: 'run models on benchmarks, and compare them with a baseline', load: () => import('./commands/run.ts') },
  compare: { about: 'compare finished runs with their baseline', load: () => import('./commands/compare.ts') },
  gate: {
    about: 'decide by margins whether a model is no worse than its baseline',
    load: () => import('./commands/gate.ts'),
  },
  baseline: {
    about: 'keep runs under a name, in a file for your repository; @NAME stands for them',
    load: () => import('./commands/baseline.ts'),
  },
  plan: {
    about: 'before anything is spent: requests, cost, time, and what difference could be seen',
    load: () => import('./commands/plan.ts'),
  },
  noise: {
    about: 'how much a model’s answers vary by themselves',
    load: () => import('./commands/noise.ts'),
  },
  report: {
    about: 'finished runs as Markdown, HTML, JSON, JUnit or CSV',
    load: () => import('./commands/report.ts'),
  },
  show: { about: 'explain a run, or one sample of it', load: () => import('./commands/show.ts') },
  pairwise: {
    about: 'judge two models’ stored answers against each other',
    load: () => import('./commands/pairwise.ts'),
  },
  merge: { about: 'make one run of the parts of run --shard', load: () => import('./commands/merge.ts') },
  rescore: { about: 'score stored answers again, asking no model', load: () => import('./commands/rescore.ts') },
  contamination: {
    about: 'look for benchmark questions and answers in training data',
    load: () => import('./commands/contamination.ts'),
  },
  sft: {
    about: 'sft build: training data from a teacher model’s answers',
    load: () => import('./commands/sft.ts'),
  },
  cache: {
    about: 'what --cache has kept of earlier replies; drop old ones',
    load: () => import('./commands/cache.ts'),
  },
  data: { about: 'fetch, verify and list the data files of benchmarks', load: () => import('./commands/data.ts') },
  sandbox: {
    about: 'sandbox test: is model-written code run safely and fairly on this machine?',
    load: () => import('./commands/sandbox.ts'),
  },
  init: { about: 'write a starter config and a GitHub workflow', load: () => import('./commands/init.ts') },
  schema: { about: 'JSON Schemas of what evalkit writes', load: () => import('./commands/schema.ts') },
  list: { about: 'benchmarks, protocols, rules, models and runs', load: () => import('./commands/list.ts') },
}

const HELP = `evalkit ${VERSION}: is the fine-tuned model better than its baseline, or did it get worse somewhere?

Usage: evalkit <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(15)}${about}`)
  .join('\n')}

  evalkit <command> --help    what a command takes; also: evalkit help <command>
  evalkit --version

Start with:  evalkit demo
Then:        evalkit run gsm8k --baseline base=vllm/BASE@http://localhost:8000/v1 \\
                               --model sft=vllm/SFT@http://localhost:8001/v1`

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
    const { nearest } = await import('../results/nearest.ts')
    const known = Object.keys(COMMANDS)
    throw new UsageError(`unknown command "${name}"`, { hint: `${nearest(name, known)}Commands: ${known.join(', ')}.` })
  }
  const [{ command }, { parseArguments }] = await Promise.all([entry.load(), import('./command.ts')])
  const parsed = await parseArguments(command, argv)
  if (parsed.kind === 'args') return command.run(parsed.args)
  print(parsed.text)
  return EXIT.ok
}

/** In a GitHub workflow, where nobody reads the log, the cause is annotated as well. */
async function report(error: unknown, json: boolean): Promise<number> {
  if (process.env.GITHUB_ACTIONS === 'true') await (await import('./github/workflow.ts')).tellFailure(error)
  if (json) {
    const { errorDocument } = await import('../results/report/json.ts')
    print(errorDocument(error))
  }
  return endWith(error)
}
