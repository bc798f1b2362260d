/** The samples that the origin set out to ask, those without a trial included. */
import type { ForeignRun, ForeignTrial } from './foreign.ts'
import { taskName } from './labels.ts'
import type { Recognised } from './questions.ts'

export interface PlannedSamples {
  /** Ids in evalkit's runs; of those without a trial, as far as they can be told. */
  readonly ids: readonly string[]
  /** At least as many. */
  readonly count: number
}

export const idOf = (trial: ForeignTrial, run: ForeignRun, recognised: Recognised | undefined) =>
  recognised?.sampleOf(trial)?.id ?? ownId(run, trial.id)

const ownId = ({ task }: ForeignRun, id: string) => `${taskName(task)}/${id}`

/** @throws InteropError for a row that cannot be read */
export async function plannedSamples(run: ForeignRun, recognised: Recognised | undefined): Promise<PlannedSamples> {
  const found = new Map<string, string>()
  if (recognised === undefined && run.ids !== undefined) for (const id of run.ids) found.set(id, ownId(run, id))
  else for await (const trial of run.trials()) found.set(trial.id, idOf(trial, run, recognised))
  const { planned = 0 } = run
  const known = new Set(found.values())
  const count = Math.max(planned, known.size)
  if (planned <= known.size) return { ids: [...known], count }
  const expected = expectedIds(run, found, planned)
  const ids =
    recognised === undefined ? expected.map((id) => ownId(run, id)) : asOwn(expected, found, recognised.loaded.allIds)
  return { ids: ids.length >= known.size ? ids : [...known], count }
}

/** The origin's ids: as its log lists them, or all numbers below the planned one. */
function expectedIds({ ids = [] }: ForeignRun, found: ReadonlyMap<string, string>, planned: number): readonly string[] {
  if (ids.length >= planned) return ids
  const numbered = new Set(Array.from({ length: planned }, (_, at) => String(at)))
  return [...found.keys()].every((id) => numbered.has(id)) ? [...numbered] : [...found.keys()]
}

/** Where the origin numbers the benchmark's samples one by one, the missing ones can be told by their numbers. */
function asOwn(expected: readonly string[], found: ReadonlyMap<string, string>, all: readonly string[]): string[] {
  const place = new Map(all.map((id, at) => [id, at]))
  const offsets = new Set([...found].map(([id, own]) => (place.get(own) ?? Number.NaN) - Number(id)))
  const [offset = Number.NaN, another] = offsets
  if (another !== undefined || Number.isNaN(offset)) return []
  return expected.flatMap((id) => all[Number(id) + offset] ?? [])
}
