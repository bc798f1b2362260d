import type { Check } from './check.ts'

export const systemPrompt: Check = {
  name: 'system-prompt',
  fails: 'the system prompts differ, though both models use the same API',
  example: 'the prompt that the fine-tune was trained with is sent to one of the two only',
  instead: 'INCONCLUSIVE',
  find({ baseline, candidate }) {
    const [first, second] = [baseline.manifest, candidate.manifest]
    const [before, after] = [first.generation.system, second.generation.system]
    if (first.model.api !== second.model.api || before === after) return undefined
    return `${candidate.name} was asked with ${words(after)}, and ${baseline.name} with ${words(before)}`
  },
}

const words = (prompt: string | undefined) =>
  prompt === undefined
    ? 'no system prompt'
    : `the system prompt ${JSON.stringify(prompt.length > 40 ? `${prompt.slice(0, 40)}…` : prompt)}`
