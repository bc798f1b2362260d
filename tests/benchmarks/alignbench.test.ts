import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { alignbench, rubricOf } from '../../benchmarks/alignbench.ts'
import type { Beside, Protocol } from '../../benchmarks/benchmark.ts'
import { bundledFile } from '../../benchmarks/bundled.ts'
import { type LoadedSamples, loadSamples } from '../../benchmarks/data/samples.ts'
import { DatasetError } from '../../results/errors.ts'
import type { Sample, TurnRating } from '../../results/schema/schema.ts'
import { sharedData } from '../helpers/shared.ts'

const file = sharedData('alignbench/data_v1.1_release.jsonl')
const protocol = (name: string) => alignbench.protocols[name] as Protocol<unknown>
const load = (name: string) =>
  loadSamples(alignbench, protocol(name), {}, { dataDir: join(file ?? '', '../..'), cacheDir: 'unused' })

const TEMPLATES = protocol('v1.1').judging?.templates(
  readFileSync(bundledFile('alignbench/judge-template.txt'), 'utf8'),
)

/** What the judge is asked of one answer. */
async function judgePrompt(sample: Sample, answer: string): Promise<string> {
  const turns = [{ prompt: '', completion: { text: answer, finishReason: 'stop' as const } }]
  const judge = {
    templates: new Map((TEMPLATES ?? []).map((template) => [template.name, template])),
    regrades: 1,
    minimum: 1,
    judges: [{ label: 'j', ask: async () => ({ text: "{'综合得分': 7}", finishReason: 'stop' as const }) }],
  }
  const rated: TurnRating | undefined = await protocol('v1.1').scorer.rate?.({ turns }, sample, { judge } as never)
  expect(rated?.prompt.map(({ role }) => role)).toEqual(['user'])
  return rated?.prompt[0]?.content ?? ''
}

describe.skipIf(file === undefined)('AlignBench on its real data [needs the shared data sets]', () => {
  let loaded: LoadedSamples
  beforeAll(async () => {
    loaded = await load('v1.1')
  })

  it('has 683 questions under upstream’s own numbers, so many a category', () => {
    expect(loaded.samples).toHaveLength(683)
    expect(new Set(loaded.allIds).size).toBe(683)
    const sizes = [...Map.groupBy(loaded.samples, ({ group }) => group)].map(([group, { length }]) => [group, length])
    expect(Object.fromEntries(sizes)).toEqual({
      专业能力: 124,
      角色扮演: 116,
      数学计算: 112,
      逻辑推理: 92,
      文本写作: 75,
      基本任务: 68,
      中文理解: 58,
      综合问答: 38,
    })
  })

  it('is asked at the temperature of its category, and greedily under the paper’s settings', async () => {
    const warm = loaded.samples.filter(({ generation }) => generation?.temperature === 0.7)
    expect(new Set(warm.map(({ group }) => group))).toEqual(new Set(['角色扮演', '文本写作', '综合问答']))
    expect((await load('paper')).samples.some(({ generation }) => generation !== undefined)).toBe(false)
  })

  it('has four or five numbered dimensions for every question, each with its definition', () => {
    for (const { rubric = '' } of loaded.samples) {
      const lines = rubric.split('\n')
      expect([4, 5]).toContain(lines.length)
      for (const [index, line] of lines.entries())
        expect(line).toMatch(new RegExp(`^${index + 1}\\. ?\\p{Script=Han}+：.+`, 'u'))
    }
  })

  it('shows the judge category, dimensions, question, reference and answer, each once and unchanged', async () => {
    const odd = '{question} $& {{x}} {reference}'
    for (const sample of loaded.samples) {
      const prompt = await judgePrompt(sample, odd)
      expect(prompt).toContain(`「${sample.group}」`)
      expect(prompt).toContain(sample.rubric)
      expect(prompt).toContain(`用户的提问：\n${sample.turns[0]}\n`)
      expect(prompt).toContain(`[参考答案开始]\n${sample.references?.[0]}\n[参考答案结束]`)
      expect(prompt.endsWith(`[助手回答开始]\n${odd}\n[助手回答结束]`)).toBe(true)
      expect(prompt).toContain("{'维度一': 打分, '维度二': 打分, '综合得分': 打分}")
    }
  })

  it('has an earlier edition, other questions under the same numbers', async () => {
    const earlier = await load('v1.0')
    expect(earlier.facts.files).toHaveProperty(['alignbench/data_v1.0_release.jsonl'])
    expect(new Set(earlier.allIds)).toEqual(new Set(loaded.allIds))
    const before = new Map(earlier.samples.map((sample) => [sample.id, sample.turns[0]]))
    expect(loaded.samples.filter(({ id, turns }) => before.get(id) !== turns[0])).toHaveLength(241)
  })
})

describe('the dimensions of a question', () => {
  const beside: Beside = {
    kinds: [{ 诗歌: '生成' }],
    dimensions: [{ 生成: ['创造性', '丰富度'] }],
    definitions: [{ 创造性: '是否新颖。', 丰富度: '是否丰富。' }],
  }

  it('go by its subcategory', () => {
    expect(rubricOf('诗歌', beside)).toBe('1. 创造性：是否新颖。\n2. 丰富度：是否丰富。')
  })

  it('are missed where the tables do not know it', () => {
    expect(() => rubricOf('烹饪', beside)).toThrow(DatasetError)
    expect(() => rubricOf('诗歌', { ...beside, definitions: [{}] })).toThrow('no definition of the dimension 创造性')
  })
})

it('takes a template of the user’s own, and misses its placeholders', () => {
  const read = protocol('v1.1').judging?.templates
  expect(() => read?.('{question}{reference}{answer}{category}')).toThrow('has no {dimensions}')
})
