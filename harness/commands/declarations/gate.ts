import { defineCommand } from '../../options/command.ts'
import { COMPARE_FLAGS, LOOKS_FLAG, POLICY_FLAG, RUNS_POSITIONAL } from '../../options/flags/comparison.ts'
import { JSON_FLAG, LOCATION_FLAGS, VERBOSE_FLAG } from '../../options/flags/shared.ts'

const { config, 'runs-dir': runsDir } = LOCATION_FLAGS

/** `evalkit gate` on the command line. */
export const command = defineCommand({
  usage: 'gate <run..>',
  about:
    'Decide whether a model is no worse than its baseline, by a margin for each benchmark. The config file can set the margins.\n' +
    'Exit codes: 0 passed, 3 a run is incomplete, 10 regressed, 11 inconclusive, 12 not comparable.',
  positionals: RUNS_POSITIONAL,
  flags: {
    ...COMPARE_FLAGS,
    policy: POLICY_FLAG,
    looks: LOOKS_FLAG,
    json: JSON_FLAG,
    verbose: VERBOSE_FLAG,
    config,
    'runs-dir': runsDir,
  },
  examples: [
    ['evalkit gate evalkit-runs/*_base_* evalkit-runs/*_sft_*', 'the fine-tune against its base model'],
    ['evalkit gate --baseline RUN --json NEW-RUN > verdict.json', 'the verdict as JSON'],
  ],
})
