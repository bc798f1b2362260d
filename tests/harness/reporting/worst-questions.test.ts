import { describe, expect, it } from 'vitest'
import { worstQuestions } from '../../../harness/reporting/worst-questions.ts'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { finishedRun, record, turn } from '../../helpers/records.ts'
import { resultsOf } from '../../helpers/results.ts'

async function questionsOf(benchmark: string, changes: Partial<RunManifest> = {}) {
  const named = { benchmark: { name: benchmark, version: 1 }, ...changes }
  const run = (label: string, value: number) =>
    finishedRun(
      label,
      Array.from({ length: 20 }, (_, at) => record(`${benchmark}/${at}`, at < 8 ? value : 1, { turns: [turn({})] })),
      named,
    )
  return worstQuestions(await resultsOf(await run('base', 1), await run('sft', 0)))
}

describe('the questions of the worst samples', () => {
  it('are those of the samples that lost most', async () => {
    const questions = await questionsOf('gsm8k')
    expect([...questions]).toEqual([0, 1, 2, 3, 4].map((at) => [`gsm8k/${at}`, 'How many?']))
  })

  it.each([
    ['a protected benchmark', 'gpqa-diamond', { protected: {} }],
    ['one that says no licence', 'alignbench', {}],
    ['data of one’s own', 'our-questions', {}],
  ])('of %s are not shown', async (_, benchmark, changes) =>
    expect((await questionsOf(benchmark, changes)).size).toBe(0),
  )
})
