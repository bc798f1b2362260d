/** Which interpreters a program gets, and when it is blamed for the loss of one. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { InterpreterLost } from '../../../sandboxes/isolate/interpreter-lost.ts'
import type { PythonKit } from '../../../sandboxes/isolate/python-boot.ts'
import { PythonInterpreter } from '../../../sandboxes/isolate/python-interpreter.ts'
import { loadPythonKit } from '../../../sandboxes/isolate/python-kit.ts'
import { PythonRunner } from '../../../sandboxes/isolate/python-runner.ts'
import { PYTHON_VERSION } from '../../../sandboxes/isolate/versions.ts'
import { DEFAULT_LIMITS, type Program } from '../../../sandboxes/sandbox.ts'
import { BAD_BODY, body, GOOD_BODY, PATIENT_MS, python, SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'

let kit: PythonKit
beforeAll(async () => {
  kit = await loadPythonKit(SANDBOX_CACHE)
})
afterEach(() => vi.restoreAllMocks())

/** A runner, and how often each program's time began. */
function open() {
  const runner = new PythonRunner(kit)
  return async (program: Program) => {
    let starts = 0
    const result = await runner.run({ ...program, seed: 1 }, { ...DEFAULT_LIMITS, wallMs: PATIENT_MS }, () => starts++)
    runner.settle()
    return { outcome: result.outcome, output: result.output, starts }
  }
}

const GOOD = python(GOOD_BODY)
const EXITS = python(body('import os\nos._exit(0)'))

/** The next program to be loaded ends as if its interpreter had broken; everything else is real. */
function breakNextLoad(): void {
  const real = PythonInterpreter.prototype.call
  let isBroken = false
  vi.spyOn(PythonInterpreter.prototype, 'call').mockImplementation(function (this: PythonInterpreter, name, ...rest) {
    if (isBroken || name !== 'load') return real.call(this, name, ...rest)
    isBroken = true
    throw new InterpreterLost('crashed', 'broken by an earlier program')
  })
}

describe('a crash', () => {
  it('in an interpreter that others have used is tried once more, in one that nobody has', async () => {
    const run = open()
    await run(GOOD)
    breakNextLoad()
    expect(await run(GOOD)).toMatchObject({ outcome: 'passed', starts: 2 })
    expect(await run(GOOD)).toMatchObject({ outcome: 'passed', starts: 1 })
  })

  it('in an interpreter that nobody has used is the program’s own, at once', async () => {
    const run = open()
    breakNextLoad()
    expect(await run(GOOD)).toMatchObject({ outcome: 'crashed', starts: 1 })
    expect(await run(GOOD)).toMatchObject({ outcome: 'passed' })
  })

  it('that a program really makes is its own, whatever it ran in, and harms no other', async () => {
    const run = open()
    expect(await run(EXITS)).toMatchObject({ outcome: 'crashed', starts: 1 })
    expect(await run(GOOD)).toMatchObject({ outcome: 'passed', starts: 1 })
    expect(await run(EXITS)).toMatchObject({ outcome: 'crashed', starts: 2 })
    expect(await run(python(BAD_BODY))).toMatchObject({ outcome: 'failed' })
    expect(await run(GOOD)).toMatchObject({ outcome: 'passed' })
  })
})

describe('the checker', () => {
  it('is booted for the first program whose tests run apart, and for none before', async () => {
    const checker = vi.spyOn(PythonInterpreter, 'checker')
    const run = open()
    for (const program of [GOOD, python(BAD_BODY)]) await run({ ...program, check: 'in-place' })
    expect(checker).not.toHaveBeenCalled()
    expect(await run(GOOD)).toMatchObject({ outcome: 'passed' })
    expect(await run(python(BAD_BODY))).toMatchObject({ outcome: 'failed' })
    expect(checker).toHaveBeenCalledTimes(1)
  })

  it('decides alike before and after it is put back', async () => {
    const run = open()
    for (let i = 0; i < 20; i++) {
      const [program, outcome] = i % 3 === 0 ? [python(BAD_BODY), 'failed'] : [GOOD, 'passed']
      expect(await run(program)).toMatchObject({ outcome, starts: 1 })
    }
  })
})

it('runs the Python that the manifest names', async () => {
  const print = body('import platform\nprint(platform.python_version())\nreturn [2 * number for number in numbers]')
  const { output } = await open()(python(print))
  expect(output.split('\n')[0]).toBe(PYTHON_VERSION)
})
