/** Runs each JavaScript program in fresh isolates, which take milliseconds to create and share no state. */
import { performance } from 'node:perf_hooks'
import { serialize } from 'node:v8'
import type { Limits, ProgramResult } from '../sandbox.ts'
import type { SeededProgram } from '../workers/protocol.ts'
import { InterpreterLost } from './interpreter-lost.ts'
import { type JavaScriptAnswer, JavaScriptIsolate } from './javascript-isolate.ts'
import { CHECKER_GRACE_MS, PASSED, type Verdict } from './verdict.ts'

/** Characters of what is said of a failure. */
const MAX_DETAIL = 4000

export function runJavaScript(program: SeededProgram, limits: Limits): ProgramResult {
  const startedAt = performance.now()
  const left = () => startedAt + limits.wallMs - performance.now()
  const candidate = new JavaScriptIsolate(limits.outputBytes)
  let verdict: Verdict
  try {
    verdict = program.check === 'split' ? split(program, candidate, limits, left) : inPlace(program, candidate, left)
  } catch (error) {
    if (!(error instanceof InterpreterLost)) throw error
    verdict = { outcome: error.outcome, detail: error.message }
  }
  const { cpuMs } = candidate
  const printed = candidate.printed()
  candidate.dispose()
  return { ...verdict, ...printed, wallMs: performance.now() - startedAt, cpuMs }
}

function inPlace(
  { prompt, completion, tests, seed }: SeededProgram,
  isolate: JavaScriptIsolate,
  left: () => number,
): Verdict {
  isolate.seedRandom(seed)
  return verdictFrom(isolate.runTests(`${prompt}${completion}\n${tests}`, 'solution.js', left))
}

function split(
  program: SeededProgram,
  candidate: JavaScriptIsolate,
  { valueSize }: Limits,
  left: () => number,
): Verdict {
  const source = `${program.prompt}${program.completion}\n;${program.entryPoint}`
  const defined = candidate.ask('define', [source, 'solution.js'], left())
  if (defined[0] !== 'value') return errorFrom(defined)

  let lost: InterpreterLost | undefined
  let raised: JavaScriptAnswer | undefined
  const checker = new JavaScriptIsolate(0)
  checker.seedRandom(program.seed)
  try {
    checker.standIn(program.entryPoint, (args) => {
      try {
        if (lost !== undefined) throw lost
        const answer = candidate.ask('call', [args], left())
        refuseLarge(answer, valueSize)
        raised = answer[0] === 'error' ? answer : undefined
        return answer
      } catch (error) {
        lost ??= error as InterpreterLost
        return ['error', 'Stopped', lost.message]
      }
    })
    const verdict = verdictFrom(checker.runTests(program.tests, 'tests.js', () => left() + CHECKER_GRACE_MS))
    if (lost !== undefined) throw lost
    // An assertion counts where the tests made it; the candidate's own exceptions are errors, whatever their name.
    return verdict.outcome !== 'passed' && raised !== undefined ? errorFrom(raised) : verdict
  } catch (error) {
    throw lost ?? error
  } finally {
    checker.dispose()
  }
}

/** @throws InterpreterLost for what is too large, or nested too deep to be measured */
function refuseLarge(answer: JavaScriptAnswer, valueSize: number): void {
  let bytes = Number.POSITIVE_INFINITY
  try {
    bytes = serialize(answer).byteLength
  } catch {
    throw new InterpreterLost('unencodable', 'the value is nested too deep')
  }
  if (bytes > valueSize) throw new InterpreterLost('unencodable', 'the value is too large')
}

function verdictFrom(answer: JavaScriptAnswer): Verdict {
  if (answer[0] === 'value') return PASSED
  return answer[1] === 'AssertionError' ? { outcome: 'failed', detail: said(answer) } : errorFrom(answer)
}

const errorFrom = (answer: JavaScriptAnswer): Verdict => ({ outcome: 'error', detail: said(answer) })

/** A hostile program has a hand in what is there. */
const said = ([, , text]: JavaScriptAnswer) => (typeof text === 'string' ? text.slice(0, MAX_DETAIL) : '')
