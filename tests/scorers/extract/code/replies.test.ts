/**
 * Replies with code (tests/fixtures/replies) against small problems of ours. Each is read by the scorer of HumanEval's chat
 * protocol, in whose place of a sandbox a script collects the programs. All of them then run in one sandboxed program, since
 * starting an interpreter for each would take minutes.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Protocol } from '../../../../benchmarks/benchmark.ts'
import { humaneval } from '../../../../benchmarks/humaneval.ts'
import { IsolateSandbox } from '../../../../sandboxes/isolate/isolate-sandbox.ts'
import type { Sandbox } from '../../../../sandboxes/sandbox.ts'
import { type ReplyRow, repliesOf } from '../../../helpers/replies.ts'
import { SANDBOX_CACHE } from '../../../helpers/sandbox-programs.ts'
import { scriptedSandbox } from '../../../helpers/scripted-sandbox.ts'
import { SMALL_PROBLEMS, type SmallProblem } from '../../../helpers/small-problems.ts'

/** Decided otherwise than the row, or ended otherwise in the sandbox: docs/reading-replies.md says why. */
const DECIDED: Readonly<Record<string, string>> = {
  'code-108': 'EOFError',
  'code-132': 'passes',
  'code-135': 'ModuleNotFoundError',
  'code-136': 'ModuleNotFoundError',
  'code-137': 'ModuleNotFoundError',
  'code-141': 'ModuleNotFoundError',
}

const reports = repliesOf('report').filter(({ benchmark }) => benchmark === 'humaneval')
const rows = [...repliesOf('code'), ...reports]

function problemOf({ problem, input }: ReplyRow): SmallProblem {
  const number = problem?.split('/').at(-1) ?? (input.includes('strlen') ? '23' : '53')
  const found = SMALL_PROBLEMS[number]
  if (found === undefined) throw new TypeError(`no small problem ${number}`)
  return found
}

const { scorer } = humaneval.protocols.chat as Protocol<unknown>

/** What the scorer would run; null where the reply holds no code. */
async function programOf(row: ReplyRow): Promise<string | null> {
  const { sandbox, programs } = scriptedSandbox(() => ({}))
  const { prompt, tests, entryPoint } = problemOf(row)
  const completion = { text: row.input, finishReason: row.finish_reason ?? ('stop' as const) }
  const sample = { id: row.id, turns: [], program: { language: 'python' as const, prompt, tests, entryPoint } }
  await scorer.score({ turns: [{ prompt, completion }] }, sample, { sandbox } as never)
  const [program] = programs
  return program === undefined ? null : program.prompt + program.completion
}

/** Runs each program and its tests in a namespace of its own. */
const RUNNER = `import contextlib, io, json

def outcomes(cases):
    said = []
    for program, tests in cases:
        space = {'__name__': 'solution'}
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(program, 'solution.py', 'exec'), space)
                exec(tests, space)
            said.append('passes')
        except BaseException as error:
            said.append(type(error).__name__)
    return said
`

describe('the code of a reply', () => {
  let sandbox: Sandbox
  const outcomes = new Map<string, string>()

  beforeAll(async () => {
    sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
    const programs = await Promise.all(rows.map(async (row) => ({ row, program: await programOf(row) })))
    const cases = programs.flatMap(({ row, program }) => (program === null ? [] : [{ row, program }]))
    const sources = cases.map(({ row, program }) => [program, problemOf(row).tests])
    const { output, detail } = await sandbox.run({
      language: 'python',
      check: 'in-place',
      prompt: RUNNER,
      completion: `print(json.dumps(outcomes(json.loads(${JSON.stringify(JSON.stringify(sources))}))))\n`,
      tests: '',
      entryPoint: 'outcomes',
      limits: { wallMs: 120_000 },
    })
    // Warnings of Python come before it.
    expect(detail).toBe('')
    const said: string[] = JSON.parse(output.trim().split('\n').at(-1) ?? '')
    for (const { row } of programs) outcomes.set(row.id, 'no code')
    for (const [index, { row }] of cases.entries()) outcomes.set(row.id, said[index] ?? '')
  }, 240_000)

  afterAll(() => sandbox.close())

  it.each(rows)('$id ($tag): $input $expected', ({ id, expected }) => {
    const outcome = outcomes.get(id)
    const decided = DECIDED[id]
    if (decided !== undefined) expect(outcome).toBe(decided)
    else expect(outcome === 'passes').toBe(expected === 'passes')
  })
})
