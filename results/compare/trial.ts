/** What a comparison keeps of a trial: a hundred thousand samples fit where their replies would not. */
import type { SampleRecord, Score } from '../schema.ts'

export interface Trial {
  readonly value: number
  /** What became of it, where it is not right: the `change` of a flip. */
  readonly fate: string
  /** The answer taken, where it is short. */
  readonly answer?: string
}

/** Longer answers are programs or essays, and are looked at with `evalkit show`. */
const SHORT = 32

/** @param seen answers met before: most are, and one copy of each is enough */
export function trialOf(score: Score, attempt: SampleRecord['attempt'], seen: Map<string, string>): Trial {
  const { value, answer } = score
  const fate = fateOf(score, attempt)
  if (answer === null || answer.length > SHORT || score.verdict !== undefined) return { value, fate }
  const known = seen.get(answer)
  if (known === undefined) seen.set(answer, answer)
  return { value, fate, answer: known ?? answer }
}

function fateOf({ answer, flaw, verdict }: Score, { turns }: SampleRecord['attempt']): string {
  if (turns.at(-1)?.completion.finishReason === 'timeout') return 'timeout'
  if (flaw !== undefined) return flaw
  if (answer === null) return 'no-answer'
  return verdict === undefined ? 'other-answer' : verdict.outcome
}
