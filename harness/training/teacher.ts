/** The samples sent to the teacher, and the selection of its replies. */
import { UsageError } from '../../results/errors.ts'
import type { Sample, SampleRecord } from '../../results/schema/schema.ts'
import type { ByteRange } from '../../results/store/read.ts'
import type { Trial } from '../trial/evaluate.ts'
import type { AnswerKey } from './answer-keys.ts'
import {
  type AnswerRequirements,
  choose,
  type Judged,
  judgeReply,
  type PlacedAnswer,
  type Separated,
  separate,
} from './answers.ts'
import type { Keep } from './choices.ts'
import { type ExcludedRecord, type Exclusion, stageOf } from './exclusion-reasons.ts'
import type { Decontamination } from './overlap.ts'
import type { PromptRecord } from './prompt-file.ts'
import type { TrialObserver } from './run-stage.ts'

export const teacherId = (line: number) => `sft-teacher/${line}`

export function teacherSample({ line, messages }: PromptRecord, answerKey: AnswerKey | undefined): Sample {
  const history = messages.slice(0, -1)
  return {
    id: teacherId(line),
    turns: [messages.at(-1)?.content ?? ''],
    ...(history.length > 0 && { history }),
    ...answerKey?.known,
  }
}

/** Answers after which a teacher that showed no reasoning is taken to show none. */
const ENOUGH = 8

/**
 * Ends a build early when the teacher shows no reasoning to summarize.
 *
 * @param planned total number of answers
 * @returns a listener for each record; it throws a UsageError after the first answers without reasoning
 */
export function requireThinking(teacher: string, planned: number, pattern?: RegExp): (record: SampleRecord) => void {
  let answers = 0
  let isShown = false
  return ({ outcome, attempt }) => {
    if (isShown || outcome.kind === 'unscored') return
    const completion = attempt.turns.at(-1)?.completion
    // Truncated reasoning counts as reasoning.
    isShown =
      completion !== undefined &&
      (separate(completion, pattern).thinking !== undefined || outcome.score.flaw === 'truncated')
    answers++
    if (isShown || answers < Math.min(ENOUGH, planned)) return
    throw new UsageError(
      `the first ${answers} answers of ${teacher} contain no reasoning, which think-summary requires`,
      {
        hint: 'Leave think-summary out of --variants; turn reasoning on (--system, --reasoning-effort, --extra-body); or describe how the teacher marks it with --thinking PATTERN. Other settings require a new folder.',
      },
    )
  }
}

export interface TeacherOutcome {
  /** Kept answers, by line. */
  readonly kept: ReadonlyMap<number, readonly PlacedAnswer[]>
  readonly dropped: readonly ExcludedRecord[]
  /** Number of answers by outcome: `kept`, or the reason for exclusion. */
  readonly answers: Readonly<Record<string, number>>
}

export interface GradingOptions {
  readonly requirements: Omit<AnswerRequirements, 'isVerified'>
  readonly answerKeys: ReadonlyMap<number, AnswerKey>
  readonly decontamination: Decontamination | undefined
}

/** Decides for each reply of the teacher whether it can be kept. */
export class ReplyGrader {
  readonly #byId: ReadonlyMap<string, PromptRecord>
  readonly #options: GradingOptions

  constructor(records: readonly PromptRecord[], options: GradingOptions) {
    this.#byId = new Map(records.map((record) => [teacherId(record.line), record]))
    this.#options = options
  }

  /** @returns undefined for a reply to a prompt that is no longer selected */
  grade(reply: SampleRecord): { readonly line: number; readonly judged: Judged } | undefined {
    const record = this.#byId.get(reply.id)
    if (record === undefined) return undefined
    const { requirements, answerKeys, decontamination } = this.#options
    const judged = judgeReply(reply, { ...requirements, isVerified: answerKeys.has(record.line) })
    const exclusion = 'kept' in judged ? contaminated(record, judged.texts, decontamination) : undefined
    return { line: record.line, judged: exclusion === undefined ? judged : { dropped: exclusion } }
  }
}

/** Skips further repeats of a prompt once it has a good answer. */
export function untilFirstGood(grader: ReplyGrader): Required<TrialObserver> {
  const settled = new Set<string>()
  return {
    onRecord(reply) {
      const graded = grader.grade(reply)
      if (graded !== undefined && 'kept' in graded.judged) settled.add(reply.id)
    },
    isNeeded: ({ sample }: Trial) => !settled.has(sample.id),
  }
}

/** @param records the records sent to the teacher, in file order */
export async function chooseAnswers(
  records: readonly PromptRecord[],
  replies: AsyncIterable<{ readonly value: SampleRecord; readonly place: ByteRange }>,
  grader: ReplyGrader,
  keep: Keep,
): Promise<TeacherOutcome> {
  const good = new Map<number, PlacedAnswer[]>()
  const bad = new Map<number, Map<number, Exclusion>>()
  for await (const { value: reply, place } of replies) {
    const graded = grader.grade(reply)
    if (graded === undefined) continue
    const { line, judged } = graded
    if ('dropped' in judged) mapOf(bad, line).set(reply.repeat, judged.dropped)
    else good.set(line, [...(good.get(line) ?? []), { ...judged.kept, place }])
  }

  const kept = new Map<number, readonly PlacedAnswer[]>()
  const dropped: ExcludedRecord[] = []
  const counts: Record<string, number> = {}
  for (const { line } of records) {
    const sorted = (good.get(line) ?? []).sort((a, b) => a.repeat - b.repeat)
    const chosen = choose(sorted, keep)
    const exclusions = new Map([...(bad.get(line) ?? []), ...chosen.dropped])
    for (const { reason } of exclusions.values()) counts[reason] = (counts[reason] ?? 0) + 1
    counts.kept = (counts.kept ?? 0) + chosen.kept.length
    if (chosen.kept.length > 0) kept.set(line, chosen.kept)
    else dropped.push(excludedRecord(line, exclusions))
  }
  return { kept, dropped, answers: counts }
}

function contaminated(record: PromptRecord, { answer, thinking }: Separated, against: Decontamination | undefined) {
  const texts = [answer, ...(thinking === undefined ? [] : [thinking])]
  return against?.holdsBenchmark(record, texts) ? ({ reason: 'answer-contaminated' } as const) : undefined
}

/** Gives a record the exclusion reason of the answer that passed the most checks. */
function excludedRecord(line: number, exclusions: ReadonlyMap<number, Exclusion>): ExcludedRecord {
  const [best] = [...exclusions.values()].sort((a, b) => stageOf(b) - stageOf(a))
  const answers = exclusions.size > 1 ? { answers: Object.fromEntries([...exclusions].sort(([a], [b]) => a - b)) } : {}
  return { line, ...(best ?? { reason: 'no-reply', detail: 'not requested' }), ...answers }
}

function mapOf<Key, Inner>(outer: Map<Key, Map<number, Inner>>, key: Key): Map<number, Inner> {
  const inner = outer.get(key) ?? new Map<number, Inner>()
  outer.set(key, inner)
  return inner
}
