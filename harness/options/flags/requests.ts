/** Flags of commands that send requests to models: rate limits, retries, budgets, cache and log. */
import { inGroup } from '../command.ts'
import { LOG_LEVELS } from '../request-options.ts'

const SERVER_FLAGS = inGroup('Requests', {
  'max-connections': { type: 'number', describe: 'maximum requests in flight (default: adaptive)' },
  rpm: { type: 'number', describe: 'maximum requests per minute' },
  tpm: { type: 'number', describe: 'maximum tokens per minute, prompts and replies together' },
  stream: { type: 'boolean', describe: 'stream replies, and record the time to first token' },
  batch: { type: 'boolean', describe: 'use OpenAI’s batch API: half the price, results within a day' },
  timeout: { type: 'number', value: 'SECONDS', describe: 'time limit of one request (default: 600)' },
  'max-retries': { type: 'number', describe: 'retries of a failed request (default: 8)' },
  'max-downtime': {
    type: 'number',
    value: 'SECONDS',
    describe: 'how long a server may be down before the run stops (default: 900)',
  },
  'serve-timeout': {
    type: 'number',
    value: 'SECONDS',
    describe: 'time that a server started by --serve has to get ready (default: 1800)',
  },
  header: {
    type: 'array',
    string: true,
    value: 'HEADER',
    describe: `header of each request: 'Name: \${VARIABLE}', or 'LABEL=Name: value' for one model`,
  },
  'model-version': { type: 'string', describe: 'tells checkpoints behind one URL apart' },
  cache: { type: 'boolean', describe: 'keep replies across runs, by --model-version, and request only missing ones' },
  'cache-only': { type: 'boolean', describe: 'use cached replies only; send no request' },
})

const LIMIT_FLAGS = inGroup('Limits and cost', {
  'max-cost': { type: 'number', value: 'AMOUNT', describe: 'stop at this cost, by the prices in the config file' },
  'max-tokens-total': { type: 'number', describe: 'stop after this many tokens, prompts and replies together' },
  'max-time': { type: 'number', value: 'SECONDS', describe: 'stop after this time' },
  'fail-on-error': {
    type: 'string',
    value: 'N|SHARE',
    describe: 'unscored trials to allow before the run counts as incomplete, such as 3 or 1% (default: 0)',
  },
})

const LOG_FLAGS = inGroup('Output and files', {
  'log-level': {
    choices: LOG_LEVELS,
    describe: 'log JSON lines: debug has each reply, trace each request',
  },
  'log-file': { type: 'string', value: 'FILE', describe: 'write the log to a file instead of standard error' },
})

export const REQUEST_FLAGS = { ...SERVER_FLAGS, ...LIMIT_FLAGS, ...LOG_FLAGS } as const
