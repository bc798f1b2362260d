/** `evalkit schema`: the JSON Schemas of the files and documents that evalkit writes. */

import { EXIT, type ExitCode, UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { jsonText } from '../../results/words/drawn.ts'
import { print } from '../lib/terminal.ts'
import type { ArgumentsOf } from '../options/command.ts'
import type { command } from './declarations/schema.ts'

export async function run({ name }: ArgumentsOf<typeof command>): Promise<ExitCode> {
  const [runs, comparisons, curves, gates, results, plans, baselines, configs] = await Promise.all([
    import('../../results/schema/schema.ts'),
    import('../../results/schema/comparison.ts'),
    import('../../results/schema/curve.ts'),
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
    curve: curves.CurveFacts,
    baselines: baselines.BaselinesFile,
    config: configs.Config,
  }
  const names = Object.keys(schemas)
  if (name !== undefined && !Object.hasOwn(schemas, name)) {
    throw new UsageError(`schema ${name}: unknown schema`, {
      hint: `${nearest(name, names)}Schemas: ${names.join(', ')}.`,
    })
  }
  print(jsonText(name === undefined ? schemas : { $schema: DIALECT, ...schemas[name] }, 2))
  return EXIT.ok
}

const DIALECT = 'http://json-schema.org/draft-07/schema#'
