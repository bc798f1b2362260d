/** One sample explained: what was asked, what came back, what was taken as the answer, and why it scored so. */

import type { Completion, Likelihood, Prompt, SampleRecord, Score, Span, TurnRating } from '../schema/schema.ts'
import type { Visible } from '../visible.ts'
import { drawn } from '../words/drawn.ts'
import { inGutter } from '../words/gutter.ts'
import type { Showable } from '../words/showable.ts'
import { plainTable } from './forms/terminal.ts'
import type { TextOptions } from './layout.ts'
import { optionLetter } from './option-lines.ts'
import { whyText } from './why.ts'

interface Explained {
  readonly record: Showable<SampleRecord>
  /** The whole program that was run, where the answer is code. */
  readonly program?: string
}

/** Text of models and files stands in a gutter. With colours, the answer is marked by inverse video instead of »brackets«. */
export function explainSample(sample: Explained, options: TextOptions = {}): Visible {
  return drawn(sample, (sample) => explained(sample, options))
}

function explained({ record, program }: Explained, options: TextOptions): string {
  const score = record.outcome.kind === 'scored' ? record.outcome.score : undefined
  const turns = record.attempt.turns.flatMap(({ prompt, completion }, index, all) => {
    const name = all.length > 1 ? ` ${index + 1}` : ''
    const span = index === all.length - 1 ? score?.span : undefined
    return [
      heading(`prompt${name}`),
      promptText(prompt, options),
      heading(`reply${name}: ${replyFacts(completion)}`),
      replyText(completion, options, span),
    ]
  })
  return [
    `${record.id}, repeat ${record.repeat}`,
    ...turns,
    ...(program === undefined ? [] : [heading('the program, as it was run'), numbered(program, options)]),
    ...tests(record, options),
    ...(record.ratings ?? []).flatMap((rating) => judged(rating, options)),
    heading('verdict'),
    whyText(record),
    ...(score?.verdict?.detail ? [inGutter(score.verdict.detail, options)] : []),
    comparison(score),
    instructions(score),
    readings(score),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

/** With the line numbers that a traceback names. */
const numbered = (program: string, options: TextOptions) =>
  inGutter(program.trimEnd(), { ...options, isNumbered: true })

/** The tests that the code met. */
function tests({ program }: SampleRecord, options: TextOptions): string[] {
  if (program === undefined) return []
  return [heading(`the tests of ${program.entryPoint}`), inGutter(clipped(program.tests.trim()), options)]
}

/** Inputs of HumanEval+ take up to half a million characters in one line. */
const MAX_LINE = 1000

const clipped = (text: string) =>
  text
    .split('\n')
    .map((line) => (line.length <= MAX_LINE ? line : `${line.slice(0, MAX_LINE)} … (${line.length} characters)`))
    .join('\n')

/** What each judge said of a turn, its unreadable replies among it. */
function judged({ turn, template, verdicts }: TurnRating, options: TextOptions): string[] {
  return verdicts.flatMap(({ judge, regrade, rating, via, conflicting, failure, attempts }) => [
    heading(
      `${judge} on turn ${turn}${regrade > 1 ? `, verdict ${regrade}` : ''}, by ${template}: ${rating === undefined ? `none: ${failure?.message}` : readAs(rating, via, conflicting)}`,
    ),
    ...attempts.flatMap(({ reminder, completion }) => [
      ...(reminder === undefined ? [] : ['[reminded]', inGutter(reminder, options)]),
      replyText(completion, options),
    ]),
  ])
}

/** `8 (read by: brackets; conflicts with another rating in the reply)`. */
function readAs(rating: number, via: string | undefined, conflicting: true | undefined): string {
  const notes = [
    ...(via === undefined ? [] : [`read by: ${via}`]),
    ...(conflicting ? ['conflicts with another rating in the reply'] : []),
  ]
  return notes.length === 0 ? String(rating) : `${rating} (${notes.join('; ')})`
}

const heading = (text: string) => `\n── ${text} ${'─'.repeat(Math.max(3, 72 - text.length))}`

function promptText(prompt: Prompt, options: TextOptions): string {
  if (typeof prompt === 'string') return inGutter(prompt, options)
  return prompt.map(({ role, content }) => `[${role}]\n${inGutter(content, options)}`).join('\n')
}

function replyFacts({ finishReason, cut, usage, latencyMs, tries, likelihoods }: Completion): string {
  return [
    likelihoods !== undefined
      ? `log-likelihoods of ${likelihoods.length} options`
      : cut === undefined
        ? `ended by ${finishReason}`
        : `cut at the stop ${JSON.stringify(cut.stop)}`,
    usage?.outputTokens === undefined || likelihoods !== undefined ? [] : [`${usage.outputTokens} tokens`],
    latencyMs === undefined ? [] : [`${(latencyMs / 1000).toFixed(2)} s`],
    tries === undefined ? [] : [`${tries} tries`],
  ]
    .flat()
    .join(', ')
}

function replyText(completion: Completion, options: TextOptions, span?: Span): string {
  const { text, reasoning, refusal, cut, likelihoods } = completion
  if (likelihoods !== undefined) return optionsText(likelihoods)
  const highlight = span && { span, colour: options.colour === true }
  const named = (name: string, part: string | undefined) =>
    part === undefined ? [] : [`[${name}]`, inGutter(part, options)]
  const before = [...named('reasoning', reasoning), ...named('refusal', refusal)]
  return [
    ...before,
    ...(before.length > 0 && text !== '' ? ['[text]'] : []),
    text === '' ? '(no text)' : inGutter(text, { ...options, highlight }),
    ...named('after the stop, not read', cut?.rest),
  ].join('\n')
}

/** Each option with its log-likelihood, and with that for each character. */
function optionsText(likelihoods: readonly Likelihood[]): string {
  const rows = likelihoods.map(({ text, logLikelihood, tokens }, place) => [
    optionLetter(place),
    text.trim(),
    logLikelihood.toFixed(3),
    (logLikelihood / Math.max(1, [...text.trim()].length)).toFixed(3),
    tokens === undefined ? '' : String(tokens),
  ])
  return plainTable(['', 'option', 'log-likelihood', 'per character', 'tokens'], rows)
}

/** Both sides as they were read, and why they are the same or not. */
function comparison(score: Score | undefined): string {
  if (score?.comparison === undefined) return ''
  const { answer, target, by } = score.comparison
  return `\nanswer read as  ${answer}\ntarget read as  ${target}\n${score.value === 1 ? 'equal by' : 'they differ in'}: ${by}`
}

/** Each instruction, and what was found of it. */
function instructions(score: Score | undefined): string {
  if (score?.instructions === undefined) return ''
  const rows = score.instructions.map(({ kind, strict, loose, found, by }) => [
    kind,
    strict ? 'followed' : loose ? `loosely, ${by}` : 'not followed',
    found,
  ])
  return `\n${plainTable(['instruction', 'verdict', 'found'], rows)}`
}

/** Every rule's verdict beside the headline's. */
function readings(score: Score | undefined): string {
  if (score?.readings === undefined) return ''
  const rows = Object.entries(score.readings).map(([rule, reading]) => [
    rule,
    reading.answer ?? '–',
    reading.via ?? '',
    String(reading.value),
  ])
  return `\n${plainTable(['rule', 'answer', 'branch', 'score'], rows)}`
}
