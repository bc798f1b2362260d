/** When a watch ends by itself. */
import { UsageError } from '../../results/errors.ts'

export type EndRule =
  /** With the training: final weights are there, or its last step. */
  | { readonly kind: 'training' }
  /** Once this step, or a later one, is evaluated. */
  | { readonly kind: 'step'; readonly step: number }
  /** Once nothing has changed for so long. */
  | { readonly kind: 'idle'; readonly ms: number }

const IDLE_MINUTES = 30

/** @param text value of `--until` @throws UsageError for other text than a step or `idle` */
export function endRuleOf(text: string | undefined): EndRule {
  if (text === undefined) return { kind: 'training' }
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return { kind: 'step', step: Number(text) }
  const [idle, minutes = String(IDLE_MINUTES)] = /^idle(?::(\d+(?:\.\d+)?))?$/.exec(text) ?? []
  if (idle !== undefined && Number(minutes) > 0) return { kind: 'idle', ms: 60_000 * Number(minutes) }
  throw new UsageError(`--until ${text}: neither a step nor idle`, {
    hint: `Write --until 2000 for a step; --until idle for ${IDLE_MINUTES} minutes without a new checkpoint, or idle:90 for 90.`,
  })
}

/** What is known of the training, when nothing is left to evaluate. */
export interface TrainingState {
  /** Highest step among complete checkpoints. */
  readonly lastStep: number | undefined
  /** The training's last step, as its trainer says. */
  readonly maxSteps: number | undefined
  /** Whether final weights are there, newer than every checkpoint. */
  readonly isFinal: boolean
  /** Checkpoints that are being written. */
  readonly unfinished: number
  /** Since the last change of the folder. */
  readonly idleMs: number
}

/** What is left half-written for this long is not finished any more: the trainer died, or was stopped. */
const ABANDONED_MS = 10 * 60_000

/** @returns why the watch ends, as part of a sentence; undefined: it goes on */
export function endOf(rule: EndRule, training: TrainingState): string | undefined {
  const { lastStep, maxSteps, isFinal, unfinished, idleMs } = training
  switch (rule.kind) {
    case 'step':
      return lastStep !== undefined && lastStep >= rule.step ? `step ${lastStep} is evaluated` : undefined
    case 'idle':
      return idleMs >= rule.ms ? `nothing has changed for ${Math.round(idleMs / 60_000)} minutes` : undefined
    case 'training':
      if (unfinished > 0 && idleMs < ABANDONED_MS) return undefined
      if (isFinal) return 'training has finished: its final weights are there'
      if (lastStep === undefined || maxSteps === undefined || lastStep < maxSteps) return undefined
      return `training has finished: step ${lastStep} of ${maxSteps}`
  }
}
