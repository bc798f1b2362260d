/** The teacher's replies, taken apart, and which of them are kept. */
import { createHash } from 'node:crypto'
import type { Completion, SampleRecord } from '../../results/schema/schema.ts'
import type { Place } from '../../results/store/read.ts'
import { flawOf } from '../../scorers/extract/flaw.ts'
import { separateReasoning } from '../../scorers/extract/reasoning/reasoning.ts'
import type { Drop } from './exclusion-reasons.ts'
import { checkAnswer, type Filters } from './filters.ts'

/** One answer that may be trained on, as far as it takes to choose among several: its text stays on the disk. */
export interface Answer {
  readonly repeat: number
  /** Equal for equal texts. */
  readonly digest: string
  /** Of the answer, in characters. */
  readonly length: number
  /** By the benchmark's scorer; 1 where nothing was verified. */
  readonly score: number
  /** Of the whole reply, by the teacher's own count. */
  readonly outputTokens?: number
  /** Of the whole reply, thinking included. */
  readonly characters: number
}

/** An answer, and where the reply stands that it was taken from. */
export interface PlacedAnswer extends Answer {
  readonly place: Place
}

export interface Demands {
  readonly filters: Filters
  readonly needsThinking: boolean
  /** How a teacher without tags marks its thinking: found at the start of the reply. */
  readonly thinkingPattern?: RegExp
  /** Whether this record's score is a scorer's verdict. */
  readonly isVerified: boolean
}

export type Judged = { readonly kept: Answer; readonly texts: Separated } | { readonly dropped: Drop }

/** What becomes of one reply. */
export function judgeReply({ outcome, attempt, repeat }: SampleRecord, demands: Demands): Judged {
  if (outcome.kind === 'unscored') return dropped({ reason: 'no-reply', detail: outcome.error.message })
  const completion = attempt.turns.at(-1)?.completion
  if (completion === undefined) return dropped({ reason: 'no-reply', detail: 'the record holds no reply' })
  const texts = separate(completion, demands.thinkingPattern)
  const { answer, thinking } = texts
  const flaw = flawIn(completion, answer)
  if (flaw !== undefined) return dropped(flaw)
  if (demands.needsThinking && thinking === undefined) return dropped({ reason: 'no-thinking' })
  const { value, answer: found, verdict } = outcome.score
  if (demands.isVerified && value < 1) {
    const detail = verdict?.outcome ?? `answered ${clip(found ?? '')}`
    return dropped(found === null ? { reason: 'unanswered' } : { reason: 'wrong', detail })
  }
  const unfit = checkAnswer(answer, demands.filters)
  if (unfit !== undefined) return dropped(unfit)
  const { text, reasoning = '', usage } = completion
  return {
    kept: {
      repeat,
      digest: createHash('sha256').update(answer).digest('base64url'),
      length: answer.length,
      score: value,
      ...(usage?.outputTokens !== undefined && { outputTokens: usage.outputTokens }),
      characters: text.length + reasoning.length,
    },
    texts,
  }
}

const dropped = (drop: Drop): Judged => ({ dropped: drop })

/** A copy: a slice would keep the whole reply in memory. */
const clip = (text: string) => Buffer.from(text.length > 60 ? `${text.slice(0, 60)}…` : text).toString()

export interface Separated {
  readonly answer: string
  /** Absent, never empty, without any. */
  readonly thinking?: string
}

/** @param pattern its first group, else the whole match, is the thinking; the answer follows the match */
export function separate(completion: Completion, pattern?: RegExp): Separated {
  const { answer, thinking } = separateReasoning(completion)
  if (thinking !== undefined && thinking.trim() !== '') return { answer: answer.trim(), thinking: thinking.trim() }
  const text = answer.trim()
  const marked = pattern?.exec(text)
  const found = (marked?.[1] ?? marked?.[0] ?? '').trim()
  if (marked == null || marked.index !== 0 || found === '') return { answer: text }
  return { answer: text.slice(marked[0].length).trim(), thinking: found }
}

function flawIn(completion: Completion, answer: string): Drop | undefined {
  const separated = separateReasoning(completion)
  const flaw = flawOf(completion, separated)
  if (flaw === 'refused') return { reason: 'refused', detail: 'by the API’s own word' }
  const { answer: rest, thinking, unclosed } = separated
  const neverAnswered = thinking !== undefined && thinking !== '' && rest.trim() === ''
  if (unclosed || neverAnswered) return { reason: 'unclosed-thinking' }
  if (flaw === 'truncated') return { reason: 'truncated', detail: completion.finishReason }
  return flaw === 'empty' || answer === '' ? { reason: 'empty' } : undefined
}

export const KEEP = ['first', 'best', 'all'] as const
export type Keep = (typeof KEEP)[number]

/**
 * Which of the good answers to one prompt are kept. The best one is the shortest of those with the highest score.
 *
 * @param answers in the order of their repeats
 */
export function choose<One extends Answer>(
  answers: readonly One[],
  keep: Keep,
): { kept: One[]; dropped: Map<number, Drop> } {
  const different = new Map<string, One>()
  const left = new Map<number, Drop>()
  for (const answer of answers) {
    const same = different.get(answer.digest)
    if (same === undefined) different.set(answer.digest, answer)
    else left.set(answer.repeat, { reason: 'same-answer', detail: `as repeat ${same.repeat}` })
  }
  const ranked = [...different.values()]
  if (keep === 'best') ranked.sort((a, b) => b.score - a.score || a.length - b.length)
  const kept = keep === 'all' ? ranked : ranked.slice(0, 1)
  for (const { repeat } of ranked.slice(kept.length)) left.set(repeat, { reason: 'not-chosen' })
  return { kept, dropped: left }
}
