/** The command table. Paths are literal, so that the bundle of the published package splits at them. */
import type { ExitCode } from '../results/errors.ts'
import type { Command } from './options/command.ts'

export interface Entry {
  readonly about: string
  /** Loads the declaration alone, which is all that `--help` needs. */
  load(): Promise<{ readonly command: Command }>
  /** Loads the implementation, with everything it imports. Its arguments are those of the declaration. */
  implementation(): Promise<{ run(args: never): Promise<ExitCode> }>
}

/** Headings of `evalkit --help`, and the commands below each. */
export const COMMANDS_BY_GROUP: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
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
    watch: {
      about: 'evaluate the checkpoints of a training run as they are written',
      load: () => import('./commands/declarations/watch.ts'),
      implementation: () => import('./commands/watch.ts'),
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
    curve: {
      about: 'show the score over the steps of a training run',
      load: () => import('./commands/declarations/curve.ts'),
      implementation: () => import('./commands/curve.ts'),
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
    import: {
      about: 'read logs of lm-evaluation-harness and other tools into runs',
      load: () => import('./commands/declarations/import.ts'),
      implementation: () => import('./commands/import.ts'),
    },
    export: {
      about: 'write runs for Inspect, lm-eval and Every Eval Ever',
      load: () => import('./commands/declarations/export.ts'),
      implementation: () => import('./commands/export.ts'),
    },
    publish: {
      about: 'add results to a Hugging Face model card',
      load: () => import('./commands/declarations/publish.ts'),
      implementation: () => import('./commands/publish.ts'),
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
    verify: {
      about: 'check that the files of run folders agree with each other',
      load: () => import('./commands/declarations/verify.ts'),
      implementation: () => import('./commands/verify.ts'),
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
