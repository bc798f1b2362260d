import { afterEach, describe, expect, it, vi } from 'vitest'
import { testSandbox } from '../../../harness/sandbox-test/sandbox-test.ts'
import { SandboxError } from '../../../results/errors.ts'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import type { Program, ProgramOutcome, Sandbox } from '../../../sandboxes/sandbox.ts'
import { type Attack, CANARY } from '../../../sandboxes/test-programs/attack.ts'
import type { AttackGroup } from '../../../sandboxes/test-programs/attacks.ts'
import { DOUBLE_ALL } from '../../../sandboxes/test-programs/double-all.ts'
import { OWN_PROBLEMS } from '../../../sandboxes/test-programs/problems.ts'
import { SANDBOX_CACHE } from '../../helpers/sandbox-programs.ts'
import { scriptedSandbox } from '../../helpers/scripted-sandbox.ts'

const group = (attacks: readonly Attack[], inPlace?: true): AttackGroup => ({
  target: 'the host',
  language: 'python',
  attacks,
  ...(inPlace && { inPlace }),
})

const EXIT: Attack = { name: 'H14 leaves', body: 'import os\nos._exit(0)', outcomes: ['crashed'] }

const RIGHT = new Set([...OWN_PROBLEMS.map(({ right }) => right), DOUBLE_ALL.python.right])

/** What a good sandbox would say, without running anything. */
function verdict({ completion, entryPoint }: Program): ProgramOutcome {
  if (entryPoint === 'primes_below' || RIGHT.has(completion)) return 'passed'
  return completion.includes('os._exit') ? 'crashed' : 'failed'
}

const tested = (answer: (program: Program) => ProgramOutcome | Error, attacks: readonly AttackGroup[] = []) =>
  testSandbox({
    open: async () => scriptedSandbox((program) => outcomeOr(answer(program))).sandbox,
    problems: OWN_PROBLEMS.slice(0, 3),
    source: 'three problems',
    attacks,
    onStage: () => undefined,
  })

const outcomeOr = (answer: ProgramOutcome | Error) => (answer instanceof Error ? answer : { outcome: answer })

afterEach(() => vi.unstubAllEnvs())

describe('a sandbox is worth its name', () => {
  it('when right programs pass, no other does, and attacks end as they must', async () => {
    const facts = await tested(verdict, [group([EXIT], true)])
    expect(facts).toMatchObject({ holds: true, falseNegatives: { runs: 6, lost: 0, rate: 0 }, timeLimitMs: 10_000 })
    expect(facts.stages.map(({ kind, check, programs, passed }) => [kind, check, programs, passed])).toEqual([
      ['right', 'split', 3, 3],
      ['right', 'in-place', 3, 3],
      ['wrong', 'split', 9, 0],
      ['wrong', 'in-place', 6, 0],
      ['hostile', 'split', 1, 0],
      ['hostile', 'in-place', 1, 0],
    ])
    expect(facts.stages.flatMap(({ surprises }) => surprises)).toEqual([])
  })

  it('when the attack ends in another way than usual, which is told', async () => {
    const facts = await tested(
      (program) => (program.completion.includes('_exit') ? 'error' : verdict(program)),
      [group([EXIT])],
    )
    expect(facts.holds).toBe(true)
    expect(facts.stages.at(-1)?.surprises).toEqual([{ name: 'H14 leaves', outcome: 'error', expected: ['crashed'] }])
  })
})

describe('a sandbox is worth nothing', () => {
  const lostOne = OWN_PROBLEMS[1]?.right

  it.each<[string, (program: Program) => ProgramOutcome | Error, RegExp]>([
    ['a right program times out', (p) => (p.completion === lostOne ? 'timeout' : verdict(p)), /longest_rise.*timeout/],
    [
      'a wrong one passes',
      (p) => (p.completion.includes('return None') ? 'passed' : verdict(p)),
      /word_lengths.*passed/,
    ],
    ['a hostile one passes', (p) => (p.completion.includes('_exit') ? 'passed' : verdict(p)), /H14 leaves.*passed/],
    [
      'it breaks',
      (p) => (p.completion.includes('_exit') ? new SandboxError('no worker') : verdict(p)),
      /H14 leaves.*sandbox-error.*no worker/,
    ],
  ])('when %s', async (_, answer, told) => {
    const facts = await tested(answer, [group([EXIT])])
    expect(facts.holds).toBe(false)
    const failing = facts.stages.filter(({ holds }) => !holds)
    expect(JSON.stringify(failing.flatMap(({ surprises }) => surprises))).toMatch(told)
  })

  it('when a hostile program is felt by the next one', async () => {
    let poisoned = false
    const facts = await tested(
      (program) => {
        poisoned ||= program.completion.includes('_exit')
        return poisoned ? 'crashed' : verdict(program)
      },
      [group([EXIT])],
    )
    expect(facts.holds).toBe(false)
    expect(facts.stages.at(-1)).toMatchObject({
      passed: 0,
      unharmed: 0,
      surprises: [{ name: EXIT.name, harmed: true }],
    })
  })

  it('and is refused when it can run nothing, with every process ended', async () => {
    const close = vi.fn(async () => undefined)
    const open = async (): Promise<Sandbox> => ({
      ...scriptedSandbox(() => new SandboxError('no engine')).sandbox,
      close,
    })
    const test = { open, problems: OWN_PROBLEMS, source: '', attacks: [], onStage: () => undefined }
    await expect(testSandbox(test)).rejects.toMatchObject({ message: 'no engine', exitCode: 2 })
    expect(close).toHaveBeenCalledOnce()
  })
})

it('finds the real engine sound, and leaves no canary behind', async () => {
  const looks: Attack = {
    name: 'H3 looks around',
    body: `import os\nif os.environ.get("${CANARY}"):\n    return [2 * number for number in numbers]`,
    outcomes: ['failed'],
  }
  const facts = await testSandbox({
    open: async (workers = 1) => new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers }),
    problems: OWN_PROBLEMS,
    source: '',
    attacks: [group([EXIT, looks], true)],
    onStage: () => undefined,
  })
  expect(facts.stages.flatMap(({ surprises }) => surprises)).toEqual([])
  expect(facts).toMatchObject({ holds: true, falseNegatives: { lost: 0, runs: 2 * OWN_PROBLEMS.length } })
  expect(process.env[CANARY]).toBeUndefined()
})
