/** Measures noise from runs of the same model on the same benchmark, treated as repeats. */
import { requireComparable } from '../../results/compare/comparability.ts'
import type { ComparedRun } from '../../results/compare/compared-run.ts'
import { UsageError } from '../../results/errors.ts'
import { noiseOf } from '../../results/plan/noise.ts'
import type { ModelNoise } from '../../results/schema/plan.ts'

/**
 * @param runs runs of one model per benchmark
 * @returns one measurement per benchmark and model, in the order of the runs
 * @throws UsageError when no sample has two answers; IncomparableError for runs that measured different things
 */
export async function measureNoise(runs: readonly ComparedRun[]): Promise<ModelNoise[]> {
  const found: ModelNoise[] = []
  for (const [name, [first, ...more]] of Map.groupBy(runs, nameOf)) {
    if (first === undefined) continue
    for (const run of more) requireComparable(first.manifest, run.manifest, [])
    const noise = await noiseOf([first, ...more])
    if (noise === undefined) throw answeredOnce(name, runs)
    found.push(noise)
  }
  return found
}

const nameOf = ({ manifest: { benchmark, model } }: ComparedRun) => `${model.name} on ${benchmark.name}`

function answeredOnce(name: string, runs: readonly ComparedRun[]): UsageError {
  const others = [...new Set(runs.map(nameOf))].filter((each) => each !== name)
  return new UsageError(`${name}: no sample has two scored answers`, {
    hint:
      others.length > 0
        ? `Name two runs of one model. These are runs of: ${[name, ...others].join(', ')}.`
        : 'Run it again, in the same way, and name both runs; or run it with --repeats 2.',
  })
}
