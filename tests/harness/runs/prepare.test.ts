import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../../benchmarks/benchmark.ts'
import { wordproblems } from '../../../benchmarks/wordproblems.ts'
import type { PlannedTrials } from '../../../harness/models/model.ts'
import { type PrepareSettings, prepareRun } from '../../../harness/runs/prepare.ts'
import { ResourcePool } from '../../../harness/trial/resources.ts'
import type { Generation, ModelFacts } from '../../../results/schema/schema.ts'
import { scriptedModel } from '../../helpers/scripted-model.ts'

const protocol = wordproblems.protocols.chat as Protocol<unknown>

interface Given {
  readonly model?: Partial<ModelFacts>
  readonly generation?: Generation
  readonly settings?: Partial<PrepareSettings>
}

const open = ({ model = {}, generation = {}, settings = {} }: Given = {}) =>
  prepareRun(wordproblems, scriptedModel(['7'], model), 'scripted/m', generation, {
    protocolName: 'chat',
    protocol,
    selection: {},
    data: { cacheDir: 'unused' },
    group: '0badcafe',
    resources: new ResourcePool('unused'),
    ...settings,
  })

const hashOf = async (given: Given = {}) => (await open(given)).manifest.hash

describe('two preparedRuns are the same run', () => {
  it.each<[string, Given]>([
    ['label', { model: { label: 'other' } }],
    ['group of runs', { settings: { group: 'deadbeef' } }],
  ])('whatever their %s', async (_case, given) => expect(await hashOf(given)).toBe(await hashOf()))

  it.each<[string, Given]>([
    ['model', { model: { name: 'other' } }],
    ['endpoint', { model: { endpoint: 'http://elsewhere/v1' } }],
    ['model version', { model: { version: 'step-200' } }],
    ['API', { model: { api: 'completions' } }],
    ['sampling', { generation: { temperature: 0.6 } }],
    ['system message', { generation: { system: 'Be brief.' } }],
    ['repeats', { settings: { repeats: 2 } }],
    ['rule', { settings: { rule: 'mgsm' } }],
    ['samples', { settings: { selection: { limit: '10' } } }],
  ])('unless their %s differs', async (_case, given) => expect(await hashOf(given)).not.toBe(await hashOf()))
})

describe('the manifest', () => {
  it('says what was asked, of whom, and by which rule', async () => {
    const { manifest, samples } = await open({ settings: { selection: { limit: '5' }, repeats: 3 } })
    expect(samples).toHaveLength(5)
    expect(manifest).toMatchObject({
      status: 'running',
      spec: 'scripted/m',
      benchmark: { name: 'wordproblems', version: 2 },
      protocol: { name: 'chat', metric: 'accuracy', rule: 'number', shots: 0 },
      generation: { temperature: 0, maxTokens: 120 },
      trialsPerSample: 3,
      items: { count: 5, selection: '--limit 5' },
      dataset: { size: 200 },
    })
    expect(manifest.protocol.changed).toBeUndefined()
  })

  it('marks what is not as the protocol says, and gives that another hash', async () => {
    const { manifest } = await open({ generation: { temperature: 0.6, maxTokens: 500 } })
    expect(manifest.protocol.changed).toEqual(['temperature=0.6', 'maxTokens=500'])
    expect(manifest.protocol.hash).not.toBe((await open()).manifest.protocol.hash)
  })

  it('marks every setting that can move the number', async () => {
    const { manifest } = await open({ generation: { system: 'Be brief.', stop: ['#'], extraBody: { top_k: 1 } } })
    expect(manifest.protocol.changed).toEqual(['system="Be brief."', 'extraBody={"top_k":1}', 'stop=["#"]'])
  })

  it('is the same for the same samples, however they were chosen', async () => {
    const [first, second] = [{ limit: 'first:5' }, { limit: '0-4' }].map((selection) =>
      hashOf({ settings: { selection } }),
    )
    expect(await first).toBe(await second)
  })

  it('has the protocol’s stops only where a completions API is asked', async () => {
    expect((await open()).manifest.generation.stop).toBeUndefined()
    expect((await open({ model: { api: 'completions' } })).manifest.generation.stop).toEqual(protocol.completionStops)
  })
})

describe('where a raw continuation ends', () => {
  const problem = { language: 'python' as const, prompt: 'def f():', tests: '', entryPoint: 'f', stops: ['\nown'] }
  const own = { ...protocol, toSample: () => ({ turns: ['f'], prompt: 'f', program: problem }) }
  const firstSample = async (given: Given) => (await open({ ...given, settings: { protocol: own } })).samples[0]

  it('is said by the problem’s own stops before the protocol’s', async () => {
    expect((await firstSample({ model: { api: 'completions' } }))?.generation?.stop).toEqual(['\nown'])
    expect((await firstSample({ model: { api: 'chat' } }))?.generation).toBeUndefined()
  })

  it('is said by --stop before both', async () => {
    const given = await firstSample({ model: { api: 'completions' }, generation: { stop: ['\nmine'] } })
    expect(given).toMatchObject({ program: { stops: ['\nmine'] } })
    expect(given?.generation?.stop ?? ['\nmine']).toEqual(['\nmine'])
  })
})

describe('a prepared is not opened', () => {
  it('for a system message that a completions API cannot take', async () => {
    const given = { model: { api: 'completions', label: 'base' }, generation: { system: 'Be brief.' } } as const
    await expect(open(given)).rejects.toThrow(/--system: base uses a completions API/)
  })

  it('for a conversation that a completions API cannot hold', async () => {
    const talkative = { ...protocol, toSample: () => ({ turns: ['What is 3 + 4?', 'And twice that?'], target: '14' }) }
    const given = { model: { api: 'completions' }, settings: { protocol: talkative } } as const
    await expect(open(given)).rejects.toThrow(/wordproblems has several turns/)
  })

  it('for a rule the scorer does not have', async () => {
    await expect(open({ settings: { rule: 'nmber' } })).rejects.toThrow(/nmber/)
  })

  it('when the model says it cannot be asked, which hears of all samples', async () => {
    const seen: number[] = []
    const model = {
      ...scriptedModel(['7']),
      check: async ({ sampleIds, allIds, repeats }: PlannedTrials) => {
        seen.push(sampleIds.length, allIds.length, repeats)
        throw new Error('nobody there')
      },
    }
    const settings = {
      protocolName: 'chat',
      protocol,
      selection: { limit: '5' },
      data: { cacheDir: '' },
      group: '',
      resources: new ResourcePool(''),
    }
    await expect(prepareRun(wordproblems, model, '', {}, settings)).rejects.toThrow('nobody there')
    expect(seen).toEqual([5, 200, 1])
  })
})
