/** Flags that many commands have. */
import { type Flag, inGroup } from '../command.ts'
import { ENGINES } from '../engine-names.ts'

/** Flags of every command that reads data sets or run folders. */
export const LOCATION_FLAGS = inGroup('Output and files', {
  'data-dir': { type: 'string', value: 'DIR', describe: 'local mirror of the data sets (EVALKIT_DATA_DIR)' },
  'runs-dir': {
    type: 'string',
    value: 'DIR',
    describe: 'where run folders are (EVALKIT_RUNS_DIR; default: evalkit-runs)',
  },
  config: {
    type: 'string',
    value: 'FILE',
    describe: 'config file (default: the nearest evalkit.config.{yaml,yml,json,ts}, here or in a parent folder)',
  },
})

export const JSON_FLAG = {
  type: 'boolean',
  group: 'Output and files',
  describe: 'print one JSON document to standard output',
} as const satisfies Flag

export const VERBOSE_FLAG = {
  type: 'boolean',
  group: 'Output and files',
  describe: 'print every detail of every run, not only of a few, and the name of the config file',
} as const satisfies Flag

export const SHOW_PROTECTED_FLAG = {
  type: 'boolean',
  group: 'Output and files',
  describe: 'include the text of protected benchmarks, whose authors ask not to publish it',
} as const satisfies Flag

/** Whether tests run apart from the program, where the answer is code. */
export const CHECK_FLAG = {
  choices: ['split', 'in-place'],
  group: 'Scoring',
  describe: 'for code: run tests apart from the model’s program, or in one namespace as published numbers did',
} as const satisfies Flag

/** The sandbox engine, where the answer is code. */
export const SANDBOX_FLAG = {
  choices: ENGINES,
  group: 'Scoring',
  describe: 'for code: sandbox engine, WebAssembly in an isolate or this machine’s python3 on Linux (default: isolate)',
} as const satisfies Flag

/** Flags that change how replies are sampled. */
export const GENERATION_FLAGS = inGroup('Generation', {
  temperature: { type: 'number', describe: 'sampling temperature; 0 is greedy' },
  'top-p': { type: 'number', describe: 'nucleus sampling, above 0 and up to 1' },
  'max-tokens': { type: 'number', describe: 'maximum tokens of one reply' },
  seed: { type: 'number', describe: 'send a seed derived from N, sample and repeat; the same for every model' },
  stop: { type: 'array', string: true, describe: 'stop sequence' },
  system: { type: 'string', describe: 'system message' },
  'reasoning-effort': {
    type: 'string',
    value: 'LEVEL',
    describe: 'as the server names it, such as low, medium or high',
  },
  omit: {
    type: 'array',
    string: true,
    value: 'FIELD',
    describe: 'leave out a request field that the server rejects, such as temperature',
  },
  'extra-body': { type: 'string', value: 'JSON', describe: 'JSON object merged into each request body' },
})
