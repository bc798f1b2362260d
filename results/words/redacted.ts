/** Records of protected benchmarks as they may be shown in the open. */

import type { Completion, Outcome, Prompt, Reading, RunManifest, SampleRecord } from '../schema/schema.ts'
import { count } from './format.ts'

/**
 * The record without the text of its question: prompts, replies (which repeat it) and error messages give way to their
 * length. What was chosen, how it was read and what it scored stay. Records of other benchmarks are returned as they are.
 */
export function redacted(
  record: SampleRecord,
  { protected: isProtected }: Pick<RunManifest, 'protected'>,
): SampleRecord {
  if (isProtected === undefined) return record
  const { program, ratings, references, rubric, ...rest } = record
  return {
    ...rest,
    outcome: withoutText(record.outcome),
    attempt: {
      turns: record.attempt.turns.map(({ prompt, completion }) => ({
        prompt: `(a protected question of ${size(promptText(prompt))}; --show-protected shows it)`,
        completion: hidden(completion),
      })),
    },
  }
}

function hidden({ text, reasoning, refusal, cut, likelihoods, ...facts }: Completion): Completion {
  return {
    ...facts,
    text: text === '' ? '' : `(a reply of ${size(text)}; --show-protected shows it)`,
    ...(reasoning !== undefined && { reasoning: `(${size(reasoning)})` }),
    ...(refusal !== undefined && { refusal: `(${size(refusal)})` }),
    ...(cut !== undefined && { cut: { ...cut, rest: `(${size(cut.rest)})` } }),
    ...(likelihoods && { likelihoods: likelihoods.map((one) => ({ ...one, text: `(${size(one.text)})` })) }),
  }
}

function withoutText(outcome: Outcome): Outcome {
  if (outcome.kind === 'unscored') return { ...outcome, error: { ...outcome.error, message: 'message not shown' } }
  const { span, readings, verdict, ...score } = outcome.score
  const besides = Object.entries(readings ?? {}).map(([rule, { span, ...reading }]) => [rule, short(reading)] as const)
  return { ...outcome, score: { ...short(score), ...(readings && { readings: Object.fromEntries(besides) }) } }
}

/** A letter may be shown; some rules read whole lines. */
function short<Read extends Pick<Reading, 'answer'>>(read: Read): Read {
  const { answer } = read
  return answer === null || answer.length <= 3 ? read : { ...read, answer: `(${size(answer)})` }
}

const promptText = (prompt: Prompt) =>
  typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n')

const size = (text: string) => `${count(text.length)} characters`
