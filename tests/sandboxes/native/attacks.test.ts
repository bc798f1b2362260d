/** The project's attack list in the native engine: everything ends as it must, and the next programs do not notice. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NativeSandbox } from '../../../sandboxes/native/native-sandbox.ts'
import { attackProgram, CANARY, expectedOutcomes } from '../../../sandboxes/test-programs/attack.ts'
import { ATTACKS } from '../../../sandboxes/test-programs/attacks.ts'
import { nativeMissing } from '../../helpers/native-sandbox.ts'
import { BAD_BODY, GOOD_BODY, python } from '../../helpers/sandbox-programs.ts'

const missing = await nativeMissing()

let sandbox: NativeSandbox
beforeAll(async () => {
  if (missing !== undefined) return
  process.env[CANARY] = 'canary-7f3a'
  sandbox = await NativeSandbox.open(1)
})
afterAll(async () => {
  delete process.env[CANARY]
  await sandbox?.close()
})

const groups = ATTACKS.filter(({ isolateOnly }) => isolateOnly !== true)

describe.skipIf(missing !== undefined)(missing ?? 'the native engine', () => {
  describe.each(groups)('against $target', ({ attacks, inPlace }) => {
    it.each(attacks)('$name', async (attack) => {
      for (const check of inPlace ? (['split', 'in-place'] as const) : (['split'] as const)) {
        const program = attackProgram(attack, 'python', check)
        const result = await sandbox.run(program)
        expect(result.outcome).not.toBe('passed')
        if (check === 'split') expect(expectedOutcomes(attack, 'native'), result.detail).toContain(result.outcome)
        expect(result.wallMs).toBeLessThan((program.limits?.wallMs ?? 0) + 5000)
        expect(result.detail.length).toBeLessThan(5000)
        expect((await sandbox.run(python(GOOD_BODY, { check }))).outcome).toBe('passed')
        expect((await sandbox.run(python(BAD_BODY, { check }))).outcome).toBe('failed')
      }
    })
  })
})
