import { describe, expect, it } from 'vitest'
import { commonFamily } from '../../../results/words/model-family.ts'

describe('a judge and a model', () => {
  it.each([
    ['openai/gpt-4.1-2025-04-14', 'gpt-4o-mini', 'GPT'],
    ['o3-mini', 'gpt-4.1', 'GPT'],
    ['Qwen/Qwen2.5-32B', 'qwen-max', 'Qwen'],
    ['deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', 'qwen3-235b', 'Qwen'],
    ['deepseek-ai/DeepSeek-R1-Distill-Qwen-32B', 'deepseek-chat', 'DeepSeek'],
    ['meta-llama/Llama-3.1-8B', 'llama3:70b', 'Llama'],
  ])('%s and %s look like one family: %s', (model, judge, family) => expect(commonFamily(model, judge)).toBe(family))

  it.each([
    ['Qwen/Qwen2.5-32B', 'gpt-4.1'],
    ['my-sft', 'my-judge'],
    ['solo1-yielding', 'gpt-4'],
    ['graphite', 'phi-4'],
  ])('%s and %s do not', (model, judge) => expect(commonFamily(model, judge)).toBeUndefined())
})
