import { defineCommand } from '../../options/command.ts'

/** `evalkit schema` on the command line. */
export const command = defineCommand({
  usage: 'schema [name]',
  about:
    'Print a JSON Schema.\n' +
    'Files of a run folder: manifest, record, summary. Output of --json: comparison, verdict, results, plan, curve. ' +
    'Files of yours: baselines, config.',
  positionals: {
    name: {
      type: 'string',
      values: [
        'manifest',
        'record',
        'summary',
        'comparison',
        'verdict',
        'results',
        'plan',
        'curve',
        'baselines',
        'config',
      ],
      describe: 'name of the schema (default: all of them, by name)',
    },
  },
  flags: {},
  examples: [['evalkit schema verdict > verdict.schema.json', 'what gate --json has under "gate"']],
})
