import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXIT, SandboxError } from '../../results/errors.ts'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import { TIME_LIMIT, timeLimitMs } from '../../sandboxes/time-limit.ts'
import { SANDBOX_CACHE } from '../helpers/sandbox-programs.ts'
import { scriptedSandbox } from '../helpers/scripted-sandbox.ts'

/** The limit on a machine that needs so long for our program. */
const limitAt = (...wallMs: number[]) => {
  let next = 0
  const { sandbox } = scriptedSandbox(() => ({ wallMs: wallMs[next++] ?? 0 }), wallMs.length)
  return timeLimitMs(sandbox, 'python', TIME_LIMIT)
}

describe('the time limit', () => {
  it.each([
    [20, 10_000],
    [70, 10_000],
    [250, 10_000],
    [251, 10_100],
    [1000, 40_000],
    [7499, 300_000],
    [60_000, 300_000],
  ])('where our program takes %d ms is %d ms', async (wallMs, limit) => expect(await limitAt(wallMs)).toBe(limit))

  it('goes by the slower of two that run at once', async () => expect(await limitAt(100, 500)).toBe(20_000))

  it('is never below the floor, and never falls as the machine gets slower', () =>
    fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        async (a, b) => {
          const [fast, slow] = [await limitAt(Math.min(a, b)), await limitAt(Math.max(a, b))]
          expect(fast).toBeGreaterThanOrEqual(TIME_LIMIT.floorMs)
          expect(slow).toBeGreaterThanOrEqual(fast)
        },
      ),
    ))

  it.each(['python', 'javascript'] as const)('is measured with a right %s program', async (language) => {
    const sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
    try {
      expect(await timeLimitMs(sandbox, language, { floorMs: 1, multiple: 1, heaviest: 1 })).toBeGreaterThanOrEqual(100)
    } finally {
      await sandbox.close()
    }
  })
})

describe('a sandbox is refused before anything is asked', () => {
  const refusal = (result: Parameters<typeof scriptedSandbox>[0]) =>
    timeLimitMs(scriptedSandbox(result).sandbox, 'python', TIME_LIMIT).catch((error: unknown) => error)

  it('when it fails a right program', async () => {
    const error = await refusal(() => ({ outcome: 'crashed', detail: 'no memory' }))
    expect(error).toBeInstanceOf(SandboxError)
    expect(error).toMatchObject({ exitCode: EXIT.usage, message: expect.stringContaining('crashed no memory') })
  })

  it('when it cannot run at all, in its own words', async () => {
    const error = await refusal(() => new SandboxError('no engine', { hint: 'Install it.' }))
    expect(error).toMatchObject({ exitCode: EXIT.usage, message: 'no engine', hint: 'Install it.' })
  })

  it('but a bug stays a bug', async () => {
    const bug = new TypeError('undefined is not a function')
    expect(await refusal(() => bug)).toBe(bug)
  })
})
