/** Splits the teacher's replies into reasoning and answer, and selects the answers to keep. */
import { createHash } from 'node:crypto'
import type { Completion, SampleRecord } from '../../results/schema/schema.ts'
import type { ByteRange } from '../../results/store/read.ts'
import { visibleLine } from '../../results/visible.ts'
import { flawOf } from '../../scorers/extract/flaw.ts'
import { separateReasoning } from '../../scorers/extract/reasoning/reasoning.ts'
import type { Keep } from './choices.ts'
import { type Exclusion, isUnjudged } from './exclusion-reasons.ts'
import { checkAnswer, type Filters } from './filters.ts'

/** What selection needs to know of an answer. The text stays on disk. */
export interface Answer {
  readonly repeat: number
  /** SHA-256 of the text. */
  readonly digest: string
  /** Characters in the answer. */
  readonly length: number
  /** Score by the benchmark's scorer; 1 for an answer that was not verified. */
  readonly score: number
  /** Tokens in the whole reply, as counted by the teacher's server. */
  readonly outputTokens?: number
  /** Characters in the whole reply, reasoning included. */
  readonly characters: number
}

/** An answer, and the byte range of its record in samples.jsonl. */
export interface PlacedAnswer extends Answer {
  readonly place: ByteRange
}

export interface AnswerRequirements {
  readonly filters: Filters
  readonly needsThinking: boolean
  /** Matches the reasoning at the start of a reply without tags. */
  readonly thinkingPattern?: RegExp
  /** Whether the record has an answer key, so that a score below 1 means wrong. */
  readonly isVerified: boolean
}

export type Judged = { readonly kept: Answer; readonly texts: Separated } | { readonly dropped: Exclusion }

/** Decides whether one reply can be kept. */
export function judgeReply({ outcome, attempt, repeat }: SampleRecord, requirements: AnswerRequirements): Judged {
  if (outcome.kind === 'unscored') return dropped({ reason: 'no-reply', detail: outcome.error.message })
  const completion = attempt.turns.at(-1)?.completion
  if (completion === undefined) return dropped({ reason: 'no-reply', detail: 'the record has no reply' })
  const texts = separate(completion, requirements.thinkingPattern)
  const { answer, thinking } = texts
  const flaw = flawIn(completion, answer)
  if (flaw !== undefined) return dropped(flaw)
  if (requirements.needsThinking && thinking === undefined) return dropped({ reason: 'no-thinking' })
  const { value, answer: found, verdict } = outcome.score
  if (requirements.isVerified && value < 1) {
    const detail = verdict?.outcome ?? `answered ${copied(visibleLine(found ?? '', 60))}`
    if (found === null) return dropped({ reason: 'unanswered' })
    return dropped({ reason: isUnjudged(outcome.score) ? 'unverifiable' : 'wrong', detail })
  }
  const unfit = checkAnswer(answer, requirements.filters)
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

const dropped = (exclusion: Exclusion): Judged => ({ dropped: exclusion })

/** A slice of a reply would keep the whole of it in memory. */
const copied = (text: string) => Buffer.from(text).toString()

export interface Separated {
  readonly answer: string
  /** Reasoning; absent, never empty, when there is none. */
  readonly thinking?: string
}

/**
 * Splits a completion into reasoning and answer.
 *
 * @param pattern its first group, else the whole match, is the reasoning; the answer follows the match
 */
export function separate(completion: Completion, pattern?: RegExp): Separated {
  const { answer, thinking } = separateReasoning(completion)
  if (thinking !== undefined && thinking.trim() !== '') return { answer: answer.trim(), thinking: thinking.trim() }
  const text = answer.trim()
  const match = pattern?.exec(text)
  const found = (match?.[1] ?? match?.[0] ?? '').trim()
  if (match == null || match.index !== 0 || found === '') return { answer: text }
  return { answer: text.slice(match[0].length).trim(), thinking: found }
}

function flawIn(completion: Completion, answer: string): Exclusion | undefined {
  const separated = separateReasoning(completion)
  const flaw = flawOf(completion, separated)
  if (flaw === 'refused') return { reason: 'refused', detail: 'finish reason of the API' }
  const { answer: rest, thinking, unclosed } = separated
  const neverAnswered = thinking !== undefined && thinking !== '' && rest.trim() === ''
  if (unclosed || neverAnswered) return { reason: 'unclosed-thinking' }
  if (flaw === 'truncated') return { reason: 'truncated', detail: completion.finishReason }
  return flaw === 'empty' || answer === '' ? { reason: 'empty' } : undefined
}

/**
 * Selects which good answers to one prompt are kept. The best is the shortest of those with the highest score.
 *
 * @param answers in order of their repeats
 */
export function choose<One extends Answer>(
  answers: readonly One[],
  keep: Keep,
): { kept: One[]; dropped: Map<number, Exclusion> } {
  const different = new Map<string, One>()
  const left = new Map<number, Exclusion>()
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
