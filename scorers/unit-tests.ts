/** Code against its unit tests, in a sandbox: 1 when they all pass, else 0. */
import { defined } from '../results/defined.ts'
import type { Attempt, Completion, ProgramTask, Sample, Score } from '../results/schema/schema.ts'
import type { Program } from '../sandboxes/sandbox.ts'
import { TIME_LIMIT, type TimeLimitRule } from '../sandboxes/time-limit.ts'
import { extractCode } from './extract/code/code.ts'
import { withHelpers } from './extract/code/javascript-source.ts'
import { javascriptProgram, pythonCompletion } from './extract/code/program.ts'
import { flawOf } from './extract/flaw.ts'
import { separateReasoning } from './extract/reasoning/reasoning.ts'
import { openingTagOf } from './extract/reasoning/unknown-tag.ts'
import { runOnIn } from './extract/run-on.ts'
import { firstStop } from './extract/stops.ts'
import type { Scorer } from './scorer.ts'

/** How the reply holds the code: somewhere in a chat answer, or as the plain continuation of the prompt. */
export type CodeForm = 'chat' | 'continuation'

export interface UnitTestsOptions {
  readonly form: CodeForm
  readonly check?: Program['check']
  readonly timeLimit?: TimeLimitRule
  /** Of one argument or answer; see `Limits`. [1,000,000] */
  readonly valueSize?: number
}

/** Scores the last reply of an attempt. */
export function unitTests(options: UnitTestsOptions): Scorer<'sandbox'> {
  const { form, check = 'split', timeLimit = TIME_LIMIT, valueSize } = options
  return {
    name: 'unit-tests',
    range: [0, 1],
    needs: ['sandbox'],
    rule: RULES[form],
    check,
    withCheck: (other) => unitTests({ ...options, check: other }),
    timeLimit,
    async score({ turns }, sample, { sandbox }) {
      const completion = turns.at(-1)?.completion
      if (completion === undefined) throw new TypeError(`${sample.id}: an attempt without a reply`)
      const task = taskOf(sample)
      const found = findCode(completion, task, form)
      if (found === null)
        return programScore(completion, null, { outcome: 'no-code', detail: 'the reply holds no code' })
      const { outcome, detail, wallMs, seed } = await sandbox.run({
        language: task.language,
        entryPoint: task.entryPoint,
        prompt: found.prompt,
        completion: found.completion,
        tests: testsOf(task, check),
        check,
        ...(valueSize !== undefined && { limits: { valueSize } }),
      })
      return programScore(completion, found, { ...withMissingModule(outcome, detail), wallMs, ...defined({ seed }) })
    },
  }
}

/** The last line of Python's traceback, and what the sandbox says of JavaScript's `require`. */
const MISSING_MODULE =
  /(?:^|\n)(?:ModuleNotFoundError: No module named '([^'\n]+)'|Error: Cannot find module '([^'\n]+)')[^\n]*\s*$/

/** `zoneinfo` finds its data in the system or in the package `tzdata`. */
const MISSING_TIME_ZONE = /(?:^|\n)(?:zoneinfo\.)?ZoneInfoNotFoundError: [^\n]*\s*$/

/** A program that lacks a package may be right elsewhere: it counts as not passed, and apart from wrong ones. */
function withMissingModule(outcome: string, detail: string): NonNullable<Score['verdict']> {
  const found = outcome === 'error' ? MISSING_MODULE.exec(detail) : null
  const hasNoZone = outcome === 'error' && MISSING_TIME_ZONE.test(detail)
  const module = hasNoZone ? 'tzdata' : (found?.[1] ?? found?.[2])?.split('.')[0]
  return module === undefined ? { outcome, detail } : { outcome: 'missing-module', module, detail }
}

const RULES: Readonly<Record<CodeForm, string>> = { chat: 'code', continuation: 'continuation' }

/** How replies were read by a rule that a run names. */
export const formOfRule = (rule: string | undefined): CodeForm =>
  rule === RULES.continuation ? 'continuation' : 'chat'

/** Code as it was found, and as it follows the prompt. */
interface FoundCode {
  readonly code: string
  /** What goes before it: the problem's prompt, or what is left of that. */
  readonly prompt: string
  readonly completion: string
  readonly via?: string
  readonly span?: [number, number]
}

/** The program as it was run, without its tests; null where the reply holds no code. */
export function wholeProgram({ turns }: Attempt, task: ProgramTask, form: CodeForm): string | null {
  const reply = turns.at(-1)?.completion
  const found = reply === undefined ? null : findCode(reply, task, form)
  return found === null ? null : found.prompt + found.completion
}

const findCode = (reply: Completion, task: ProgramTask, form: CodeForm): FoundCode | null =>
  form === 'chat' ? codeInChat(reply, task) : continuation(reply, task)

function codeInChat(reply: Completion, { prompt, entryPoint, language }: ProgramTask): FoundCode | null {
  const { answer, start, unclosed } = separateReasoning(reply)
  const found = unclosed || isRefused(reply) ? null : extractCode(answer, { entryPoint, language })
  if (found === null) return null
  const program =
    language === 'python'
      ? { prompt, completion: pythonCompletion(prompt, found) }
      : javascriptProgram(prompt, found, entryPoint)
  return { code: found.code, ...program, via: found.via, span: [found.span[0] + start, found.span[1] + start] }
}

/**
 * human-eval's own rule: whatever came is the rest of the program, up to the first of the problem's stops. An empty one leaves
 * the function without a body.
 */
function continuation({ text }: Completion, { prompt, stops = [] }: ProgramTask): FoundCode {
  const code = text.slice(0, firstStop(text, stops)?.at)
  return { code, prompt, completion: code }
}

/** Python's checker is given the prompt, whose last function runs without a body; JavaScript has no such thing. */
const testsOf = ({ language, prompt, tests }: ProgramTask, check: Program['check']) =>
  language === 'javascript' && check === 'split' ? withHelpers(prompt, tests) : tests

function programScore(reply: Completion, found: FoundCode | null, verdict: NonNullable<Score['verdict']>): Score {
  const separated = separateReasoning(reply)
  const flaw = flawOf(reply, separated)
  const runOn = runOnIn(separated, 'tokens')
  const openingTag = openingTagOf(reply, separated)
  return {
    value: verdict.outcome === 'passed' ? 1 : 0,
    answer: found === null ? null : found.code,
    ...defined({ via: found?.via, span: found?.span, flaw }),
    ...(runOn !== null && { runOn }),
    ...(openingTag && { openingTag }),
    verdict,
  }
}

const isRefused = ({ refusal }: Completion) => refusal !== undefined && refusal !== ''

function taskOf({ id, program }: Sample): ProgramTask {
  if (program === undefined) throw new TypeError(`${id}: a sample without a program to complete`)
  return program
}
