/** How many workers the memory of this machine allows, and how much each may occupy. */
import { availableParallelism } from 'node:os'
import { freeMiB } from './machine-memory.ts'

/** What a worker may occupy at most: two interpreters whose programs fill their memory. Most of the time, it is a third. */
export const MOST_MIB = 1024
/** Ordinary programs run in this. Below, their worker would be killed by us instead of by the system. */
const LEAST_MIB = 512
/** For evalkit itself and what else runs beside it. */
const RESERVED_MIB = 256

export interface WorkerPlan {
  readonly workers: number
  /** Memory that each worker may occupy, in MiB. */
  readonly residentMiB: number
  /** Why there are fewer workers than cores, or why memory may not last for one: a sentence. Absent: there is enough. */
  readonly shortage?: string
}

/**
 * As many workers as wanted, as long as all of them together find memory: each is killed by evalkit before the system is out of it.
 *
 * @param wanted ≥ 1
 * @param free memory in MiB
 */
export function planFor(wanted: number, free: number): WorkerPlan {
  const budget = free - RESERVED_MIB
  const workers = Math.max(1, Math.min(wanted, Math.floor(budget / MOST_MIB)))
  const residentMiB = Math.round(Math.max(LEAST_MIB, Math.min(MOST_MIB, budget / workers)))
  const freeText = `${(free / 1024).toFixed(1)} GiB of memory is free`
  if (budget < LEAST_MIB) {
    const shortage = `${freeText}, and a sandbox worker takes ${LEAST_MIB / 1024} GiB: the system may kill it`
    return { workers, residentMiB, shortage }
  }
  if (workers === wanted) return { workers, residentMiB }
  const count = workers === 1 ? '1 sandbox worker' : `${workers} sandbox workers`
  return { workers, residentMiB, shortage: `${count} instead of ${wanted}: ${freeText}, and each may take 1 GiB` }
}

/** The same for this machine as it is now. @param wanted workers; default: one a core */
export async function planWorkers(wanted = availableParallelism()): Promise<WorkerPlan> {
  return planFor(wanted, await freeMiB())
}
