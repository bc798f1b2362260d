/** Looking again at one checkpoint: how often it was looked at, and at what. */

import { createHash } from 'node:crypto'
import type { ComparedRun } from '../compare/compared-run.ts'
import type { GateLook } from '../schema/gate.ts'
import type { RunManifest } from '../schema/schema.ts'

/** A run as a look knows it. */
export interface SeenRun {
  readonly manifest: RunManifest
  /** By `scoreDigests`. */
  readonly sheets: string[]
}

/** A look that is about to be made: what it is at, and the runs, the baseline's first. */
export type NewLook = Pick<GateLook, 'key' | 'runs'> & { readonly sheets: string[][] }

/**
 * What is looked at: equal keys are the same checkpoint against the same baseline, by the same measure.
 *
 * @returns undefined where the candidate's run names no version: then nobody knows whether it is the same checkpoint, and a
 *   new one behind the same name must not pay for the looks at the last
 */
export function lookKey(baseline: RunManifest, candidate: RunManifest): string | undefined {
  if (candidate.model.version === undefined) return undefined
  const { benchmark, protocol, items } = candidate
  return [
    `${benchmark.name}@${benchmark.version}`,
    `${protocol.name}@${protocol.hash}`,
    items.hash,
    modelKey(baseline),
    modelKey(candidate),
  ].join(' ')
}

/** @param candidates several where runs of one checkpoint are looked at in one go */
export function lookAt(baseline: SeenRun, ...candidates: readonly [SeenRun, ...SeenRun[]]): NewLook | undefined {
  const key = lookKey(baseline.manifest, candidates[0].manifest)
  if (key === undefined) return undefined
  const all = [baseline, ...candidates]
  return { key, runs: all.map(({ manifest }) => runKey(manifest)).join(' '), sheets: all.map(({ sheets }) => sheets) }
}

/** A run, whatever its folder is called now. */
export const runKey = ({ hash, group, startedAt }: RunManifest) => `${hash}-${group}-${startedAt}`

/** A version may have been given for a whole training run: its checkpoints then differ in their step. */
function modelKey({ model: { name, version = '', step, series } }: RunManifest): string {
  const checkpoint = step === undefined ? '' : `#${series ?? ''}:${step}`
  return `${name}@${version}${checkpoint}`
}

/** Where a look is among all that were recorded. */
export interface LookPlace {
  /** From 1. */
  readonly number: number
  /** Nothing in it was not looked at before: it is that look once more, and is not recorded. */
  readonly isKnown: boolean
  /** Standard errors of the looks before it, oldest first; undefined where an earlier version recorded none. */
  readonly errors: readonly (number | undefined)[]
  /** Runs whose answers count with its own, as `runKey` has them, oldest first: all that was measured, not the best of it. */
  readonly earlier: { readonly baseline: readonly string[]; readonly candidate: readonly string[] }
}

/**
 * A look is new where some answer in it is: the same folders gated again, the same replies in new folders, and earlier runs in
 * another combination are looks that were made already.
 *
 * @param looks all that were recorded, oldest first
 */
export function placeOf(looks: readonly GateLook[], look: NewLook): LookPlace {
  const seen = [
    ...new Map(looks.filter(({ key }) => key === look.key).map((each) => [each.runs, entryOf(each)])).values(),
  ]
  const own = entryOf(look)
  const same = seen.findIndex(({ runs }) => runs.join(' ') === look.runs)
  const known = same === -1 ? seen.findIndex((_, at) => isCovered(own, seen.slice(0, at + 1))) : same
  const before = known === -1 ? seen : seen.slice(0, same === -1 ? known + 1 : known)
  return {
    number: known === -1 ? seen.length + 1 : known + 1,
    isKnown: known !== -1,
    errors: (known === -1 ? seen : seen.slice(0, known)).map(({ standardError }) => standardError),
    earlier: {
      baseline: newRuns(before, own, (runs) => runs.slice(0, 1)),
      candidate: newRuns(before, own, (runs) => runs.slice(1)),
    },
  }
}

interface Entry {
  readonly runs: readonly string[]
  /** Run → its sheets; empty where an earlier version recorded none. */
  readonly sheets: ReadonlyMap<string, readonly string[]>
  readonly standardError: number | undefined
}

function entryOf({ runs, sheets = [], standardError }: Partial<GateLook> & Pick<NewLook, 'runs'>): Entry {
  const keys = runs.split(' ')
  return { runs: keys, sheets: new Map(keys.map((key, at) => [key, sheets[at] ?? []])), standardError }
}

function isCovered({ runs, sheets }: Entry, looks: readonly Entry[]): boolean {
  const measured = new Set(looks.flatMap((look) => [...look.runs, ...[...look.sheets.values()].flat()]))
  return runs.every((run) => {
    const own = sheets.get(run) ?? []
    return measured.has(run) || (own.length > 0 && own.every((sheet) => measured.has(sheet)))
  })
}

/** Each once; a run that holds nothing but answers that are there already would only count them twice. */
function newRuns(before: readonly Entry[], own: Entry, side: (runs: readonly string[]) => readonly string[]): string[] {
  const known = new Set([...own.runs, ...side(own.runs).flatMap((run) => own.sheets.get(run) ?? [])])
  const found: string[] = []
  for (const { runs, sheets } of before) {
    for (const run of side(runs)) {
      const answers = sheets.get(run) ?? []
      if (known.has(run) || (answers.length > 0 && answers.every((sheet) => known.has(sheet)))) continue
      for (const each of [run, ...answers]) known.add(each)
      found.push(run)
    }
  }
  return found
}

/**
 * A digest of each repeat's scores, without duplicates: a greedy model asked again in a new folder, or twice in one run, has
 * one and the same sheet. The order of the records makes no difference.
 *
 * @returns in alphabetical order
 * @throws StoreError for records that cannot be read
 */
export async function scoreDigests(run: ComparedRun): Promise<string[]> {
  const scores = new Map<number, string[]>()
  for await (const { id, repeat, outcome } of run.records()) {
    const line = `${id} ${outcome.kind === 'scored' ? outcome.score.value : outcome.reason}`
    const sheet = scores.get(repeat)
    if (sheet === undefined) scores.set(repeat, [line])
    else sheet.push(line)
  }
  return [...new Set(scores.values().map(digest))].sort()
}

/** 96 bits are enough to tell sheets apart that nobody has forged. */
const digest = (lines: readonly string[]) =>
  createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 24)
