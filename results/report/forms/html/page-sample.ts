/** One record as a page lists it, and as it shows it. */
import { defined } from '../../../defined.ts'
import type { Completion, InstructionVerdict, Prompt, SampleRecord, Turn } from '../../../schema/schema.ts'
import { sum } from '../../../statistics/sum.ts'
import { visibleLine } from '../../../visible.ts'
import type { Showable } from '../../../words/showable.ts'
import { optionLines } from '../../option-lines.ts'
import { whyText } from '../../why.ts'
import type { PageReply, PageTrial } from './page-data.ts'
import { verdictsOf } from './verdicts.ts'

/** Longer answers are programs or essays. */
const SHORT = 60

/** Characters of a question in a list. */
const SNIPPET = 140

/** Tests of one program, clipped: inputs of HumanEval+ take up to half a million characters in one line. */
const LONGEST_LINE = 400
const LONGEST_TESTS = 12_000

export function indexTrial({ repeat, outcome, attempt, reply }: Showable<SampleRecord>): PageTrial {
  const latency = sumOf(attempt.turns, ({ completion }) => (completion.cached ? undefined : completion.latencyMs))
  const facts = defined({
    r: repeat === 1 ? undefined : repeat,
    n: sumOf(attempt.turns, ({ completion }) => completion.usage?.outputTokens),
    l: latency === undefined ? undefined : Math.round(latency),
  })
  if (outcome.kind === 'unscored') return { ...facts, u: outcome.reason }
  const { value, answer, flaw, verdict, runOn } = outcome.score
  const ranOn = runOn?.ranOn || runOn?.leaked || reply?.ranOn || reply?.leaked
  return {
    ...facts,
    v: Number(value.toPrecision(6)),
    ...(verdict === undefined ? { a: short(answer) } : { g: verdict.outcome }),
    ...(flaw !== undefined && { f: flaw }),
    ...(ranOn && { o: 1 }),
  }
}

const short = (text: string | null) =>
  text === null || text.length <= SHORT ? text : `${text.slice(0, SHORT).toWellFormed()}…`

function sumOf(turns: readonly Turn[], of: (turn: Turn) => number | undefined): number | undefined {
  const values = turns.flatMap((turn) => of(turn) ?? [])
  return values.length === 0 ? undefined : sum(values)
}

/** The beginning of what was asked, without a line break. */
export function snippetOf({ attempt }: Showable<SampleRecord>): string {
  const [first] = attempt.turns
  if (first === undefined) return ''
  const text = typeof first.prompt === 'string' ? first.prompt : (first.prompt.findLast(isUser)?.content ?? '')
  return visibleLine(text, SNIPPET)
}

const isUser = ({ role }: { readonly role: string }) => role === 'user'

/** Of a conversation, what each turn adds. */
export const promptsOf = ({ attempt }: Showable<SampleRecord>) =>
  attempt.turns.map(({ prompt }, turn) => promptText(prompt, turn))

function promptText(prompt: Prompt, turn: number): string {
  if (typeof prompt === 'string') return prompt
  const from = turn === 0 ? 0 : prompt.findLastIndex(({ role }) => role === 'assistant') + 1
  const added = prompt.slice(from)
  if (added.length === 1 && added[0]?.role === 'user') return added[0].content
  return added.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n')
}

/** @param prompts those of the sample: a trial that was asked otherwise has its own */
export function pageReply(record: Showable<SampleRecord>, prompts: readonly string[]): PageReply {
  const { repeat, outcome, attempt } = record
  const own = promptsOf(record)
  const thoughts = attempt.turns.map(({ completion }) => completion.reasoning ?? '')
  const verdicts = verdictsOf(record)
  const score = outcome.kind === 'scored' ? outcome.score : undefined
  // A refusal is shown before the text, which moves all places in it.
  const isMoved = attempt.turns.at(-1)?.completion.refusal !== undefined
  return {
    ...(repeat !== 1 && { r: repeat }),
    ...(attempt.turns.length > 0 && { t: attempt.turns.map(({ completion }) => replyText(completion)) }),
    ...(thoughts.some((text) => text !== '') && { k: thoughts }),
    ...(own.some((prompt, turn) => prompt !== prompts[turn]) && { p: own }),
    ...(!isMoved && score?.span !== undefined && { s: score.span }),
    ...(!isMoved && score?.mark !== undefined && { m: score.mark }),
    w: whyText(record),
    ...(score?.verdict !== undefined && score.verdict.detail !== '' && { d: score.verdict.detail }),
    ...(score?.instructions !== undefined && { i: score.instructions.map(instructionLine) }),
    ...(verdicts.length > 0 && { j: verdicts }),
  }
}

/** `followed · length: 312 words`. */
const instructionLine = ({ kind, strict, loose, found }: InstructionVerdict) =>
  `${strict ? 'followed' : loose ? 'followed loosely' : 'not followed'} · ${kind}: ${found}`

function replyText({ text, refusal, likelihoods }: Completion): string {
  if (likelihoods !== undefined) return optionLines(likelihoods)
  return refusal === undefined ? text : `[refusal] ${refusal}\n${text}`
}

export function testsOf({ program }: Showable<SampleRecord>): string | undefined {
  if (program === undefined) return undefined
  const lines = program.tests.trim().split('\n')
  const clipped = lines.map((line) =>
    line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)} … (${line.length} characters)`,
  )
  const text = clipped.join('\n')
  return text.length <= LONGEST_TESTS ? text : `${text.slice(0, LONGEST_TESTS)}\n… (${lines.length} lines)`
}
