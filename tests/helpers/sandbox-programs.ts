/** Programs that the project wrote itself, in the shape of HumanEval's. */
import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Program } from '../../sandboxes/sandbox.ts'
import { DOUBLE_ALL } from '../../sandboxes/test-programs/double-all.ts'

export { indented as body } from '../../sandboxes/test-programs/attack.ts'

/** Shared by test files and runs: the snapshot in it takes seconds to make. */
export const SANDBOX_CACHE = join(fileURLToPath(new URL('../..', import.meta.url)), 'node_modules/.cache/evalkit-tests')

/** Lets commands in a test's folder start Python from the shared snapshot. @returns the path of its cache there */
export async function sharePythonSnapshot(cwd: string): Promise<string> {
  const cache = join(cwd, 'cache/evalkit/sandbox')
  await mkdir(SANDBOX_CACHE, { recursive: true })
  await mkdir(dirname(cache), { recursive: true })
  await symlink(SANDBOX_CACHE, cache)
  return cache
}

/** For programs that must run out of time. The others are given longer than any of them needs on a busy machine. */
export const SHORT_MS = 1500
export const PATIENT_MS = 15_000

const PYTHON = DOUBLE_ALL.python
const JAVASCRIPT = DOUBLE_ALL.javascript

export const GOOD_BODY = PYTHON.right
export const BAD_BODY = PYTHON.wrong

/** @param body of `double_all`, or lines that follow a first statement of it */
export function python(body: string, changes: Partial<Program> = {}): Program {
  return {
    language: 'python',
    check: 'split',
    prompt: PYTHON.prompt,
    completion: body,
    tests: PYTHON.tests,
    entryPoint: PYTHON.entryPoint,
    limits: { wallMs: PATIENT_MS },
    ...changes,
  }
}

/** A function of one's own with tests of one's own. */
export function pythonFunction(source: string, tests: string, changes: Partial<Program> = {}): Program {
  return python('', { prompt: '', completion: source, tests, entryPoint: 'f', ...changes })
}

export const GOOD_JAVASCRIPT = JAVASCRIPT.right
export const BAD_JAVASCRIPT = JAVASCRIPT.wrong

export function javascript(body: string, changes: Partial<Program> = {}): Program {
  return {
    language: 'javascript',
    check: 'split',
    prompt: JAVASCRIPT.prompt,
    completion: body,
    tests: JAVASCRIPT.tests,
    entryPoint: JAVASCRIPT.entryPoint,
    limits: { wallMs: PATIENT_MS },
    ...changes,
  }
}
