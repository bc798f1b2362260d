import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Check } from '../../../harness/doctor/check.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { sharePythonSnapshot } from '../../helpers/sandbox-programs.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function folder(): Promise<string> {
  const cwd = await temporaryFolder()
  await sharePythonSnapshot(cwd)
  return cwd
}

async function diagnosed(cwd: string, env: Record<string, string> = {}) {
  const { code, stdout } = await evalkit(['doctor', '--json'], { cwd, env })
  const { ok, checks } = JSON.parse(stdout) as { ok: boolean; checks: Check[] }
  return { code, ok, checkOf: (name: string) => checks.find((check) => check.name === name) }
}

it('shows a table, what to do, and that nothing needed is broken', async () => {
  const { code, stdout } = await evalkit(['doctor'], { cwd: await folder() })
  expect(stdout).toMatch(/^data +gsm8k +- +2 of 2 files missing, fetched when needed$/m)
  expect(stdout).toMatch(/wordproblems +ok +1 file verified/)
  expect(stdout).toMatch(/config file +- +none[\s\S]*evalkit init/)
  expect(stdout).toMatch(/OPENAI_API_KEY +- +not set/)
  expect(stdout).toMatch(/Fetch missing data with: evalkit data pull$/m)
  expect(stdout).toMatch(/^No problems found/m)
  expect(code).toBe(0)
})

it('reports a config that cannot be read, and checks the rest', async () => {
  const cwd = await folder()
  await writeFile(join(cwd, 'evalkit.config.yaml'), 'modles: {}\n')
  const { code, ok, checkOf } = await diagnosed(cwd)
  expect([code, ok]).toEqual([2, false])
  expect(checkOf('config file')).toMatchObject({ status: 'problem', remedy: expect.stringMatching(/"models"/) })
  expect(checkOf('wordproblems')).toMatchObject({ status: 'ok' })
})

it('reports damaged data and a mirror that lacks files', async () => {
  const cwd = await folder()
  await mkdir(join(cwd, 'mirror/humaneval'), { recursive: true })
  await writeFile(join(cwd, 'mirror/humaneval/HumanEval.jsonl.gz'), 'torn')
  const { code, checkOf } = await diagnosed(cwd, { EVALKIT_DATA_DIR: 'mirror', OPENAI_API_KEY: 'sk-hidden-value' })
  expect(code).toBe(2)
  expect(checkOf('humaneval')).toMatchObject({ status: 'problem', remedy: expect.stringMatching(/evalkit data pull/) })
  expect(checkOf('gsm8k')).toMatchObject({ status: 'warning', remedy: 'Fetch it with: evalkit data pull gsm8k' })
  expect(checkOf('OPENAI_API_KEY')).toMatchObject({ status: 'ok', found: 'set' })
})

it('reports a runs folder that is a file', async () => {
  const cwd = await folder()
  await writeFile(join(cwd, 'evalkit-runs'), '')
  const { code, checkOf } = await diagnosed(cwd)
  expect(code).toBe(2)
  expect(checkOf('runs')).toMatchObject({ status: 'problem', remedy: expect.stringMatching(/--runs-dir/) })
})
