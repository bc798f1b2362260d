import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SandboxError } from '../../results/errors.ts'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import { RetryingSandbox } from '../../sandboxes/retrying-sandbox.ts'
import type { ProgramResult } from '../../sandboxes/sandbox.ts'
import { body, PATIENT_MS, python, SANDBOX_CACHE } from '../helpers/sandbox-programs.ts'
import { scriptedSandbox } from '../helpers/scripted-sandbox.ts'

/** What becomes of one program whose tries end so. */
async function tried(...ends: readonly Partial<ProgramResult>[]) {
  let tries = 0
  const { sandbox } = scriptedSandbox(() => ends[tries++] ?? {})
  return { result: await new RetryingSandbox(sandbox).run(python('')), tries }
}

const STARVED: Partial<ProgramResult> = { outcome: 'timeout', detail: 'out of time', wallMs: 1000, cpuMs: 400 }
const BUSY: Partial<ProgramResult> = { ...STARVED, cpuMs: 950 }

describe('a program that ran out of time', () => {
  it('without the processor is tried again, and what it does then counts', async () => {
    const { result, tries } = await tried(STARVED, { outcome: 'failed', detail: 'AssertionError' })
    expect([result.outcome, result.detail, tries]).toEqual(['failed', 'AssertionError', 2])
  })

  it('twice has timed out', async () => {
    const { result, tries } = await tried(STARVED, STARVED, { outcome: 'passed' })
    expect(result).toMatchObject({ outcome: 'timeout', detail: 'out of time, twice: the second time alone' })
    expect(tries).toBe(2)
  })

  it('while it had the processor has timed out at once', async () => {
    const { result, tries } = await tried(BUSY, { outcome: 'passed' })
    expect([result.outcome, result.detail, tries]).toEqual(['timeout', 'out of time', 1])
  })
})

it.each(['passed', 'failed', 'error', 'memory', 'crashed', 'unencodable', 'oversized'] as const)(
  'lets %s stand',
  async (outcome) => {
    const { result, tries } = await tried({ outcome, cpuMs: 0 }, { outcome: 'passed' })
    expect([result.outcome, tries]).toEqual([outcome, 1])
  },
)

it('passes on that the sandbox broke, and goes on', async () => {
  let calls = 0
  const { sandbox } = scriptedSandbox(() => (calls++ === 0 ? STARVED : calls === 2 ? new SandboxError('broke') : {}))
  const retrying = new RetryingSandbox(sandbox)
  await expect(retrying.run(python(''))).rejects.toThrow('broke')
  expect((await retrying.run(python(''))).outcome).toBe('passed')
})

it('gives the limit to programs that name none', async () => {
  const { sandbox, programs } = scriptedSandbox(() => ({}))
  const timed = new RetryingSandbox(sandbox).withLimit(12_300)
  expect(timed.wallMs).toBe(12_300)
  const { limits, ...unlimited } = python('')
  await timed.run(unlimited)
  await timed.run({ ...unlimited, limits: { wallMs: 7 } })
  expect(programs.map((program) => program.limits?.wallMs)).toEqual([12_300, 7])
})

describe('the second try', () => {
  it('has nothing beside it, whatever runs and comes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ starved: fc.boolean(), turns: fc.nat(5), delay: fc.nat(5) }), { maxLength: 12 }),
        async (plans) => {
          let inside = 0
          const crowds: number[] = []
          const seen = new Set<string>()
          const { sandbox } = scriptedSandbox(async ({ completion }) => {
            const plan = plans[Number(completion)] as (typeof plans)[number]
            const isSecond = seen.has(completion)
            seen.add(completion)
            inside++
            if (isSecond) crowds.push(inside)
            for (let turn = 0; turn < plan.turns; turn++) {
              await new Promise(setImmediate)
              if (isSecond) crowds.push(inside)
            }
            inside--
            return plan.starved && !isSecond ? STARVED : {}
          })
          const retrying = new RetryingSandbox(sandbox)
          const results = await Promise.all(
            plans.map(async ({ delay }, index) => {
              for (let turn = 0; turn < delay; turn++) await new Promise(setImmediate)
              return retrying.run(python(String(index)))
            }),
          )
          expect(results.map(({ outcome }) => outcome)).toEqual(plans.map(() => 'passed'))
          expect(crowds.every((crowd) => crowd === 1)).toBe(true)
        },
      ),
    ))

  it('is real: the engine says how long the program had the processor', async () => {
    const sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
    try {
      const loop = await sandbox.run(python(body('while True: pass'), { limits: { wallMs: 1000 } }))
      expect(loop.outcome).toBe('timeout')
      expect(loop.cpuMs).toBeGreaterThan(0)
      expect(loop.cpuMs).toBeLessThan(loop.wallMs + 100)
      const quick = await sandbox.run(python(body('return 1'), { limits: { wallMs: PATIENT_MS } }))
      expect(quick.cpuMs).toBeLessThan(loop.cpuMs)
    } finally {
      await sandbox.close()
    }
  })
})
