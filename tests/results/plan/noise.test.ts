import { describe, expect, it } from 'vitest'
import { noiseOf } from '../../../results/plan/noise.ts'
import { noiseText } from '../../../results/report/noise.ts'
import type { SampleRecord } from '../../../results/schema/schema.ts'
import { finishedRun, record, records, turn, unscoredRecord } from '../../helpers/records.ts'

const runWith = (all: readonly SampleRecord[]) => finishedRun('base', all)
const saying = (value: number, text: string, at = 0) => record(`gsm8k/${at}`, value, { turns: [turn({ text })] })

describe('noise between two runs of one model', () => {
  it('is how often two answers to one sample differ, in score and in words', async () => {
    const first = await runWith([saying(1, 'a', 0), saying(1, 'b', 1), saying(0, 'c', 2), saying(0, 'd', 3)])
    const again = await runWith([saying(1, 'a', 0), saying(0, 'B', 1), saying(0, 'C', 2), saying(0, 'd', 3)])
    expect(await noiseOf([first, again])).toMatchObject({
      ...{ benchmark: 'gsm8k', model: 'base', temperature: 0, samples: 4, answers: 8 },
      ...{ texts: 0.5, scores: 0.25, unsteady: 0.25, variance: 0.125, scoreDeviation: 0.176777 },
      // Of a difference: 2 × 0.125 is more than the usual 0.1.
      luck: 1,
      rightCounts: [2, 1, 1],
    })
  })

  it('is none where every answer comes again', async () => {
    const noise = await noiseOf([await runWith(records('1101')), await runWith(records('1101'))])
    expect(noise).toMatchObject({ scores: 0, variance: 0, luck: 0 })
    expect(noiseText(noise ? [noise] : []).replace(/\s+/g, ' ')).toContain(
      'More answers to each sample would tell a gate nothing new.',
    )
  })

  it('leaves out what was scored once, and is unknown where nothing was scored twice', async () => {
    const first = await runWith(records('11'))
    const again = await runWith([record('gsm8k/0', 0), unscoredRecord('gsm8k/1')])
    expect(await noiseOf([first, again])).toMatchObject({ samples: 1, scores: 1 })
    expect(await noiseOf([first])).toBeUndefined()
  })

  it('is the same variance whether a model is asked eight times or twice', async () => {
    const repeats = (count: number) =>
      Array.from({ length: 400 }, (_, sample) =>
        Array.from({ length: count }, (_, at) =>
          record(`gsm8k/${sample}`, (sample * 7 + at * 3) % 5 === 0 ? 1 : 0, { repeat: at + 1 }),
        ),
      ).flat()
    const many = await noiseOf([await finishedRun('base', repeats(10), { trialsPerSample: 10 })])
    expect(many?.variance).toBeCloseTo(0.2 * 0.8 * (10 / 9), 4)
    expect(many?.scores).toBeCloseTo(2 * (many?.variance ?? 0), 4)
  })

  it('says what it means for a gate', async () => {
    const first = await runWith(records(`${'1'.repeat(98)}10`))
    const again = await runWith(records(`${'1'.repeat(98)}00`))
    const noise = await noiseOf([first, again])
    const text = noiseText(noise ? [noise] : []).replace(/\s+/g, ' ')
    expect(text).toContain(
      'score differently with a chance of 1% (protocol chat, temperature 0). That is 10% of the variance',
    )
    expect(text).toMatch(/Two answers to one sample .* right of 2 answers 0 1 2 ─+ samples 1 1 98/)
  })
})
