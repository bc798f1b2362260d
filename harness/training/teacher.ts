/** What the teacher is asked, and what becomes of its replies. */
import { UsageError } from '../../results/errors.ts'
import type { Sample, SampleRecord } from '../../results/schema/schema.ts'
import type { Place } from '../../results/store/read.ts'
import type { Trial } from '../trial/evaluate.ts'
import type { Proof } from './answer-keys.ts'
import {
  choose,
  type Demands,
  type Judged,
  judgeReply,
  type Keep,
  type PlacedAnswer,
  type Separated,
  separate,
} from './answers.ts'
import type { Watch } from './ask.ts'
import { type Drop, type DroppedRecord, stageOf } from './exclusion-reasons.ts'
import type { Decontamination } from './overlap.ts'
import type { PromptRecord } from './prompt-file.ts'

export const teacherId = (line: number) => `sft-teacher/${line}`

export function teacherSample({ line, messages }: PromptRecord, proof: Proof | undefined): Sample {
  const history = messages.slice(0, -1)
  return {
    id: teacherId(line),
    turns: [messages.at(-1)?.content ?? ''],
    ...(history.length > 0 && { history }),
    ...proof?.known,
  }
}

/** So many answers tell whether a teacher shows its thinking. */
const ENOUGH = 8

/**
 * Ends a build that cannot succeed before it costs more.
 *
 * @param planned answers in all
 * @returns to be told of each record
 */
export function requireThinking(teacher: string, planned: number, pattern?: RegExp): (record: SampleRecord) => void {
  let answers = 0
  let isShown = false
  return ({ outcome, attempt }) => {
    if (isShown || outcome.kind === 'unscored') return
    const completion = attempt.turns.at(-1)?.completion
    // Thinking that was cut short is thinking.
    isShown =
      completion !== undefined &&
      (separate(completion, pattern).thinking !== undefined || outcome.score.flaw === 'truncated')
    answers++
    if (isShown || answers < Math.min(ENOUGH, planned)) return
    throw new UsageError(`the first ${answers} answers of ${teacher} hold no thinking, and think-summary needs it`, {
      hint: 'Leave think-summary out of --variants; make the teacher think (--system, --reasoning-effort, --extra-body); or say how it marks its thinking, by --thinking PATTERN. With another setting, name a new folder.',
    })
  }
}

export interface TeacherOutcome {
  /** Kept answers, by line. */
  readonly kept: ReadonlyMap<number, readonly PlacedAnswer[]>
  readonly dropped: readonly DroppedRecord[]
  /** What became of each answer: `kept`, or the reason it was dropped. */
  readonly answers: Readonly<Record<string, number>>
}

export interface Choosing {
  readonly demands: Omit<Demands, 'isVerified'>
  readonly proofs: ReadonlyMap<number, Proof>
  readonly decontamination: Decontamination | undefined
}

/** Judges replies to the records that the teacher is asked about. */
export class Marker {
  readonly #byId: ReadonlyMap<string, PromptRecord>
  readonly #choosing: Choosing

  constructor(asked: readonly PromptRecord[], choosing: Choosing) {
    this.#byId = new Map(asked.map((record) => [teacherId(record.line), record]))
    this.#choosing = choosing
  }

  /** @returns undefined for a reply to something else */
  mark(reply: SampleRecord): { readonly line: number; readonly judged: Judged } | undefined {
    const record = this.#byId.get(reply.id)
    if (record === undefined) return undefined
    const { demands, proofs, decontamination } = this.#choosing
    const judged = judgeReply(reply, { ...demands, isVerified: proofs.has(record.line) })
    const drop = 'kept' in judged ? contaminated(record, judged.texts, decontamination) : undefined
    return { line: record.line, judged: drop === undefined ? judged : { dropped: drop } }
  }
}

/** Has no prompt asked again that has a good answer already. */
export function untilFirstGood(marker: Marker): Required<Watch> {
  const settled = new Set<string>()
  return {
    onRecord(reply) {
      const marked = marker.mark(reply)
      if (marked !== undefined && 'kept' in marked.judged) settled.add(reply.id)
    },
    isNeeded: ({ sample }: Trial) => !settled.has(sample.id),
  }
}

/** @param asked the records that the teacher was asked about, in the order of the file */
export async function chooseAnswers(
  asked: readonly PromptRecord[],
  replies: AsyncIterable<{ readonly value: SampleRecord; readonly place: Place }>,
  marker: Marker,
  keep: Keep,
): Promise<TeacherOutcome> {
  const good = new Map<number, PlacedAnswer[]>()
  const bad = new Map<number, Map<number, Drop>>()
  for await (const { value: reply, place } of replies) {
    const marked = marker.mark(reply)
    if (marked === undefined) continue
    const { line, judged } = marked
    if ('dropped' in judged) mapOf(bad, line).set(reply.repeat, judged.dropped)
    else good.set(line, [...(good.get(line) ?? []), { ...judged.kept, place }])
  }

  const kept = new Map<number, readonly PlacedAnswer[]>()
  const dropped: DroppedRecord[] = []
  const counts: Record<string, number> = {}
  for (const { line } of asked) {
    const sorted = (good.get(line) ?? []).sort((a, b) => a.repeat - b.repeat)
    const chosen = choose(sorted, keep)
    const drops = new Map([...(bad.get(line) ?? []), ...chosen.dropped])
    for (const { reason } of drops.values()) counts[reason] = (counts[reason] ?? 0) + 1
    counts.kept = (counts.kept ?? 0) + chosen.kept.length
    if (chosen.kept.length > 0) kept.set(line, chosen.kept)
    else dropped.push(droppedRecord(line, drops))
  }
  return { kept, dropped, answers: counts }
}

function contaminated(record: PromptRecord, { answer, thinking }: Separated, against: Decontamination | undefined) {
  const texts = [answer, ...(thinking === undefined ? [] : [thinking])]
  return against?.holdsBenchmark(record, texts) ? ({ reason: 'answer-contaminated' } as const) : undefined
}

/** A record is dropped for what kept its best answer out. */
function droppedRecord(line: number, drops: ReadonlyMap<number, Drop>): DroppedRecord {
  const [best] = [...drops.values()].sort((a, b) => stageOf(b) - stageOf(a))
  const answers = drops.size > 1 ? { answers: Object.fromEntries([...drops].sort(([a], [b]) => a - b)) } : {}
  return { line, ...(best ?? { reason: 'no-reply', detail: 'never asked' }), ...answers }
}

function mapOf<Key, Inner>(outer: Map<Key, Map<number, Inner>>, key: Key): Map<number, Inner> {
  const inner = outer.get(key) ?? new Map<number, Inner>()
  outer.set(key, inner)
  return inner
}
