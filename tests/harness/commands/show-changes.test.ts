/** `evalkit show` of two runs: what was lost, and both replies. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

let cwd: string
const show = (...args: string[]) => evalkit(['show', ...args], { cwd })

beforeAll(async () => {
  cwd = await sharedFolder()
  for (const [label, isWrong] of [
    ['base', (index: number) => index === 7],
    ['sft', (index: number) => index === 3],
  ] as const) {
    await writeFile(join(cwd, `${label}.jsonl`), replies(isWrong))
    await evalkit(['run', 'wordproblems', '--limit', '0-9', '--model', `replay/${label}.jsonl`], { cwd })
  }
})

describe('two runs', () => {
  it('are told by the samples lost and gained, and a command that works as printed', async () => {
    const { code, stdout } = await show('base', 'sft')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^wordproblems\/3 +lost .*\nwordproblems\/7 +gained .*\n\n1 lost and 1 gained, of 10 samples/m,
    )
    const command = /evalkit show (.*)$/m.exec(stdout)?.[1] ?? ''
    expect((await show(...command.split(' '))).stdout).toMatch(/^wordproblems\/3\n[\s\S]*base +│ sft\n/)
  })

  it('are compared reply by reply', async () => {
    const { stdout } = await show('base', 'sft', '3')
    expect(stdout).toMatch(/^wordproblems\/3\n\n── prompt\n/)
    expect(stdout).toMatch(/│/)
    expect(stdout).toMatch(/^base: Scored 1: /m)
    expect(stdout).toMatch(/^sft: Scored 0: /m)
  })

  it('are told to programs as well', async () => {
    const { comparisons } = JSON.parse((await show('base', 'sft', '--lost', '--json')).stdout)
    expect(comparisons).toMatchObject([
      { benchmark: 'wordproblems', samples: [{ id: 'wordproblems/3', change: 'lost', after: { value: 0 } }] },
    ])
  })
})

describe('one run', () => {
  it('lists what is wrong', async () => {
    const { stdout } = await show('sft', '--wrong')
    expect(stdout).toMatch(/^wordproblems\/3 .*\n\n1 sample$/m)
  })

  it.each([
    [['base', '--lost'], /--lost compares two runs, and one is given/],
    [['base', 'stf'], /no record of wordproblems\/stf/],
    [['base', 'sft', '3', '4'], /at most three/],
    [['base', 'sft', '77'], /no record of wordproblems\/77/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await show(...args)
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  })
})
