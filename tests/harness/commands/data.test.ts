import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function damagedMirror(): Promise<string> {
  const cwd = await temporaryFolder()
  await mkdir(join(cwd, 'mirror/gsm8k'), { recursive: true })
  await writeFile(join(cwd, 'mirror/gsm8k/test.jsonl'), 'not the data\n')
  return cwd
}

it('lists each file with its size, licence and state, and how to fetch what is missing', async () => {
  const cwd = await damagedMirror()
  const { code, stdout } = await evalkit(['data', 'list', '--data-dir', 'mirror'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/^gsm8k +gsm8k\/test\.jsonl +1 kB +MIT +here$/m)
  expect(stdout).toMatch(/^humaneval +humaneval\/HumanEval\.jsonl\.gz +MIT +missing$/m)
  expect(stdout).toMatch(/^wordproblems .*ships with evalkit/m)
  expect(stdout).toMatch(/evalkit data pull gsm8k .*humaneval/)
})

it('tells a program the same', async () => {
  const cwd = await damagedMirror()
  const { stdout } = await evalkit(['data', 'list', 'gsm8k', '--data-dir', 'mirror', '--json'], { cwd })
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 1,
    files: [
      { benchmarks: ['gsm8k'], file: 'gsm8k/test.jsonl', state: 'present', license: 'MIT' },
      { file: 'gsm8k/train.jsonl', state: 'missing' },
    ],
  })
})

it('finds a damaged file, and ends with exit code 2', async () => {
  const cwd = await damagedMirror()
  const { code, stdout } = await evalkit(['data', 'verify', 'gsm8k', '--data-dir', 'mirror'], { cwd })
  expect(code).toBe(2)
  expect(stdout).toMatch(/DAMAGED[\s\S]*sha256 is[\s\S]*evalkit data\s+pull/)
})

it('has nothing to fetch for a benchmark that ships with evalkit', async () => {
  const { code, stdout } = await evalkit(['data', 'pull', 'wordproblems'], { cwd: await temporaryFolder() })
  expect(code).toBe(0)
  expect(stdout).toMatch(/verified/)
})

it('fails where a named benchmark has no address to fetch from, and says how to get it', async () => {
  const { code, stdout } = await evalkit(['data', 'pull', 'humaneval-js'], { cwd: await temporaryFolder() })
  expect(code).toBe(2)
  expect(stdout).toMatch(/no download address[\s\S]*Put it at/)
})

it.each([
  [['data', 'pul'], /Did you mean "pull"/],
  [['data', 'list', 'gsm8'], /Did you mean "gsm8k"/],
])('suggests what was meant by %j', async (args, said) => {
  const { code, stderr } = await evalkit(args, { cwd: await temporaryFolder() })
  expect(code).toBe(2)
  expect(stderr).toMatch(said)
})
