/** Going on with what an earlier command left: only when asked, or when the user agrees. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { benchmarkNamed, protocolNamed } from '../../../benchmarks/index.ts'
import { findModelChoices } from '../../../harness/options/model-choices.ts'
import { runSession } from '../../../harness/runs/session.ts'
import type { SessionPlan } from '../../../harness/runs/session-plan.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const wordproblems = benchmarkNamed('wordproblems')

/** A replay that holds only so many of the answers. */
async function plan(folder: string, answers: number): Promise<SessionPlan> {
  const lines = Array.from({ length: answers }, (_, i) =>
    JSON.stringify({ id: `wordproblems/${i}`, completion: '#### 1' }),
  )
  const file = join(folder, 'answers.jsonl')
  await writeFile(file, lines.join('\n'))
  return {
    benchmarks: [{ benchmark: wordproblems, ...protocolNamed(wordproblems, undefined) }],
    modelChoices: findModelChoices(
      { model: [`m=replay/${file}`], baseline: undefined, api: undefined, 'model-version': '1' },
      {},
    ),
    locations: { config: {}, data: { cacheDir: join(folder, 'cache') }, runsDir: join(folder, 'runs') },
    generation: {},
    selection: { limit: 'first:10' },
    throttle: {},
  }
}

async function run(folder: string, answers: number, changes: Partial<SessionPlan> = {}) {
  const { runs } = await runSession({ ...(await plan(folder, answers)), ...changes })
  return runs[0]?.folder
}

it('starts anew where nobody can be asked', async () => {
  const folder = await temporaryFolder()
  expect(await run(folder, 5)).not.toBe(await run(folder, 5))
})

it('offers an unfinished run of the same, and takes no for an answer', async () => {
  const folder = await temporaryFolder()
  const asked: string[] = []
  const answer = (yes: boolean) => async (question: string) => {
    asked.push(question)
    return yes
  }
  const first = await run(folder, 5)
  expect(await run(folder, 5, { confirm: answer(true) })).toBe(first)
  expect(asked).toEqual([
    expect.stringMatching(
      /There is an unfinished run with these settings, started \d{4}-\d\d-\d\d \d\d:\d\d UTC: .*_wordproblems_m_/,
    ),
  ])
  expect(await run(folder, 5, { confirm: answer(false) })).not.toBe(first)
})

it('offers nothing that is finished, or was asked otherwise', async () => {
  const folder = await temporaryFolder()
  const never = async () => {
    throw new Error('asked')
  }
  await run(folder, 10)
  await run(folder, 10, { confirm: never })
  await run(folder, 5, { repeats: 2 })
  await run(folder, 5, { confirm: never, selection: { limit: 'first:4' } })
})
