/** The samples that the origin set out to ask, those without a trial included. */
import { inSampleOrder } from '../../../results/summary/sample-order.ts'
import type { ForeignRun, ForeignTrial } from '../read/foreign.ts'
import { taskName } from './labels.ts'
import type { Recognised } from './recognise.ts'

export interface PlannedSamples {
  /** Ids in evalkit's runs, in the order of its benchmark or by number; of those without a trial, as far as they can be told. */
  readonly ids: Iterable<string>
  /** At least as many. */
  readonly count: number
}

export const idOf = (trial: ForeignTrial, run: ForeignRun, recognised: Recognised | undefined) =>
  recognised?.sampleOf(trial)?.id ?? ownId(run, trial.id)

const ownId = ({ task }: ForeignRun, id: string) => `${taskName(task)}/${id}`

/** @throws InteropError for a row that cannot be read */
export async function plannedSamples(run: ForeignRun, recognised: Recognised | undefined): Promise<PlannedSamples> {
  if (recognised !== undefined) return recognisedSamples(run, recognised)
  const found = run.ids ?? (await idsOf(run))
  const { planned = 0 } = run
  const { length, isOrdered } = measured(found)
  const expected = planned > length ? (numbersBelow(planned, found) ?? found) : found
  const own = { [Symbol.iterator]: () => Iterator.from(expected).map((id) => ownId(run, id)) }
  const count = Math.max(planned, length)
  return { ids: isOrdered || expected !== found ? own : [...own].sort(inSampleOrder), count }
}

async function idsOf(run: ForeignRun): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for await (const { id } of run.trials()) ids.add(id)
  return ids
}

function measured(ids: Iterable<string>): { readonly length: number; readonly isOrdered: boolean } {
  let [length, isOrdered] = [0, true]
  let before: string | undefined
  for (const id of ids) {
    isOrdered &&= before === undefined || inSampleOrder(before, id) < 0
    before = id
    length++
  }
  return { length, isOrdered }
}

/** All numbers below the planned one. @returns undefined where the origin numbers its samples otherwise */
function numbersBelow(planned: number, found: Iterable<string>): Iterable<string> | undefined {
  for (const id of found) if (!/^(?:0|[1-9]\d*)$/.test(id) || Number(id) >= planned) return undefined
  return Array.from({ length: planned }, (_, at) => String(at))
}

async function recognisedSamples(run: ForeignRun, recognised: Recognised): Promise<PlannedSamples> {
  const { allIds } = recognised.loaded
  const found = new Map<string, string>()
  for await (const trial of run.trials()) found.set(trial.id, idOf(trial, run, recognised))
  const { planned = 0 } = run
  const known = new Set(found.values())
  if (planned > known.size) for (const id of missingIds(run, planned, found, allIds)) known.add(id)
  return { ids: allIds.filter((id) => known.has(id)), count: Math.max(planned, known.size) }
}

/** Where the origin numbers the benchmark's samples one by one, those without a trial can be told by their numbers. */
function missingIds(
  { ids = [] }: ForeignRun,
  planned: number,
  found: ReadonlyMap<string, string>,
  all: readonly string[],
): string[] {
  const place = new Map(all.map((id, at) => [id, at]))
  const offsets = new Set([...found].map(([id, own]) => (place.get(own) ?? Number.NaN) - Number(id)))
  const [offset = Number.NaN, another] = offsets
  if (another !== undefined || Number.isNaN(offset)) return []
  const listed = [...ids]
  const expected = listed.length >= planned ? listed : (numbersBelow(planned, found.keys()) ?? [])
  return [...expected].flatMap((id) => all[Number(id) + offset] ?? [])
}
