/** Why a sample scored so, in sentences. */
import type {
  InstructionVerdict,
  Outcome,
  ProgramVerdict,
  SampleRecord,
  Score,
  Span,
  TurnRating,
} from '../schema/schema.ts'
import { visibleLine } from '../visible.ts'
import type { Showable } from '../words/showable.ts'

/** Without the traceback of a program. */
export function whyText({ outcome, target, order, ratings, attempt, program }: Showable<SampleRecord>): string {
  if (ratings !== undefined && outcome.kind === 'scored') return ratedText(outcome.score, ratings)
  const wanted = target === undefined ? '' : ` The right answer is ${target}.`
  const shown = order === undefined ? '' : ` The options stood in the order ${order.join(', ')} (0 is the right one).`
  const drawn = outcome.kind === 'scored' ? seedText(outcome.score.verdict?.seed, program?.tests) : ''
  return `${outcomeText(outcome, attempt.turns.at(-1)?.completion.text ?? '')}${wanted}${shown}${drawn}`
}

/** What random inputs followed from, where the tests draw any. */
function seedText(seed: number | undefined, tests = ''): string {
  return seed === undefined || !/random/i.test(tests) ? '' : ` Its tests drew inputs from the seed ${seed}.`
}

function outcomeText(outcome: Outcome, reply: string): string {
  if (outcome.kind === 'unscored') return `Not scored (${outcome.reason}): ${outcome.error.message}.`
  const { value, answer, rule, via, mark, flaw, runOn, verdict: program } = outcome.score
  const by = rule === undefined ? '' : ` by rule ${rule}${via === undefined ? '' : `, branch ${via}`}`
  if (program !== undefined) return programText(value, program)
  if (outcome.score.instructions !== undefined) return followedText(outcome.score, outcome.score.instructions)
  const found = answer === null ? `no answer found${by}` : `the answer taken is ${answer}${by}${markText(mark, reply)}`
  return `Scored ${value}: ${found}${flaw === undefined ? '' : `; the reply is ${flaw}`}.${runOnText(runOn, reply)}`
}

function followedText({ value, rule, flaw }: Score, instructions: readonly InstructionVerdict[]): string {
  const followed = instructions.filter(({ strict }) => strict).length
  const flawText = flaw === undefined ? '' : `; the reply is ${flaw}`
  return `Scored ${value} by rule ${rule}: ${followed} of ${instructions.length} instructions followed strictly${flawText}.`
}

/** Where the reply says that this is its answer: `, by the mark "####" in line 3`. */
function markText(mark: Span | undefined, reply: string): string {
  if (mark === undefined) return ''
  return `, by the mark "${visibleLine(reply.slice(...mark))}" in line ${lineAt(reply, mark[0])}`
}

const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length

/** What was not read, and why. */
function runOnText(runOn: Score['runOn'], reply: string): string {
  if (runOn === undefined) return ''
  const mark = `"${runOn.mark}" in line ${lineAt(reply, runOn.at)}`
  const token = runOn.leaked ? ', a token of the chat template' : ''
  return runOn.ranOn
    ? ` The reply ran on: from ${mark}${token}, it was not read.`
    : ` The reply ends with ${mark}${token}.`
}

function ratedText({ value, rule, flaw }: Score, ratings: readonly TurnRating[]): string {
  const turns = ratings.map(({ turn, rating }) => `turn ${turn} ${rating ?? 'not at all'}`)
  const by = rule === undefined ? '' : ` by rule ${rule}`
  return `Scored ${value}: rated ${turns.join(', ')}${by}${flaw === undefined ? '' : `; a reply is ${flaw}`}.`
}

function programText(value: number, { outcome, wallMs }: ProgramVerdict): string {
  const time = wallMs === undefined ? '' : ` after ${Math.round(wallMs)} ms`
  const ended = outcome === 'no-code' ? 'no-code, so nothing was run' : `the program ended as ${outcome}${time}`
  return `Scored ${value}: ${ended}.`
}
