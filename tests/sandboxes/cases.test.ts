/** Programs that once broke a promise of the sandbox. Skipped where the shared cases are not beside the checkout. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import { NativeSandbox } from '../../sandboxes/native/native-sandbox.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { nativeMissing } from '../helpers/native-sandbox.ts'
import { BAD_BODY, python, pythonFunction, SANDBOX_CACHE } from '../helpers/sandbox-programs.ts'

const FOLDER = fileURLToPath(new URL('../../../shared/cases/sandbox/', import.meta.url))
const isThere = existsSync(FOLDER)
const read = (name: string) => readFileSync(`${FOLDER}${name}`, 'utf8')
const missing = await nativeMissing()

describe.skipIf(!isThere).each([
  ['isolate', false, async (): Promise<Sandbox> => new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })],
  [missing ?? 'native', missing !== undefined, async (): Promise<Sandbox> => NativeSandbox.open(1)],
] as const)('the shared cases, %s', (name, isSkipped, open) => {
  let sandbox: Sandbox
  beforeAll(async () => {
    if (!isSkipped) sandbox = await open()
  })
  afterAll(() => sandbox?.close())

  it.skipIf(isSkipped || name === 'isolate')('remembers no earlier program', async () => {
    const completion = read('native-remembers-earlier-program.completion.py').replaceAll('ENTRY_POINT', 'double_all')
    for (const earlier of [BAD_BODY, '    return [0]\n', BAD_BODY]) {
      await sandbox.run(python(earlier))
      expect((await sandbox.run(python(`    pass\n${completion}`))).outcome).not.toBe('passed')
    }
  })

  it.skipIf(isSkipped)('lets no program put a file in the place of the next one’s standard input', async () => {
    await sandbox.run(python(read('isolate-fd0-survives.first.py')))
    const second = python(read('isolate-fd0-survives.second-right.py'))
    expect(await sandbox.run(second)).toMatchObject({ outcome: 'passed', detail: '' })
  })

  it.skipIf(isSkipped)('draws inputs that no program foresees', async () => {
    const tests = `import random, string
for _ in range(10):
    text = ''.join(random.choice(string.ascii_lowercase) for _ in range(random.randint(10, 20)))
    assert decode_shift(encode_shift(text)) == text`
    const source = read('seed0-predicts-hidden-inputs.humaneval-50.py')
    const prompt = 'def encode_shift(text):\n    return text[::-1]\n\ndef decode_shift(s):\n'
    const program = pythonFunction(source, tests, { prompt, entryPoint: 'decode_shift' })
    expect(await sandbox.run(program)).toMatchObject({ outcome: 'failed' })
  })
})
