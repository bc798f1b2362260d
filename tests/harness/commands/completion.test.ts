import { expect, it } from 'vitest'
import { BENCHMARKS } from '../../../benchmarks/index.ts'
import { COMMANDS } from '../../../harness/command-table.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

it.each(['bash', 'zsh', 'fish'])('prints a script for %s with every command and benchmark', async (shell) => {
  const { code, stdout, stderr } = await evalkit(['completion', shell], { cwd: await temporaryFolder() })
  expect([code, stderr]).toEqual([0, ''])
  for (const name of [...Object.keys(COMMANDS), ...BENCHMARKS.map((benchmark) => benchmark.name)]) {
    expect(stdout).toContain(name)
  }
})

it('suggests a shell', async () => {
  const { code, stderr } = await evalkit(['completion', 'bsh'], { cwd: await temporaryFolder() })
  expect(code).toBe(2)
  expect(stderr).toMatch(/unknown shell[\s\S]*Did you mean "bash"\?/)
})
