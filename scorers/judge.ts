/** What a judged scorer needs of judges: a reply to a prompt. */
import type { Completion, JudgeVerdict, Message } from '../results/schema/schema.ts'
import type { JudgeTemplate } from './judge-template.ts'

/** A request for a verdict. */
export interface JudgeQuestion {
  readonly sampleId: string
  /** 1-based, of the conversation that is judged. */
  readonly turn: number
  /** 1-based: which of several verdicts on the same turn. */
  readonly regrade: number
  readonly prompt: readonly Message[]
  /** 1-based: which request for this verdict; later ones remind of the form. */
  readonly attempt: number
}

export interface Judge {
  /** As in records and tables. */
  readonly label: string
  /** @throws JudgeError when no reply could be had */
  ask(question: JudgeQuestion): Promise<Completion>
  /** Told of each verdict, readable or not. @throws what ends the run */
  heard?(verdict: JudgeVerdict): void
}

/** The judges of a run, and what they are asked with. */
export interface JudgePanel {
  readonly judges: readonly Judge[]
  /** By name. */
  readonly templates: ReadonlyMap<string, JudgeTemplate>
  /** Verdicts asked of each judge on each turn. */
  readonly regrades: number
  /** Judges whose rating must be there, or a turn has none. */
  readonly minimum: number
}
