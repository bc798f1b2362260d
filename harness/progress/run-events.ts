/**
 * What the runs of a command report while they are under way: the interface between those who run and those who show it.
 *
 * Several runs may be under way at once. An event names its run by the `ObservedRun` object; all events of a run carry the same one.
 */
import type { Price, SampleRecord } from '../../results/schema/schema.ts'
import type { FinishedRun } from '../../results/store/read.ts'
import type { JudgePrices } from '../../results/summary/cost-tally.ts'
import type { FailedAttempt, Model, ModelRequest } from '../models/model.ts'

/** A run of a command, as it is known before its first request. */
export interface ObservedRun {
  readonly benchmark: string
  /** The model's label. */
  readonly model: string
  /** Trials planned, those of earlier sessions included. A later stage of a gate's plan starts with more. */
  readonly trials: number
  /** Different samples among them. */
  readonly samples: number
  /** Of the scores: 0–1 is shown as a percentage, anything else as points. */
  readonly range: readonly [min: number, max: number]
  /** Absent: unknown, and so is what the run costs. */
  readonly price?: Price
  readonly judgePrices?: JudgePrices
  /** Its replies are there already: their tokens and times are not those of this session. */
  readonly isStored?: true
}

export type RunEvent =
  /** Runs of the command in the order of their queue, before the first request; a gate's plan of stages may send some again. */
  | { readonly kind: 'planned'; readonly runs: readonly ObservedRun[] }
  /** A trial that an earlier session scored, before the run starts. */
  | { readonly kind: 'kept'; readonly run: ObservedRun; readonly record: SampleRecord }
  /** The folder is there, and the first trials are about to start; `scored` trials are in it from earlier sessions. */
  | {
      readonly kind: 'started'
      readonly run: ObservedRun
      readonly folder: string
      readonly trials: number
      readonly scored: number
      /** Samples with long replies go first, so the first scores are no random sample. */
      readonly hasOrder?: boolean
    }
  /** A request is in flight: it left the queue of its server. */
  | { readonly kind: 'sent'; readonly run: ObservedRun }
  /** A request is in flight no more: its reply came, or it failed. */
  | { readonly kind: 'settled'; readonly run: ObservedRun }
  /** A failed request waits `attempt.delayMs` for its next attempt. */
  | { readonly kind: 'retry'; readonly run: ObservedRun; readonly attempt: FailedAttempt }
  /** A trial ended, with a score or without. */
  | { readonly kind: 'trial'; readonly run: ObservedRun; readonly record: SampleRecord }
  /** So many planned trials turned out not to be needed so far. */
  | { readonly kind: 'passed-over'; readonly run: ObservedRun; readonly count: number }
  /**
   * No event of this run follows, unless a later stage starts it again. `finished` has its summary and status, and is absent where
   * they could not be written; `failure` is what ended it before its time.
   */
  | { readonly kind: 'closed'; readonly run: ObservedRun; readonly finished?: FinishedRun; readonly failure?: unknown }

/** Must not throw, and must return at once: trials wait for it. */
export type RunObserver = (event: RunEvent) => void

/** The same model, whose requests report as those of a run. */
export function withObserver(model: Model, run: ObservedRun, observe: RunObserver): Model {
  const observer: ModelRequest['observer'] = {
    sent: () => observe({ kind: 'sent', run }),
    settled: () => observe({ kind: 'settled', run }),
    retry: (attempt) => observe({ kind: 'retry', run, attempt }),
  }
  return { ...model, complete: (request, signal) => model.complete({ ...request, observer }, signal) }
}
