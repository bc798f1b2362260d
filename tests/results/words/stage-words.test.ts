import { describe, expect, it } from 'vitest'
import type { RunDesign } from '../../../results/schema/schema.ts'
import { designWords, stageName, stageWords } from '../../../results/words/stage-words.ts'
import { manifest } from '../../helpers/stored-run.ts'

const run = (design: RunDesign | undefined, repeats = 1) => ({
  ...manifest,
  trialsPerSample: repeats,
  items: { count: 1319, hash: '00' },
  model: { ...manifest.model, label: 'sft' },
  ...(design && { design }),
})
const early = (asked: number, stopped?: 'PASS' | 'REGRESSED'): RunDesign => ({
  ...{ kind: 'early-stop', looks: 5, seed: 1, asked },
  ...(stopped && { stopped }),
})
const escalate: RunDesign = { kind: 'escalate', answers: [1, 2, 4] }

describe('a plan of looks in words', () => {
  it.each<[string | undefined, RunDesign | undefined, number]>([
    [undefined, undefined, 1],
    ['1 → 2 → 4 answers while inconclusive; 2 so far', escalate, 2],
    ['stopped early, once the gate had decided (PASS): 792 of 1,319 samples, drawn at random', early(792, 'PASS'), 1],
    ['stopped early, once the gate had decided: 792 of 1,319 samples, drawn at random', early(792), 1],
    ['5 looks while it ran; asked to its end', early(1319), 1],
  ])('is %j of a run by itself', (words, design, repeats) => expect(designWords(run(design, repeats))).toBe(words))

  it.each<[string, RunDesign, number]>([
    ['sft has 1 answer to each sample by the plan 1 → 2 → 4; interval and p account for the plan', escalate, 1],
    ['sft was looked at 5 times while it ran, by plan; interval and p account for the plan', early(1319), 5],
    [
      'sft was stopped early at look 3 of 5, as the gate had decided (PASS), after 792 of 1,319 samples, drawn at random; interval and p account for the plan',
      early(792, 'PASS'),
      3,
    ],
  ])('says beside a comparison: %s', (words, design, number) => {
    const stage = { kind: design.kind, number, of: design.kind === 'escalate' ? 3 : 5, level: () => 0 }
    expect(stageWords(stage, run(design))).toBe(words)
    expect(stageName(stage)).toBe(`${design.kind === 'escalate' ? 'stage' : 'look'} ${number} of ${stage.of}`)
  })
})
