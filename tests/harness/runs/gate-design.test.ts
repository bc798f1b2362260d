/** Plans of looks in one process: the gate is a stub that decides what a test wants. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { benchmarkNamed, protocolNamed } from '../../../benchmarks/index.ts'
import { findModelChoices } from '../../../harness/options/model-choices.ts'
import { runByDesign } from '../../../harness/runs/gate-design.ts'
import type { SessionPlan } from '../../../harness/runs/session-plan.ts'
import type { GateVerdict } from '../../../results/schema/gate.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const wordproblems = benchmarkNamed('wordproblems')
const SAMPLES = 10

/** Two replays with so many answers to each of ten samples. */
async function plan(folder: string, answers: number): Promise<SessionPlan> {
  const line = (id: number, repeat: number) =>
    JSON.stringify({ id: `wordproblems/${id}`, repeat, completion: `#### ${id + repeat}` })
  const lines = Array.from({ length: answers }, (_, at) =>
    Array.from({ length: SAMPLES }, (__, id) => line(id, at + 1)),
  )
  for (const name of ['base', 'sft']) await writeFile(join(folder, `${name}.jsonl`), lines.flat().join('\n'))
  return {
    benchmarks: [{ benchmark: wordproblems, ...protocolNamed(wordproblems, undefined) }],
    modelChoices: findModelChoices(
      {
        model: [`sft=replay/${join(folder, 'sft.jsonl')}`],
        baseline: `base=replay/${join(folder, 'base.jsonl')}`,
        api: undefined,
        'model-version': '1',
      },
      {},
    ),
    locations: { config: {}, data: { cacheDir: join(folder, 'cache') }, runsDir: join(folder, 'runs') },
    generation: { temperature: 0.7 },
    selection: { limit: `first:${SAMPLES}` },
    throttle: {},
  }
}

type Decided = Partial<GateVerdict['decisions'][number]>

/** Decides on the candidate as the test says, look by look; inconclusive for want of data after that. */
function gateOf(...decided: Decided[]) {
  const seen: number[] = []
  const decide = async (runs: readonly FinishedRun[]): Promise<GateVerdict> => {
    const run = runs.find(({ manifest }) => manifest.model.label === 'sft')
    seen.push(run?.summary.trials ?? 0)
    const decision = {
      ...{ benchmark: 'wordproblems', baseline: 'base', candidate: 'sft', tier: 'required' as const },
      ...{ verdict: 'INCONCLUSIVE' as const, ground: 'wide', reason: '', alpha: 0.05, level: 0.02, look: 1 },
      ...(run && { run: run.folder }),
      ...decided[seen.length - 1],
    }
    return { schemaVersion: 1, verdict: decision.verdict, exitCode: 11, reason: '', decisions: [decision] }
  }
  return { seen, decide }
}

const escalation = { kind: 'escalate', answers: [1, 2, 4] } as const
const earlyStop = { kind: 'early-stop', looks: 5, seed: 1 } as const
const trials = (runs: readonly FinishedRun[]) => runs.map(({ summary }) => summary.trials)

describe('escalation', () => {
  it('goes from stage to stage while it is open, in the same folders, and stops at the last', async () => {
    const { seen, decide } = gateOf()
    const { runs, failure } = await runByDesign(await plan(await temporaryFolder(), 4), escalation, decide)
    expect(failure).toBeUndefined()
    expect(seen).toEqual([10, 20, 40])
    expect(trials(runs)).toEqual([40, 40])
    expect(runs.map(({ manifest }) => manifest.status)).toEqual(['complete', 'complete'])
  })

  it.each<[string, Decided]>([
    ['is decided', { verdict: 'PASS', ground: 'within-margin' }],
    ['is advisory', { tier: 'advisory' }],
    ['is open for another reason than want of data', { ground: 'no-room' }],
    ['has unscored replies that could turn it', { ground: 'missing-scores' }],
  ])('ends where the benchmark %s', async (_, decision) => {
    const { seen, decide } = gateOf(decision)
    const { runs } = await runByDesign(await plan(await temporaryFolder(), 4), escalation, decide)
    expect(seen).toEqual([10])
    expect(trials(runs)).toEqual([10, 10])
  })

  it('goes on at the stage where it was cut off, and asks nothing twice', async () => {
    const folder = await temporaryFolder()
    const first = gateOf({}, { verdict: 'PASS', ground: 'within-margin' })
    const { runs } = await runByDesign(await plan(folder, 4), escalation, first.decide)
    expect(trials(runs)).toEqual([20, 20])
    for (const { folder: path, manifest } of runs.slice(1)) {
      const records = (await readFile(join(path, 'samples.jsonl'), 'utf8')).trim().split('\n')
      await writeFile(join(path, 'samples.jsonl'), `${records.slice(0, 13).join('\n')}\n`)
      await rm(join(path, 'summary.json'))
      await writeFile(join(path, 'manifest.json'), JSON.stringify({ ...manifest, status: 'interrupted' }))
    }
    const second = gateOf({ verdict: 'PASS', ground: 'within-margin' })
    const resumed = await runByDesign({ ...(await plan(folder, 4)), resume: '' }, escalation, second.decide)
    expect(resumed.runs.map((run) => run.folder)).toEqual(runs.map((run) => run.folder))
    expect(second.seen).toEqual([20])
    expect(trials(resumed.runs)).toEqual([20, 20])
  })

  it('goes on after its first stage where it was cut off between two', async () => {
    const folder = await temporaryFolder()
    const cut = async () => {
      throw new Error('cut off')
    }
    await expect(runByDesign(await plan(folder, 4), escalation, cut)).rejects.toThrow('cut off')
    const { seen, decide } = gateOf()
    const { runs } = await runByDesign({ ...(await plan(folder, 4)), resume: '' }, escalation, decide)
    expect(seen).toEqual([10, 20, 40])
    expect(trials(runs)).toEqual([40, 40])
  })

  it('is another run than one without the plan', async () => {
    const folder = await temporaryFolder()
    const { decide } = gateOf({ verdict: 'PASS' })
    const planned = await runByDesign(await plan(folder, 4), escalation, decide)
    const plain = await runByDesign(await plan(folder, 1), undefined, decide)
    expect(plain.runs[0]?.manifest.hash).not.toBe(planned.runs[0]?.manifest.hash)
  })
})

describe('early stop', () => {
  it('asks part by part until it is decided, and says so in the manifest', async () => {
    const { seen, decide } = gateOf({}, { verdict: 'PASS', ground: 'within-margin' })
    const { runs } = await runByDesign(await plan(await temporaryFolder(), 1), earlyStop, decide)
    expect(seen).toEqual([2, 4])
    expect(trials(runs)).toEqual([4, 4])
    expect(runs.map(({ manifest }) => manifest.design)).toEqual([
      { ...earlyStop, asked: 4 },
      { ...earlyStop, asked: 4, stopped: 'PASS' },
    ])
    expect(runs.map(({ summary }) => summary.pending)).toEqual([0, 0])
  })

  it('asks both models the same samples', async () => {
    const { decide } = gateOf({}, { verdict: 'PASS' })
    const { runs } = await runByDesign(await plan(await temporaryFolder(), 1), earlyStop, decide)
    const ids = await Promise.all(
      runs.map(async (run) => (await Array.fromAsync(run.records())).map(({ id }) => id).sort()),
    )
    expect(ids[0]).toEqual(ids[1])
    expect(ids[0]).not.toEqual(Array.from({ length: 4 }, (_, at) => `wordproblems/${at}`))
  })

  it('stops for a regression only where that would survive a correction, and is surely more than half a margin', async () => {
    const regressed = { verdict: 'REGRESSED' as const, ground: 'beyond-margin', margin: 0.08 }
    const { seen, decide } = gateOf(
      { ...regressed, p: 0.03, level: 0.02, bounds: [-0.3, -0.05] },
      { ...regressed, p: 0.001, level: 0.02, bounds: [-0.3, -0.03] },
      { ...regressed, p: 0.001, level: 0.02, bounds: [-0.3, -0.05] },
    )
    const { runs } = await runByDesign(await plan(await temporaryFolder(), 1), earlyStop, decide)
    expect(seen).toEqual([2, 4, 6])
    expect(runs[1]?.manifest.design).toMatchObject({ stopped: 'REGRESSED' })
  })

  it('looks no more after the last part, which is the whole', async () => {
    const { seen, decide } = gateOf()
    const { runs } = await runByDesign(await plan(await temporaryFolder(), 1), earlyStop, decide)
    expect(seen).toEqual([2, 4, 6, 8])
    expect(trials(runs)).toEqual([10, 10])
    expect(runs[1]?.manifest.design).toEqual({ ...earlyStop, asked: 10 })
  })
})
