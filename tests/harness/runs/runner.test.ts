import { describe, expect, it } from 'vitest'
import { planTrials, runTrials } from '../../../harness/runs/runner.ts'
import { ModelError } from '../../../results/errors.ts'
import type { Sample } from '../../../results/schema/schema.ts'
import { RunWriter } from '../../../results/store/write.ts'
import { numericMatch } from '../../../scorers/answer-match.ts'
import { number } from '../../../scorers/extract/number/number.ts'
import { NO_RESOURCES } from '../../helpers/no-resources.ts'
import { scriptedModel } from '../../helpers/scripted-model.ts'
import { manifest } from '../../helpers/stored-run.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const samples: Sample[] = Array.from({ length: 20 }, (_, i) => ({
  id: `sums/${i}`,
  turns: [`${i} + 1?`],
  target: String(i + 1),
}))
const never = new AbortController().signal
const running = { stop: never, abort: never }
const plan = {
  generation: {},
  scorer: numericMatch(number),
  resources: NO_RESOURCES,
  samples,
  trialsPerSample: 1,
  bounds: { atOnce: () => 4 },
}

async function recordsOf(store: RunWriter) {
  return Array.fromAsync(store.records())
}

describe('planTrials', () => {
  it('goes through all samples before it repeats any', () => {
    const trials = [...planTrials(samples.slice(0, 2), 2)].map(({ sample, repeat }) => `${sample.id}#${repeat}`)
    expect(trials).toEqual(['sums/0#1', 'sums/1#1', 'sums/0#2', 'sums/1#2'])
  })
})

describe('runTrials', () => {
  it('records every trial once, with no more at once than allowed', async () => {
    const store = await RunWriter.create(await temporaryFolder(), manifest)
    const model = scriptedModel(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return '#### 1'
    })
    const seen: string[] = []
    await runTrials(
      { ...plan, model, store, trialsPerSample: 2, onRecord: ({ id, repeat }) => seen.push(`${id}#${repeat}`) },
      running,
    )
    expect(model.peak).toBe(4)
    const records = await recordsOf(store)
    expect(new Set(records.map(({ id, repeat }) => `${id}#${repeat}`)).size).toBe(40)
    expect(seen).toHaveLength(40)
    await store.close()
  })

  it('asks again only what has no score', async () => {
    const root = await temporaryFolder()
    const store = await RunWriter.create(root, manifest)
    const flaky = scriptedModel((_request, call) => (call % 4 === 0 ? new ModelError('it answered 503') : '#### 1'))
    await runTrials({ ...plan, model: flaky, store }, running)
    await store.close()

    const resumed = await RunWriter.resume(store.folder)
    const healed = scriptedModel(() => '#### 1')
    await runTrials({ ...plan, model: healed, store: resumed }, running)
    expect(healed.requests).toHaveLength(5)
    const records = await recordsOf(resumed)
    expect(records).toHaveLength(20)
    expect(records.every(({ outcome }) => outcome.kind === 'scored')).toBe(true)
    await resumed.close()
  })

  it('stops for a failure that all share, and keeps what was there', async () => {
    const store = await RunWriter.create(await temporaryFolder(), manifest)
    const model = scriptedModel((_request, call) =>
      call > 10 ? new ModelError('the key is wrong', { fatal: true }) : '#### 1',
    )
    await expect(runTrials({ ...plan, model, store }, running)).rejects.toThrow('the key is wrong')
    expect(await recordsOf(store)).toHaveLength(10)
    expect(model.requests.length).toBeLessThan(20)
    await store.close()
  })

  it('starts nothing once it is told to stop, and finishes what is under way', async () => {
    const store = await RunWriter.create(await temporaryFolder(), manifest)
    const stop = new AbortController()
    const model = scriptedModel(async (_request, call) => {
      if (call === 6) stop.abort()
      await new Promise((resolve) => setTimeout(resolve, 5))
      return '#### 1'
    })
    await runTrials({ ...plan, model, store }, { ...running, stop: stop.signal })
    expect(model.requests).toHaveLength((await recordsOf(store)).length)
    expect(model.requests.length).toBeLessThanOrEqual(8)
    await store.close()
  })
})
