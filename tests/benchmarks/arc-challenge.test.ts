import { describe, expect, it } from 'vitest'
import { arcChallenge } from '../../benchmarks/arc-challenge.ts'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { loadSamples } from '../../benchmarks/data/samples.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { NO_RESOURCES } from '../helpers/no-resources.ts'
import { arcMirror, arcRow } from '../helpers/option-questions.ts'

const protocol = arcChallenge.protocols['lm-eval'] as Protocol<unknown>
const draft = protocol.toSample(arcRow(4), [])

describe('arc-challenge', () => {
  it('asks for the likelihood of each option after the question, and shows none of them', () =>
    expect(draft).toEqual({
      turns: ['Question: Ann has 4 apples and gets one more. How many has she?\nAnswer:'],
      prompt: 'Question: Ann has 4 apples and gets one more. How many has she?\nAnswer:',
      continuations: [' 4', ' 5', ' 6', ' none'],
      target: 'B',
    }))

  it('finds the key by its label, a letter or a digit', () => {
    expect(protocol.toSample(arcRow(5), []).target).toBe('B')
    const [three, five] = [arcRow(0), arcRow(0)]
    three.choices = { text: ['a', 'b', 'c'], label: ['A', 'B', 'C'] }
    five.choices = { text: ['a', 'b', 'c', 'd', 'e'], label: ['A', 'B', 'C', 'D', 'E'] }
    expect(protocol.toSample({ ...three, answerKey: 'C' }, []).target).toBe('C')
    expect(protocol.toSample({ ...five, answerKey: 'E' }, [])).toMatchObject({
      target: 'E',
      continuations: { length: 5 },
    })
  })

  it('gives full marks to the right option alone', async () => {
    const sample: Sample = { id: 'arc-challenge/0', ...draft }
    const scores = await Promise.all(
      [0, 1, 2, 3].map((best) => {
        const likelihoods = (draft.continuations ?? []).map((text, at) => ({
          ...{ text, tokens: 1, logLikelihood: at === best ? -0.1 : -9 },
        }))
        const completion = { text: '', finishReason: 'stop' as const, likelihoods }
        return protocol.scorer.score({ turns: [{ prompt: '', completion }] }, sample, NO_RESOURCES)
      }),
    )
    expect(scores.map(({ value }) => value)).toEqual([0, 1, 0, 0])
  })

  it('reads the hub’s Parquet, and names the row that has no key', async () => {
    const load = (dataDir: string) => loadSamples(arcChallenge, protocol, {}, { cacheDir: 'unused', dataDir })
    const { samples, facts } = await load(await arcMirror())
    expect(samples).toHaveLength(1172)
    expect(samples[4]).toEqual({ id: 'arc-challenge/4', ...draft })
    expect(facts.files['arc-challenge/test.parquet']).toMatch(/^[0-9a-f]{64}$/)
    const bad = await arcMirror([arcRow(0), { ...arcRow(1), answerKey: 'E' }])
    await expect(load(bad)).rejects.toThrow(/test\.parquet:2: the key "E" is not among the labels 1, 2, 3, 4/)
  })
})
