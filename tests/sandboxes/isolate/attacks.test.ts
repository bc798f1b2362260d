/** The project's attack list, program by program: each ends as it must, and the next programs do not notice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../../sandboxes/isolate/isolate-sandbox.ts'
import { attackProgram, CANARY, expectedOutcomes } from '../../../sandboxes/test-programs/attack.ts'
import { ATTACKS } from '../../../sandboxes/test-programs/attacks.ts'
import {
  BAD_BODY,
  BAD_JAVASCRIPT,
  GOOD_BODY,
  GOOD_JAVASCRIPT,
  javascript,
  python,
  SANDBOX_CACHE,
} from '../../helpers/sandbox-programs.ts'

const NEIGHBOURS = {
  python: [python(GOOD_BODY), python(BAD_BODY)],
  javascript: [javascript(GOOD_JAVASCRIPT), javascript(BAD_JAVASCRIPT)],
} as const

let sandbox: IsolateSandbox
beforeAll(() => {
  process.env[CANARY] = 'canary-7f3a'
  sandbox = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
})
afterAll(async () => {
  delete process.env[CANARY]
  await sandbox.close()
})

describe.each(ATTACKS)('$language against $target', ({ language, attacks }) => {
  it.each(attacks)('$name', async (attack) => {
    const program = attackProgram(attack, language)
    const result = await sandbox.run(program)
    expect(expectedOutcomes(attack, 'isolate'), result.detail).toContain(result.outcome)
    expect(result.wallMs).toBeLessThan((program.limits?.wallMs ?? 0) + 5000)
    expect(result.detail.length).toBeLessThan(5000)
    const [right, wrong] = NEIGHBOURS[language]
    expect((await sandbox.run(right)).outcome).toBe('passed')
    expect((await sandbox.run(wrong)).outcome).toBe('failed')
    expect((Object.prototype as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
