/** Flags of commands that run models on benchmarks. */
import { type Flag, type Flags, inGroup, type Positional } from '../command.ts'
import { JUDGE_FLAGS } from './judges.ts'
import { REQUEST_FLAGS } from './requests.ts'
import { CHECK_FLAG, GENERATION_FLAGS, JSON_FLAG, LOCATION_FLAGS, SANDBOX_FLAG } from './shared.ts'

export const BENCHMARK_POSITIONAL = {
  type: 'string',
  array: true,
  values: async () => (await import('../../../benchmarks/suites.ts')).BENCHMARK_NAMES,
  describe:
    'benchmarks, see evalkit list benchmarks; or all, or paper: the seven of arXiv 2504.09639; or core: without mmlu and ifeval',
} as const satisfies Positional

export const MODEL_FLAG = {
  type: 'array',
  string: true,
  group: 'What to run',
  value: 'SPEC',
  describe: '[label=]provider/model[@URL], a name from the config file, or with --serve a checkpoint',
} as const satisfies Flag

/** Flags of models that are checkpoints. */
export const SERVE_FLAGS = inGroup('What to run', {
  serve: {
    type: 'string',
    value: 'SERVER',
    values: ['vllm', 'sglang', 'llama-server', 'transformers', 'tgi'],
    describe:
      'start this server for models that are checkpoints, such as vllm or "vllm --max-model-len 8192"; or a command line with {checkpoint}, {port} and {name}',
  },
  'adapter-base': {
    type: 'string',
    value: 'PATH',
    describe: 'base model of adapters, if their settings name another path',
  },
  'hash-weights': {
    type: 'boolean',
    describe: 'hash every byte of checkpoints for their version (default: headers, and samples of each tensor)',
  },
})

export const PROTOCOL_FLAG = {
  type: 'string',
  group: 'What to run',
  value: 'NAME',
  values: async () => (await import('../../../benchmarks/suites.ts')).PROTOCOL_NAMES,
  describe: 'prompt, sampling and scoring as a set, see evalkit list protocols (default: the benchmark’s first)',
} as const satisfies Flag

export const LIMIT_FLAG = {
  type: 'string',
  group: 'What to run',
  value: 'N',
  describe: 'N samples of all categories, the same ones each time; first:N; or a 0-based range a-b',
} as const satisfies Flag

export const REPEATS_FLAG = {
  type: 'number',
  group: 'What to run',
  describe: 'independent replies to each sample',
} as const satisfies Flag

const STEP_FLAG = {
  type: 'array',
  string: true,
  group: 'What to run',
  value: 'N',
  describe: 'training step of the checkpoint, for evalkit curve; LABEL=N for one model',
} as const satisfies Flag

const SERIES_FLAG = {
  type: 'array',
  string: true,
  group: 'What to run',
  value: 'NAME',
  describe:
    'training run that the checkpoint belongs to (default: its label without the step); LABEL=NAME for one model',
} as const satisfies Flag

export const RUN_FLAGS = {
  ...inGroup('What to run', {
    model: MODEL_FLAG,
    ...SERVE_FLAGS,
    protocol: PROTOCOL_FLAG,
    api: {
      type: 'array',
      string: true,
      value: 'API',
      describe: 'chat or completions; LABEL=completions for one model',
    },
    step: STEP_FLAG,
    series: SERIES_FLAG,
    limit: LIMIT_FLAG,
    'sample-id': { type: 'array', string: true, value: 'ID', describe: 'only this sample, such as gsm8k/17' },
    shard: {
      type: 'string',
      value: 'I/N',
      describe: 'one machine’s part of N; auto/N in a Slurm array (0 to N-1) or a Kubernetes indexed job',
    },
    repeats: REPEATS_FLAG,
    permutations: { type: 'number', describe: 'orders in which the options of each question are shown, such as 4' },
    resume: { type: 'string', value: '[RUN]', describe: 'continue unfinished runs: the newest, or the folder named' },
    order: {
      choices: ['longest', 'file'],
      describe:
        'start samples with the longest replies of an earlier run first, or all in file order (default: longest)',
    },
    'retry-errors': { type: 'boolean', describe: 'request only what has no score yet; the same as --resume' },
  }),
  ...inGroup('Scoring', {
    rule: { type: 'string', value: 'NAME', describe: 'extraction rule of the headline score, see evalkit list rules' },
    'pass-at': { type: 'array', number: true, value: 'K', describe: 'for code: report pass@K beside pass@1' },
    check: CHECK_FLAG,
    sandbox: SANDBOX_FLAG,
  }),
  ...JUDGE_FLAGS,
  ...GENERATION_FLAGS,
  ...REQUEST_FLAGS,
  json: JSON_FLAG,
  ...LOCATION_FLAGS,
} as const satisfies Flags
