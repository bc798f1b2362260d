import { describe, expect, it } from 'vitest'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import { protocolNamed } from '../../benchmarks/index.ts'
import { wordproblems } from '../../benchmarks/wordproblems.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'

const { protocol } = protocolNamed(wordproblems, 'chat')
const { samples, facts } = await loadSamples(wordproblems, protocol, {}, { cacheDir: 'unused' })

describe('wordproblems', () => {
  it('ships with evalkit, whole', () => expect([samples.length, facts.size]).toEqual([200, 200]))

  it('asks the bare question, as the tiny models were trained', () => {
    expect(samples[0]).toEqual({
      id: 'wordproblems/0',
      turns: ['Tara had 47 muffins, found 34 more and then lost 11. How many muffins does Tara have?'],
      target: '70',
    })
  })

  it('gives full marks to its own answers, and none to others', async () => {
    for (const sample of samples) {
      const scoreOf = async (text: string) => {
        const turn = { prompt: '', completion: { text, finishReason: 'stop' as const } }
        return (await protocol.scorer.score({ turns: [turn] }, sample, NO_RESOURCES)).value
      }
      expect([
        sample.id,
        await scoreOf(`#### ${sample.target}`),
        await scoreOf(`#### ${Number(sample.target) + 1}`),
      ]).toEqual([sample.id, 1, 0])
    }
  })
})
