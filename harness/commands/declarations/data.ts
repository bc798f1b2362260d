import { defineCommand } from '../../options/command.ts'
import { BENCHMARK_POSITIONAL } from '../../options/flags/runs.ts'
import { JSON_FLAG, LOCATION_FLAGS } from '../../options/flags/shared.ts'

export const ACTIONS = ['pull', 'verify', 'list'] as const

/** `evalkit data` on the command line. */
export const command = defineCommand({
  usage: 'data <action> [benchmark..]',
  about:
    'Fetch, verify and list the data files of benchmarks.\n' +
    'pull fetches what is missing from its official address and verifies its sha256; run does the same when it needs a file. ' +
    'verify reads the files that are here and compares their sha256 with the published one. list shows what is where.',
  positionals: {
    action: { type: 'string', values: ACTIONS, describe: 'pull, verify or list' },
    benchmark: { ...BENCHMARK_POSITIONAL, describe: 'benchmarks, or all, paper or core (default: every benchmark)' },
  },
  flags: {
    'data-dir': LOCATION_FLAGS['data-dir'],
    config: LOCATION_FLAGS.config,
    json: JSON_FLAG,
  },
  examples: [
    ['evalkit data list', 'what is on this machine'],
    ['evalkit data pull gsm8k humaneval', 'fetch two benchmarks before a run'],
    ['evalkit data pull all --data-dir /shared/data', 'fill a mirror for machines without internet'],
  ],
})
