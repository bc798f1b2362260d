import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { type LoadedSamples, loadSamples } from '../../benchmarks/data/samples.ts'
import { benchmarkNamed } from '../../benchmarks/index.ts'
import { mtBench, mtBenchInf } from '../../benchmarks/mt-bench.ts'
import { singleTemplates } from '../../benchmarks/upstream/fastchat-templates.ts'
import type { Sample } from '../../results/schema/schema.ts'
import type { JudgePanel } from '../../scorers/judge.ts'
import { sharedData } from '../helpers/shared.ts'

const file = sharedData('mt-bench/question.jsonl')
const dataDir = join(file ?? '', '../..')
const protocol = (name: string, benchmark = mtBench) => benchmark.protocols[name] as Protocol<unknown>
const load = (name: string, benchmark = mtBench) =>
  loadSamples(benchmark, protocol(name, benchmark), {}, { dataDir, cacheDir: 'unused' })

interface PromptLine {
  readonly name: string
  readonly system_prompt: string
  readonly prompt_template: string
}
const lines = <Line>(name: string): Line[] =>
  readFileSync(join(dataDir, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

describe.skipIf(file === undefined)('MT-Bench on its real data [needs the shared data sets]', () => {
  let loaded: LoadedSamples
  beforeAll(async () => {
    loaded = await load('single')
  })

  it('has 80 conversations under upstream’s own numbers, ten a category', () => {
    expect(loaded.allIds.slice(0, 2)).toEqual(['mt-bench/81', 'mt-bench/82'])
    expect(loaded.allIds.at(-1)).toBe('mt-bench/160')
    const sizes = [...Map.groupBy(loaded.samples, ({ group }) => group).values()].map(({ length }) => length)
    expect(sizes).toEqual(Array(8).fill(10))
  })

  it('has reference answers for what is judged beside them, and for nothing else', () => {
    const withReference = loaded.samples.filter(({ references }) => references !== undefined)
    expect(new Set(withReference.map(({ group }) => group))).toEqual(new Set(['reasoning', 'math', 'coding']))
    expect(withReference).toHaveLength(30)
    expect(withReference.every(({ references }) => references?.length === 2)).toBe(true)
  })

  it('is asked at the temperature of its category, and greedily under the paper’s settings', async () => {
    const temperatures = Map.groupBy(loaded.samples, ({ generation }) => generation?.temperature)
    expect([...temperatures].map(([temperature, { length }]) => [temperature, length]).sort()).toEqual([
      [0, 40],
      [0.1, 20],
      [0.7, 20],
    ])
    expect((await load('paper')).samples.some(({ generation }) => generation !== undefined)).toBe(false)
    expect(protocol('paper').generation).toEqual({ temperature: 0, maxTokens: 16_384 })
  })

  /** FastChat's steps once more, written down apart from the benchmark: llm_judge/common.py 135–189. */
  function fastChatPrompt(sample: Sample, answers: readonly [string, string], turn: 1 | 2): object[] {
    const id = Number(sample.id.split('/')[1])
    const question = lines<{ question_id: number; category: string; turns: string[] }>('mt-bench/question.jsonl').find(
      ({ question_id }) => question_id === id,
    )
    const needsReference = ['math', 'reasoning', 'coding'].includes(question?.category ?? '')
    const reference = lines<{ question_id: number; choices: { turns: string[] }[] }>(
      'mt-bench/reference_answer/gpt-4.jsonl',
    ).find(({ question_id }) => question_id === id)?.choices[0]?.turns
    const name = `single${needsReference ? '-math' : ''}-v1${turn === 2 ? '-multi-turn' : ''}`
    const template = lines<PromptLine>('mt-bench/judge_prompts.jsonl').find((line) => line.name === name)
    const parts: [string, string | undefined][] = [
      ...(turn === 1
        ? ([
            ['question', question?.turns[0]],
            ['answer', answers[0]],
          ] as [string, string][])
        : ([
            ['question_1', question?.turns[0]],
            ['question_2', question?.turns[1]],
            ['answer_1', answers[0]],
            ['answer_2', answers[1]],
          ] as [string, string][])),
      ['ref_answer_1', reference?.[0]],
      ['ref_answer_2', reference?.[1]],
    ]
    // Split at the placeholders first, so that nothing that is put in is looked at again.
    const pattern = new RegExp(`\\{(${parts.map(([key]) => key).join('|')})\\}`)
    const content = (template?.prompt_template ?? '')
      .split(pattern)
      .map((piece, index) => (index % 2 === 1 ? (parts.find(([key]) => key === piece)?.[1] ?? 'MISSING') : piece))
      .join('')
    return [
      { role: 'system', content: template?.system_prompt },
      { role: 'user', content },
    ]
  }

  it('asks the judge byte for byte what FastChat asks, for all 160 turns', async () => {
    const answers = ['A first {answer} with $& and {{braces}}.\n', ' The second: {question_1} ‖ $1'] as const
    const asked: (readonly object[])[] = []
    const templates = singleTemplates(readFileSync(join(dataDir, 'mt-bench/judge_prompts.jsonl'), 'utf8'))
    const panel: JudgePanel = {
      templates: new Map(templates.map((template) => [template.name, template])),
      regrades: 1,
      minimum: 1,
      judges: [
        {
          label: 'j',
          async ask({ prompt }) {
            asked.push(prompt)
            return { text: '[[7]]', finishReason: 'stop' }
          },
        },
      ],
    }
    const turns = answers.map((text) => ({ prompt: '', completion: { text, finishReason: 'stop' as const } }))
    const resources = { judge: panel } as never
    for (const sample of loaded.samples) {
      for (const turn of [1, 2] as const) {
        await protocol('single').scorer.rate?.({ turns: turns.slice(0, turn) }, sample, resources)
        expect(asked.at(-1)).toEqual(fastChatPrompt(sample, answers, turn))
      }
    }
    expect(asked).toHaveLength(160)
  })

  it('has a corrected sister with four other questions and other references', async () => {
    const corrected = await load('single', mtBenchInf)
    expect(corrected.allIds[0]).toBe('mt-bench-inf/81')
    const changed = corrected.samples.filter(({ turns }, i) => turns.join() !== loaded.samples[i]?.turns.join())
    expect(changed.map(({ id }) => id)).toEqual([101, 107, 113, 130].map((number) => `mt-bench-inf/${number}`))
    const numbered = (number: number) => corrected.samples.find(({ id }) => id === `mt-bench-inf/${number}`)
    expect(numbered(123)?.references).toEqual(loaded.samples[123 - 81]?.references)
    expect(numbered(112)?.references).not.toEqual(loaded.samples[112 - 81]?.references)
  })
})

it('knows no protocol under another name', () => {
  expect(Object.keys(benchmarkNamed('mt-bench').protocols)).toEqual(['single', 'paper', 'reference'])
})

describe('judge prompts of one’s own', () => {
  const line = (name: string, prompt_template: string) => JSON.stringify({ name, system_prompt: 's', prompt_template })
  const four = [
    line('single-v1', '{question} {answer}'),
    line('single-math-v1', '{question} {answer} {ref_answer_1}'),
    line('single-v1-multi-turn', '{question_1} {answer_1} {question_2} {answer_2}'),
    line('single-math-v1-multi-turn', '{question_1} {answer_1} {question_2} {answer_2} {ref_answer_1} {ref_answer_2}'),
  ]

  it('are taken in FastChat’s form', () => {
    expect(singleTemplates(four.join('\n')).map(({ name }) => name)).toHaveLength(4)
  })

  it.each([
    ['one is missing', four.slice(1), /no "single-v1" with/],
    ['one lacks a placeholder', [line('single-v1', '{answer}'), ...four.slice(1)], /single-v1: has no \{question\}/],
    ['a line is no JSON', ['{', ...four], /line 1: not a JSON object/],
  ])('are refused where %s', (_case, text, message) => {
    expect(() => singleTemplates(text.join('\n'))).toThrow(message)
  })
})
