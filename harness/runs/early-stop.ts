/** Early stopping: runs a benchmark part by part, each candidate until the gate has decided. */
import type { GateVerdict } from '../../results/schema/gate.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import { markStopped } from '../../results/store/write.ts'
import { note } from '../lib/terminal.ts'
import { lookParts } from './look-parts.ts'
import type { PreparedRun } from './prepare.ts'
import type { ScheduleResult } from './schedule.ts'

export interface LookSetup {
  /** The gate on these runs; it does not count as a look, and knows a stored baseline itself. */
  readonly decide: (runs: readonly FinishedRun[]) => Promise<GateVerdict>
  /** Number of required benchmarks: a regression must be significant after correction for them. */
  readonly family: number
}

/** A prepared run, or some of its samples. */
export interface RunPart {
  readonly prepared: PreparedRun
  /** Ids; all of them when left out. */
  readonly samples?: ReadonlySet<string>
  /** The run as an earlier part of this command left it. */
  readonly before?: FinishedRun | undefined
}

/**
 * @param baseline absent where it is a stored one
 * @param runParts starts or continues runs
 * @returns runs in the order of the prepared runs, the baseline's first; the failure that ended it before its time
 */
export async function runUntilDecided(
  { baseline, candidates }: { readonly baseline: PreparedRun | undefined; readonly candidates: readonly PreparedRun[] },
  runParts: (parts: readonly RunPart[]) => Promise<ScheduleResult>,
  { decide, family }: LookSetup,
): Promise<{ readonly runs: FinishedRun[]; readonly failure?: unknown }> {
  const all = [...(baseline === undefined ? [] : [baseline]), ...candidates]
  const runs = new Map<PreparedRun, FinishedRun>()
  const inOrder = () => all.flatMap((prepared) => runs.get(prepared) ?? [])
  const parts = new Map(all.map((prepared) => [prepared, lookParts(prepared)]))
  const looks = all.length === 0 ? 0 : (parts.get(all[0] as PreparedRun)?.length ?? 0)
  let open = candidates
  for (let look = 0; look < looks && open.length > 0; look++) {
    const asked = all.filter((prepared) => prepared === baseline || open.includes(prepared))
    const result = await runParts(
      asked.flatMap((prepared): RunPart[] => {
        const part = parts.get(prepared)?.[look]
        return part === undefined ? [] : [{ ...part, before: runs.get(prepared) }]
      }),
    )
    for (const run of result.runs) {
      const made = all.find(({ model }) => model.facts.label === run.manifest.model.label)
      if (made !== undefined) runs.set(made, run)
    }
    if (result.failure !== undefined) return { runs: inOrder(), failure: result.failure }
    if (look === looks - 1) break
    const decided = new Map<PreparedRun, 'PASS' | 'REGRESSED'>()
    const { decisions } = await decide(inOrder())
    for (const prepared of open) {
      const decision = decisions.find((one) => one.run === runs.get(prepared)?.folder)
      if (decision?.verdict === 'PASS') decided.set(prepared, 'PASS')
      if (decision?.verdict === 'REGRESSED' && isSure(decision, family)) decided.set(prepared, 'REGRESSED')
    }
    for (const [prepared, verdict] of decided) {
      const run = runs.get(prepared)
      if (run === undefined) continue
      runs.set(prepared, await markStopped(run, verdict))
      const [done, total] = [parts.get(prepared)?.[look]?.samples.size ?? 0, prepared.samples.length]
      note(
        `${prepared.benchmark.name}, ${prepared.model.facts.label}: ${verdict} at look ${look + 1} of ${looks}, after ${done} of ${total} samples: stopped early`,
      )
    }
    open = open.filter((prepared) => !decided.has(prepared))
  }
  return { runs: inOrder() }
}

/**
 * A regression stops a run only if it survives a correction over all required benchmarks, whatever the others show, and if the loss
 * is significantly more than half a margin: otherwise five looks would fail an equal model in 1.4% of cases instead of 0.2%. Less
 * clear cases run to their end, and are decided there. A floor needs neither condition.
 */
function isSure({ ground, p, level, bounds, margin = 0 }: GateVerdict['decisions'][number], family: number): boolean {
  if (ground !== 'beyond-margin') return true
  const isLarge = bounds !== undefined && bounds[1] < -margin / 2
  return isLarge && p !== undefined && p * family < level
}
