/** `evalkit gate`: gates finished runs by the policy of the config; the exit code is the verdict. */
import { defineCommand } from '../options/command.ts'
import { findLocations, JSON_FLAG, LOCATION_FLAGS } from '../options/settings.ts'
import {
  COMPARE_FLAGS,
  compareOptions,
  openFolders,
  RUNS_POSITIONAL,
  requireOneBaseline,
} from '../reporting/compared-folders.ts'
import { LOOKS_FLAG, ledgerLocations } from '../reporting/look-ledger.ts'
import { presentRuns } from '../reporting/print-results.ts'

const { config, 'runs-dir': runsDir } = LOCATION_FLAGS

export const command = defineCommand({
  usage: 'gate <run..>',
  about:
    'Decide whether a model is no worse than its baseline, by a margin for each benchmark. The config file can set the margins.\n' +
    'Exit codes: 0 passed, 3 a run is incomplete, 10 regressed, 11 inconclusive, 12 not comparable.',
  positionals: RUNS_POSITIONAL,
  flags: {
    ...COMPARE_FLAGS,
    looks: LOOKS_FLAG,
    json: JSON_FLAG,
    config,
    'runs-dir': runsDir,
  },
  examples: [
    ['evalkit gate evalkit-runs/*_base_* evalkit-runs/*_sft_*', 'the fine-tune against its base model'],
    ['evalkit gate --baseline RUN --json NEW-RUN > verdict.json', 'the verdict as JSON'],
  ],

  async run(args) {
    const locations = await findLocations({ ...args, 'data-dir': undefined })
    const { runs, baseline } = await openFolders('gate', args)
    requireOneBaseline(runs, baseline)
    return presentRuns(runs, {
      json: args.json === true,
      baseline,
      gate: { policy: locations.config.gate ?? {}, ...ledgerLocations(args, locations), spendsLook: true },
      ...(await compareOptions(args, locations.config.gate)),
    })
  },
})
