/** Tests the sandbox on this machine with correct, wrong and hostile programs. */
import { availableParallelism } from 'node:os'
import { SandboxError } from '../../results/errors.ts'
import type { SandboxTestFacts, StageFacts } from '../../results/report/sandbox.ts'
import type { ProgramTask } from '../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../results/schema/schema-version.ts'
import { CONFIDENCE } from '../../results/statistics/confidence.ts'
import { wilson } from '../../results/statistics/wilson.ts'
import { roundFacts } from '../../results/summary/round-facts.ts'
import { RetryingSandbox } from '../../sandboxes/retrying-sandbox.ts'
import type { Program, Sandbox } from '../../sandboxes/sandbox.ts'
import { attackProgram, CANARY, expectedOutcomes, indented } from '../../sandboxes/test-programs/attack.ts'
import type { AttackGroup } from '../../sandboxes/test-programs/attacks.ts'
import { EQUAL_TO_ALL } from '../../sandboxes/test-programs/attacks-on-verdict.ts'
import { DOUBLE_ALL } from '../../sandboxes/test-programs/double-all.ts'
import { TIME_LIMIT, timeLimitMs } from '../../sandboxes/time-limit.ts'
import { forEachConcurrent } from '../lib/concurrency.ts'
import { type Ended, stageFacts } from './sandbox-stage.ts'

/** A problem with a correct solution, and optionally wrong ones. */
export interface SolvedTask {
  readonly id: string
  readonly task: ProgramTask
  readonly right: string
  readonly wrong?: readonly string[]
}

export interface SandboxTest {
  /** Opens the engine under test. */
  open(workers?: number): Promise<Sandbox>
  readonly attacks: readonly AttackGroup[]
  readonly problems: readonly SolvedTask[]
  /** Source of the problems. */
  readonly source: string
  /** Called at the start of each stage. */
  onStage(text: string): void
}

/** Attacks in flight, each followed in the same worker by programs that must not be affected. Each may use 1 GiB. */
const LANES = Math.min(2, availableParallelism())
const CHECKS = ['split', 'in-place'] as const

/** @throws SandboxError when no program can be run on this machine */
export async function testSandbox(test: SandboxTest): Promise<SandboxTestFacts> {
  const { open, problems, onStage } = test
  const sandbox = await open()
  const { engine, workers } = sandbox
  const stages: StageFacts[] = []
  let wallMs: number
  try {
    onStage(`the ${engine.name} engine, ${workers} workers: the time limit`)
    wallMs = await timeLimitMs(sandbox, 'python', TIME_LIMIT)
    const timed = new RetryingSandbox(sandbox).withLimit(wallMs)
    for (const check of CHECKS) {
      onStage(`${problems.length} correct programs, ${check}`)
      stages.push(await rightStage(timed, problems, check))
    }
    for (const check of CHECKS) {
      onStage(`wrong programs, ${check}`)
      stages.push(await wrongStage(timed, problems, check))
    }
  } finally {
    await sandbox.close()
  }
  stages.push(...(await hostileStages(test)))
  const right = stages.filter(({ kind }) => kind === 'right')
  const runs = right.reduce((sum, { programs }) => sum + programs, 0)
  const lost = right.reduce((sum, { programs, passed }) => sum + programs - passed, 0)
  return roundFacts({
    schemaVersion: SCHEMA_VERSION,
    holds: stages.every(({ holds }) => holds),
    engine,
    workers,
    source: test.source,
    timeLimitMs: wallMs,
    slowestRightMs: Math.max(...right.map(({ wallMs: { max } }) => max)),
    falseNegatives: { runs, lost, rate: lost / runs, upTo: wilson(lost, runs, CONFIDENCE)?.[1] ?? 1 },
    stages,
  })
}

function rightStage(sandbox: Sandbox, problems: readonly SolvedTask[], check: Program['check']): Promise<StageFacts> {
  const programs = problems.map(({ id, task, right }) => ({ name: id, program: { ...task, check, completion: right } }))
  return stage('right', 'right', check, programs, sandbox)
}

/** In place, an object that equals everything may pass: the split check exists for that. */
function wrongStage(sandbox: Sandbox, problems: readonly SolvedTask[], check: Program['check']): Promise<StageFacts> {
  const programs = problems.flatMap(({ id, task, wrong = [] }) => {
    const bodies = [...wrong, NOTHING, ...(check === 'split' ? [EVERYTHING] : [])]
    return bodies.map((completion) => ({ name: id, program: { ...task, check, completion } }))
  })
  return stage('wrong', 'wrong', check, programs, sandbox)
}

const NOTHING = '    return None\n'
const EVERYTHING = indented(`${EQUAL_TO_ALL}\nreturn E()`)

async function stage(
  kind: StageFacts['kind'],
  name: string,
  check: Program['check'],
  programs: readonly { readonly name: string; readonly program: Program }[],
  sandbox: Sandbox,
): Promise<StageFacts> {
  const ended = await Promise.all(
    programs.map(async ({ name, program }) => ({ name, ...(await run(sandbox, program)) })),
  )
  return stageFacts({ kind, name, check }, ended)
}

async function hostileStages({ open, attacks, onStage }: SandboxTest): Promise<StageFacts[]> {
  const stages: StageFacts[] = []
  process.env[CANARY] = 'never to be seen by a program'
  const lanes = await Promise.all(Array.from({ length: LANES }, () => open(1)))
  try {
    for (const group of attacks) {
      for (const check of group.inPlace ? CHECKS : (['split'] as const)) {
        onStage(`${group.attacks.length} hostile programs: ${group.target}, ${check}`)
        stages.push(await hostileStage(lanes, group, check))
      }
    }
    return stages
  } finally {
    delete process.env[CANARY]
    await Promise.all(lanes.map((lane) => lane.close()))
  }
}

/** After each attack, the same worker must pass a correct program and fail a wrong one. */
async function hostileStage(
  lanes: readonly Sandbox[],
  { target, language, attacks }: AttackGroup,
  check: Program['check'],
): Promise<StageFacts> {
  const free = [...lanes]
  const ended: Ended[] = []
  await forEachConcurrent(
    attacks,
    () => lanes.length,
    async (attack) => {
      const lane = free.pop() as Sandbox
      const result = await run(lane, attackProgram(attack, language, check))
      const unharmed = await isUnharmed(lane, language, check)
      // In one namespace with the tests, an attack may also end as a failed test.
      const outcomes = check === 'split' ? expectedOutcomes(attack, lane.engine.name) : undefined
      ended.push({ name: attack.name, ...result, ...(outcomes !== undefined && { outcomes }), unharmed })
      free.push(lane)
    },
  )
  return stageFacts({ kind: 'hostile', name: target, check }, ended)
}

async function isUnharmed(sandbox: Sandbox, language: Program['language'], check: Program['check']): Promise<boolean> {
  const { right, wrong, ...task } = DOUBLE_ALL[language]
  const passed = await run(sandbox, { ...task, check, completion: right })
  const failed = await run(sandbox, { ...task, check, completion: wrong })
  return passed.outcome === 'passed' && failed.outcome === 'failed'
}

/** A failure of the sandbox counts as a finding. */
async function run(sandbox: Sandbox, program: Program): Promise<Pick<Ended, 'outcome' | 'detail' | 'wallMs'>> {
  try {
    return await sandbox.run(program)
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error
    return { outcome: 'sandbox-error', detail: error.message, wallMs: 0 }
  }
}
