/** Flags of commands that read finished runs, compare them or decide a gate. */
import { type Flag, inGroup } from '../command.ts'
import { IMPORT_FLAGS } from './imports.ts'
import { LOCATION_FLAGS } from './shared.ts'

export const BASELINES_FLAG = {
  type: 'string',
  group: 'Comparison and gate',
  value: 'FILE',
  describe: 'file with named baselines (default: the nearest evalkit-baselines.json, here or in a parent folder)',
} as const satisfies Flag

/** What `--help` says of an argument that names a run. */
export const RUN_NAME_HELP =
  'a run: its folder or the beginning of its name, its number in evalkit list runs, latest, latest~1, or a label'

/** Flags of every command that takes runs: where their names are looked up. */
export const RUN_LOCATION_FLAGS = {
  baselines: BASELINES_FLAG,
  config: LOCATION_FLAGS.config,
  'runs-dir': LOCATION_FLAGS['runs-dir'],
} as const

export const RUNS_POSITIONAL = {
  run: {
    type: 'string',
    array: true,
    describe: `${RUN_NAME_HELP}; or a baseline, as @main; or a log of lm-eval or Inspect`,
  },
} as const

export const ACCEPT_FLAG = {
  type: 'array',
  string: true,
  group: 'Comparison and gate',
  value: 'CHECK',
  describe: 'a check that may fail, such as identical-replies; every report shows that it was accepted',
} as const satisfies Flag

export const COMPARE_FLAGS = {
  ...RUN_LOCATION_FLAGS,
  ...IMPORT_FLAGS,
  ...inGroup('Comparison and gate', {
    baseline: {
      type: 'array',
      string: true,
      value: 'RUN',
      describe:
        'run folder of the baseline, one for each benchmark, or @NAME (default: the baseline the runs were made with, else the model of the first run)',
    },
    baselines: BASELINES_FLAG,
    'allow-different': { type: 'array', string: true, value: 'FIELD', describe: 'compare although this field differs' },
    accept: ACCEPT_FLAG,
    'exclude-contaminated': {
      type: 'string',
      value: 'FILE',
      describe: 'add scores without contaminated samples, by a report of evalkit contamination --report',
    },
  }),
} as const

export const POLICY_FLAG = {
  type: 'string',
  group: 'Comparison and gate',
  value: 'FILE',
  describe: 'a gate policy of NeMo Evaluator, in place of gate: in the config file',
} as const satisfies Flag

export const LOOKS_FLAG = {
  type: 'string',
  group: 'Comparison and gate',
  value: 'FILE',
  describe:
    'counts how often a checkpoint is gated (EVALKIT_LOOKS; default: the baselines file, or one in the runs folder)',
} as const satisfies Flag

export const DESIGN_FLAGS = inGroup('Comparison and gate', {
  escalate: {
    type: 'string',
    value: '[STAGES]',
    describe: 'with --gate: repeats by stage, more only while it is INCONCLUSIVE (default stages: 1,2,4)',
  },
  'early-stop': {
    type: 'boolean',
    describe: 'with --gate: random order of samples, five interim analyses, stop once it is decided',
  },
})

export const REFERENCE_FLAG = {
  type: 'string',
  group: 'Comparison and gate',
  value: 'NAME',
  values: async () => Object.keys((await import('../../../results/report/published.ts')).REFERENCES),
  describe: 'show published numbers beside yours: paper (arXiv 2504.09639)',
} as const satisfies Flag
