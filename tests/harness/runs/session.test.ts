/** Going on with what an earlier command left: only when asked, or when the user agrees. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { benchmarkNamed, protocolNamed } from '../../../benchmarks/index.ts'
import { findModelChoices } from '../../../harness/options/model-choices.ts'
import { runSession } from '../../../harness/runs/session.ts'
import type { SessionPlan } from '../../../harness/runs/session-plan.ts'
import { instructions } from '../../../scorers/instructions.ts'
import { mathEqual } from '../../../scorers/math-equal.ts'
import type { Resources, Scorer } from '../../../scorers/scorer.ts'
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

it('lets the scorer load what it needs before the first trial, and not for a run that is finished', async () => {
  const folder = await temporaryFolder()
  const order: string[] = []
  const { name, protocol } = protocolNamed(wordproblems, undefined)
  const scorer: Scorer<keyof Resources> = {
    ...protocol.scorer,
    async prepare(samples) {
      order.push(`prepared for ${samples.length}`)
    },
    async score(...given) {
      order.push('scored')
      return protocol.scorer.score(...given)
    },
  }
  const benchmarks = [{ benchmark: wordproblems, name, protocol: { ...protocol, scorer } }]
  const selection = { limit: 'first:2' } as const
  const first = await run(folder, 2, { benchmarks, selection })
  expect(order).toEqual(['prepared for 2', 'scored', 'scored'])
  expect(await run(folder, 2, { benchmarks, selection, resume: first ?? '' })).toBe(first)
  expect(order).toHaveLength(3)
})

it.each([
  ['math', mathEqual()],
  ['instructions', instructions()],
])('loads the library of a scorer beforehand: %s', async (_, scorer) => {
  await expect(scorer.prepare?.([])).resolves.toBeDefined()
})
