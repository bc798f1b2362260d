/** A run in the list of `evalkit view`, as its server sends it and its page shows it. */
import type { RunStatus } from '../../../schema/schema.ts'

export interface ListedRun {
  /** Its folder's name. */
  readonly run: string
  readonly benchmark: string
  readonly protocol: string
  readonly protocolHash: string
  /** How answers were read; the same replies may be scored by another. */
  readonly rule?: string
  readonly model: string
  readonly version?: string
  /** Training step and series of a checkpoint, and which samples it was asked, of how many. */
  readonly step?: number
  readonly series?: string
  readonly asked?: { readonly hash: string; readonly count: number; readonly of: number }
  readonly startedAt: string
  readonly status: RunStatus
  /** Trials that have a record, of those planned. */
  readonly done: number
  readonly planned: number
  readonly unscored: number
  /** So far, where the run is not finished. */
  readonly score?: number
  readonly interval?: readonly [number, number]
  readonly range: readonly [number, number]
  /** Trials a second since the page began to watch; only of runs under way. */
  readonly rate?: number
  readonly isProtected?: true
}
