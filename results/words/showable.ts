/** What may be shown in the open of benchmarks whose questions are protected, as a type that printers demand. */

import type { Comparison, Flip } from '../schema/comparison.ts'
import type { Completion, Outcome, Prompt, Reading, RunManifest, SampleRecord } from '../schema/schema.ts'
import { count } from './format.ts'

declare const SHOWABLE: unique symbol

/** Has gone through `showable` or `showableResults`: a printer that takes one cannot be called with text that is protected. */
export type Showable<T> = T & { readonly [SHOWABLE]: true }

type Protection = Pick<RunManifest, 'protected'>

/**
 * The record without the text of its question, where that is protected: prompts, replies (which repeat it) and error messages give
 * way to their length. What was chosen, how it was read and what it scored stay. Records of other benchmarks are returned as they are.
 *
 * @param showProtected with `--show-protected`, all of it
 */
export function showable(
  record: SampleRecord,
  { protected: isProtected }: Protection,
  showProtected = false,
): Showable<SampleRecord> {
  return (isProtected === undefined || showProtected ? record : redacted(record)) as Showable<SampleRecord>
}

interface Compared {
  readonly runs: readonly { readonly folder: string; readonly manifest: Protection }[]
  readonly comparisons: readonly Comparison[]
}

/** The same for results: of a protected benchmark, the changed samples keep the answers that are a letter. */
export function showableResults<Given extends Compared>(
  results: Given,
  showProtected = false,
): Given & { readonly comparisons: readonly Showable<Comparison>[] } {
  const runs = showProtected ? [] : results.runs.filter(({ manifest }) => manifest.protected !== undefined)
  const isProtected = new Set(runs.map(({ folder }) => folder))
  const comparisons = results.comparisons.map(
    (comparison) =>
      (isProtected.has(comparison.after.run) || isProtected.has(comparison.before.run)
        ? { ...comparison, flips: comparison.flips.map(lettersOnly) }
        : comparison) as Showable<Comparison>,
  )
  return { ...results, comparisons }
}

function lettersOnly({ before, after, ...flip }: Flip): Flip {
  return {
    ...flip,
    ...(before !== undefined && before.length <= LETTER && { before }),
    ...(after !== undefined && after.length <= LETTER && { after }),
  }
}

function redacted(record: SampleRecord): SampleRecord {
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
  const { span, readings, verdict, comparison, instructions, ...score } = outcome.score
  const byRule = Object.entries(readings ?? {}).map(
    ([rule, { span, comparison, ...reading }]) => [rule, short(reading)] as const,
  )
  return {
    ...outcome,
    score: {
      ...short(score),
      ...(readings && { readings: Object.fromEntries(byRule) }),
      ...(instructions && { instructions: instructions.map((one) => ({ ...one, found: 'not shown' })) }),
    },
  }
}

/** Characters of an answer that is a letter, as `(C)`. */
const LETTER = 3

/** A letter may be shown; some rules read whole lines. */
function short<Read extends Pick<Reading, 'answer'>>(read: Read): Read {
  const { answer } = read
  return answer === null || answer.length <= LETTER ? read : { ...read, answer: `(${size(answer)})` }
}

const promptText = (prompt: Prompt) =>
  typeof prompt === 'string' ? prompt : prompt.map(({ content }) => content).join('\n')

const size = (text: string) => `${count(text.length)} characters`
