import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { ifeval } from '../../benchmarks/ifeval.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { sharedData } from '../helpers/shared.ts'

const protocol = (name: string) => ifeval.protocols[name] as Protocol<unknown>

const row = {
  key: 7,
  prompt: 'Name two ports. No commas.',
  instruction_id_list: ['punctuation:no_comma'],
  kwargs: [{ num_words: null }],
}

describe.each(Object.keys(ifeval.protocols))('the protocol %s', (name) => {
  it('asks the bare prompt and gives full marks to a reply that follows it', async () => {
    const draft = protocol(name).toSample(row, [])
    expect(draft).toEqual({
      turns: [row.prompt],
      prompt: `${row.prompt}\n\n`,
      instructions: [{ kind: 'punctuation:no_comma', args: {} }],
    })
    const sample: Sample = { id: 'ifeval/7', ...draft }
    const value = async (text: string) =>
      (
        await protocol(name).scorer.score(
          { turns: [{ prompt: '', completion: { text, finishReason: 'stop' } }] },
          sample,
          NO_RESOURCES,
        )
      ).value
    expect([await value('Hull and Dover'), await value('Hull, Dover')]).toEqual([1, 0])
  })
})

it.each([
  [{ instruction_id_list: ['keywords:rhyme'] }, /no kind of instruction/],
  [{ instruction_id_list: ['keywords:existence'], kwargs: [{ keywords: null }] }, /"keywords" is missing/],
])('refuses a row whose instruction cannot be checked: %j', (change, message) =>
  expect(() => protocol('chat').toSample({ ...row, ...change }, [])).toThrow(message),
)

const shared = sharedData('ifeval/input_data.jsonl')

it.skipIf(shared === undefined)('has 541 prompts with 834 instructions [needs the shared data sets]', async () => {
  const data = { dataDir: `${shared}/../..`, cacheDir: 'unused' }
  const { samples } = await loadSamples(ifeval, protocol('chat'), {}, data)
  expect(samples).toHaveLength(541)
  expect(samples[0]?.id).toBe('ifeval/1000')
  expect(samples.flatMap(({ instructions = [] }) => instructions)).toHaveLength(834)
})
