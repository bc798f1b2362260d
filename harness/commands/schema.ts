/** `evalkit schema`: the JSON Schemas of the files and documents that evalkit writes. */
import { EXIT, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { print } from '../lib/terminal.ts'
import { defineCommand } from '../options/command.ts'

export const command = defineCommand({
  usage: 'schema [name]',
  about:
    'Print a JSON Schema.\n' +
    'Files of a run folder: manifest, record, summary. Output of --json: comparison, verdict, results, plan. ' +
    'Files of yours: baselines, config.',
  positionals: {
    name: {
      type: 'string',
      values: ['manifest', 'record', 'summary', 'comparison', 'verdict', 'results', 'plan', 'baselines', 'config'],
      describe: 'name of the schema (default: all of them, by name)',
    },
  },
  flags: {},
  examples: [['evalkit schema verdict > verdict.schema.json', 'what gate --json has under "gate"']],

  async run({ name }) {
    const [runs, comparisons, gates, results, plans, baselines, configs] = await Promise.all([
      import('../../results/schema/schema.ts'),
      import('../../results/schema/comparison.ts'),
      import('../../results/schema/gate.ts'),
      import('../../results/schema/results.ts'),
      import('../../results/schema/plan.ts'),
      import('../../results/schema/baselines.ts'),
      import('../options/config-schema.ts'),
    ])
    const schemas: Readonly<Record<string, object>> = {
      manifest: runs.RunManifest,
      record: runs.SampleRecord,
      summary: runs.BenchmarkSummary,
      comparison: comparisons.Comparison,
      verdict: gates.GateVerdict,
      results: results.ResultsFacts,
      plan: plans.PlanFacts,
      baselines: baselines.BaselinesFile,
      config: configs.Config,
    }
    const names = Object.keys(schemas)
    if (name !== undefined && !Object.hasOwn(schemas, name)) {
      throw new UsageError(`schema ${name}: unknown schema`, {
        hint: `${nearest(name, names)}Schemas: ${names.join(', ')}.`,
      })
    }
    print(JSON.stringify(name === undefined ? schemas : { $schema: DIALECT, ...schemas[name] }, null, 2))
    return EXIT.ok
  },
})

const DIALECT = 'http://json-schema.org/draft-07/schema#'
