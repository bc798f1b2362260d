import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { queuesOf } from '../../../harness/runs/server-queues.ts'
import type { ModelFacts } from '../../../results/schema/schema.ts'
import { numericMatch } from '../../../scorers/answer-match.ts'
import { number } from '../../../scorers/extract/number/number.ts'
import type { Resources, Scorer } from '../../../scorers/scorer.ts'
import { scriptedModel } from '../../helpers/scripted-model.ts'

const scorer = numericMatch(number)
const runOn = (facts: Partial<ModelFacts>, needs: Scorer<keyof Resources>['needs'] = []) => ({
  model: scriptedModel(() => 'hi', facts),
  scorer: { ...scorer, needs },
})
const at = (...urls: string[]) => runOn({ endpoint: urls.join(',') })
const queues = (...runs: Parameters<typeof queuesOf>[0]) => queuesOf(runs, {}).map(({ queue }) => queue)

describe('runs share a queue', () => {
  it('where they have an address in common, directly or by way of others', () => {
    const [a, b, c, d, e] = queues(at('u1'), at('u2'), at('u1', 'u3'), at('u4'), at('u3', 'u2'))
    expect(a).toBe(c)
    expect(b).toBe(e)
    expect(a).toBe(b)
    expect(d).not.toBe(a)
  })

  it('exactly where a chain of addresses connects them', () =>
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
        (sets) => {
          const found = queues(...sets.map((urls) => at(...urls)))
          const reach = sets.map((_, index) => new Set([index]))
          for (const _ of sets)
            for (const [one, urls] of sets.entries())
              for (const [other, others] of sets.entries())
                if (urls.some((url) => others.includes(url))) for (const far of reach[other] ?? []) reach[one]?.add(far)
          for (const one of sets.keys())
            for (const other of sets.keys()) expect(found[one] === found[other]).toBe(reach[one]?.has(other) ?? false)
        },
      ),
    ))

  it('where they are replays, or engines of this process, which take turns', () => {
    const gguf = (version: string) => runOn({ provider: 'gguf', version })
    const found = queuesOf([runOn({ provider: 'replay' }), gguf('1'), gguf('2'), gguf('1')], {})
    expect(found.map(({ queue }) => queue)).toEqual(['replay', 'gguf', 'gguf', 'gguf'])
    expect(found.map(({ engine }) => engine)).toEqual([undefined, '1', '2', '1'])
  })

  it('where their weights may be on the same GPU, which they take turns on', () => {
    const on = (weights: string, ...devices: string[]) => {
      const run = runOn({ provider: 'checkpoint' })
      return { ...run, model: { ...run.model, engine: { devices, weights } } }
    }
    const [a, b, c] = queuesOf([on('a', '0'), on('b', '1'), on('c', '1', '2')], {})
    expect(b?.queue).toBe(c?.queue)
    expect(a?.queue).not.toBe(b?.queue)
    expect([a, b, c].map((run) => run?.engine)).toEqual(['a', 'b', 'c'])
    const withAny = queues(on('a', '0'), on('b', '1'), on('any'), at('u1'))
    expect(new Set(withAny.slice(0, 3)).size).toBe(1)
    expect(withAny[3]).toBe('u1')
  })

  it('one at a time where batches are judged', () => {
    const found = queuesOf([at('u1'), runOn({ endpoint: 'u2' }, ['judge'])], { batch: true })
    expect(found).toEqual([
      { queue: 'batches', engine: '0' },
      { queue: 'batches', engine: '1' },
    ])
    expect(queuesOf([at('u1'), at('u2')], { batch: true }).map(({ queue }) => queue)).toEqual(['u1', 'u2'])
  })
})
