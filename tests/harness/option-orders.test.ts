import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Benchmark, Protocol } from '../../benchmarks/benchmark.ts'
import { wordproblems } from '../../benchmarks/wordproblems.ts'
import { commandSignals } from '../../harness/lib/interrupt.ts'
import type { Model } from '../../harness/models/model.ts'
import { type PrepareSettings, prepareRun } from '../../harness/runs/prepare.ts'
import { reExecuteAll } from '../../harness/runs/re-execution.ts'
import { prepareRescoring } from '../../harness/runs/rescore.ts'
import { runTrials } from '../../harness/runs/runner.ts'
import { ResourcePool } from '../../harness/trial/resources.ts'
import { compareRuns } from '../../results/compare/compare.ts'
import type { SampleRecord } from '../../results/schema/schema.ts'
import { type FinishedRun, openRun } from '../../results/store/read.ts'
import { RunWriter } from '../../results/store/write.ts'
import { CANARY, mirrorOf } from '../helpers/science-quiz.ts'
import { scriptedModel } from '../helpers/scripted-model.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const never = new AbortController().signal
const running = { stop: never, abort: never }

/** Knows the answers, and says the letter that stands before the right one. */
const expert = () =>
  scriptedModel(({ prompt }) => {
    const text = Array.isArray(prompt) ? (prompt.at(-1)?.content ?? '') : prompt
    const wanted = Number(/is (\d+)\?/.exec(text)?.[1]) - 1
    return `Answer: ${new RegExp(`^([A-D])\\) the number ${wanted}$`, 'm').exec(text)?.[1]}`
  })

/** Always says the same letter. */
const stubborn = () => scriptedModel(() => 'Answer: B', { name: 'stubborn', label: 'stubborn' })

async function openQuiz(
  { benchmark, dataDir }: { benchmark: Benchmark; dataDir: string },
  model: Model,
  settings: Partial<PrepareSettings> = {},
) {
  const protocol = benchmark.protocols.chat as Protocol<unknown>
  return prepareRun(
    benchmark,
    model,
    'scripted/m',
    {},
    {
      ...{ protocolName: 'chat', protocol, selection: {}, data: { dataDir, cacheDir: 'unused' }, group: '0badcafe' },
      resources: new ResourcePool('unused'),
      ...settings,
    },
  )
}

async function recordsOf(prepared: Awaited<ReturnType<typeof openQuiz>>, store: RunWriter): Promise<SampleRecord[]> {
  await runTrials({ ...prepared, bounds: { atOnce: () => 4 }, store }, running)
  return Array.fromAsync(store.records())
}

async function run(prepared: Awaited<ReturnType<typeof openQuiz>>, root: string): Promise<SampleRecord[]> {
  const store = await RunWriter.create(root, prepared.manifest)
  const records = await recordsOf(prepared, store)
  await store.close()
  return records
}

describe('a run over questions with options', () => {
  it('asks each repeat in an order of its own, and keeps order, key and canary with each answer', async () => {
    const prepared = await openQuiz(await mirrorOf(20), expert(), { repeats: 2 })
    const root = await temporaryFolder()
    const records = await run(prepared, root)
    expect(records).toHaveLength(40)
    for (const record of records) {
      expect(record.outcome).toMatchObject({ kind: 'scored', score: { value: 1, answer: record.target } })
      expect(record.target).toBe('ABCD'[record.order?.indexOf(0) ?? -1])
      expect(record.canary).toBe(CANARY)
    }
    const keys = (repeat: number) => records.filter((record) => record.repeat === repeat).map(({ target }) => target)
    expect(keys(1)).not.toEqual(keys(2))
    expect(prepared.manifest.protected).toEqual({ canary: CANARY })
  })

  it('shows two models the same paper', async () => {
    const quiz = await mirrorOf(20)
    const models = [expert(), stubborn()]
    for (const model of models) await run(await openQuiz(quiz, model, { repeats: 2 }), await temporaryFolder())
    const asked = (index: number) => models[index]?.requests.map(({ trial, prompt }) => JSON.stringify([trial, prompt]))
    expect(asked(0)?.sort()).toEqual(asked(1)?.sort())
  })

  it('goes on after a stop with the same orders, and is scored again by them', async () => {
    const quiz = await mirrorOf(20)
    const prepared = await openQuiz(quiz, expert(), { repeats: 2 })
    const root = await temporaryFolder()
    const half = await RunWriter.create(root, prepared.manifest)
    await recordsOf({ ...prepared, trialsPerSample: 1 }, half)
    await half.close()
    const resumed = await RunWriter.resume(half.folder)
    const records = await recordsOf(await openQuiz(quiz, expert(), { repeats: 2 }), resumed)
    await resumed.close()
    expect(records.filter(({ outcome }) => outcome.kind === 'scored' && outcome.score.value === 1)).toHaveLength(40)

    const protocol = quiz.benchmark.protocols.chat as Protocol<unknown>
    const options = { rule: 'simple-evals', check: undefined, engine: undefined, resources: new ResourcePool('unused') }
    const rescoring = await prepareRescoring(await openRun(half.folder), quiz.benchmark, protocol, {
      ...options,
      judges: false,
      data: { cacheDir: 'unused' },
      group: '0badcafe',
    })
    const { runs } = await reExecuteAll([rescoring], {
      runsDir: await temporaryFolder(),
      resume: undefined,
      signals: commandSignals(),
    })
    const again = runs[0] as FinishedRun
    expect(again.summary).toMatchObject({ score: 1, trials: 40 })
    expect((await Array.fromAsync(again.records())).map(({ order }) => order)).toEqual(
      records.map(({ order }) => order),
    )
  })

  it('goes through four orders of each question, and tells who is right in all of them', async () => {
    const quiz = await mirrorOf(10)
    const prepared = await openQuiz(quiz, stubborn(), { permutations: 4 })
    expect(prepared.manifest).toMatchObject({ trialsPerSample: 4, permutations: 4 })
    const records = await run(prepared, await temporaryFolder())
    const right = records.filter(({ outcome }) => outcome.kind === 'scored' && outcome.score.value === 1)
    expect(right.map(({ id }) => id).sort()).toEqual(prepared.samples.map(({ id }) => id).sort())
  })

  it('takes the order that a replay brings', async () => {
    const orderOf = (_id: string, repeat: number) => (repeat === 1 ? [1, 0, 2, 3] : undefined)
    const records = await run(await openQuiz(await mirrorOf(10), { ...stubborn(), orderOf }), await temporaryFolder())
    expect(records.every(({ outcome }) => outcome.kind === 'scored' && outcome.score.value === 1)).toBe(true)
  })

  it('is not compared with one over other permutations', async () => {
    const quiz = await mirrorOf(5)
    const runOf = async (settings: Partial<PrepareSettings>) => ({
      manifest: (await openQuiz(quiz, expert(), settings)).manifest,
      folder: 'evalkit-runs/quiz',
      records: async function* () {},
    })
    const [four, repeated] = [await runOf({ permutations: 4 }), await runOf({ repeats: 4 })]
    await expect(compareRuns(four, repeated)).rejects.toThrow(/permutations: 4 for/)
  })
})

describe('permutations', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'more than there are options',
      async () => openQuiz(await mirrorOf(2), expert(), { permutations: 5 }),
      /--permutations 5: gpqa-diamond has 4 options/,
    ],
    [
      'where there are none',
      async () => openQuiz({ benchmark: wordproblems, dataDir: 'unused' }, expert(), { permutations: 4 }),
      /--permutations: wordproblems has no options/,
    ],
  ])('are refused: %s', async (_case, open, message) => {
    await expect(open()).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) })
  })
})

it('a run folder carries the canary beside the text, in both of its files', async () => {
  const prepared = await openQuiz(await mirrorOf(2), expert())
  const root = await temporaryFolder()
  const store = await RunWriter.create(root, prepared.manifest)
  await recordsOf(prepared, store)
  await store.close()
  for (const file of ['manifest.json', 'samples.jsonl']) {
    expect(readFileSync(join(store.folder, file), 'utf8')).toContain(CANARY)
  }
})
