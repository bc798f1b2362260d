import { readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { replies } from '../../helpers/quiz.ts'
import { sharedFolder } from '../../helpers/temporary.ts'

let cwd: string
const run = (...args: string[]) => evalkit(args, { cwd })
const folders = (label: string) =>
  readdirSync(join(cwd, 'evalkit-runs'))
    .filter((name) => name.includes(`_wordproblems_${label}_`))
    .map((name) => join('evalkit-runs', name))

/** One model asked twice, differing at 4 of 200; and another. */
beforeAll(async () => {
  cwd = await sharedFolder()
  for (const wrong of [5, 6]) {
    await writeFile(
      join(cwd, 'base.jsonl'),
      replies((index) => index < 40 || (index >= 50 && index % 50 === wrong)),
    )
    await run('run', 'wordproblems', '--model', 'replay/base.jsonl')
  }
  await run('run', 'wordproblems', '--model', 'other=replay/base.jsonl')
})

describe('evalkit noise', () => {
  it('tells how much two runs of one model differ', async () => {
    const { code, stdout } = await run('noise', ...folders('base'))
    expect(code).toBe(0)
    expect(stdout.replace(/\s+/g, ' ')).toContain('score differently with a chance of 3%')
    const { noise } = JSON.parse((await run('noise', ...folders('base'), '--json')).stdout)
    expect(noise).toMatchObject([{ benchmark: 'wordproblems', samples: 200, answers: 400, scores: 0.03 }])
  })

  it('tells a plan how much repeats are worth at temperature 0', async () => {
    const plan = async (...more: string[]) =>
      JSON.parse((await run('plan', 'wordproblems', '--repeats', '8', '--json', ...more)).stdout).plan.benchmarks[0]
    const [blind, told] = [await plan(), await plan('--noise', ...folders('base'))]
    expect(told.detectable).toBeLessThan(blind.detectable)
    expect(told.basis).toContain('noise measured')
    const wrong = await run('plan', 'gsm8k', '--noise', ...folders('base'))
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('which is not among the planned benchmarks'),
    })
  })

  it('refuses one answer each, and says what to do', async () => {
    const [first = ''] = folders('base')
    const once = await run('noise', first)
    expect(once).toMatchObject({ code: 2, stdout: '' })
    expect(once.stderr).toContain('no sample has two scored answers')
    expect(once.stderr).toContain('--repeats 2')
    expect(await run('noise')).toMatchObject({ code: 2, stderr: expect.stringContaining('See: evalkit noise --help') })
  })
})
