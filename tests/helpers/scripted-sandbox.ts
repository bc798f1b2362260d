import type { Program, ProgramResult, Sandbox } from '../../sandboxes/sandbox.ts'

type Answer = Partial<ProgramResult> | Error

/** A sandbox that answers as it is told, at once or later, and remembers what it was asked to run. */
export function scriptedSandbox(answer: (program: Program) => Answer | Promise<Answer>, workers = 1) {
  const programs: Program[] = []
  const sandbox: Sandbox = {
    engine: { name: 'scripted', versions: {} },
    workers,
    async run(program) {
      programs.push(program)
      const result = await answer(program)
      if (result instanceof Error) throw result
      return { outcome: 'passed', detail: '', output: '', outputCut: false, wallMs: 2, cpuMs: 1, ...result }
    },
    async close() {},
  }
  return { sandbox, programs }
}
