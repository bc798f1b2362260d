/** How the two models are asked. */
import type { Check } from './check.ts'

export const chatTemplate: Check = {
  name: 'chat-template',
  fails: 'the servers report different chat templates, though both models use the chat API',
  example: 'llama-server was started with `--chat-template` for one of the two models',
  instead: 'INCONCLUSIVE',
  find({ baseline, candidate }) {
    const [first, second] = [baseline.manifest.model, candidate.manifest.model]
    if (first.api !== 'chat' || second.api !== 'chat') return undefined
    const [before, after] = [first.chatTemplate, second.chatTemplate]
    if (before === undefined || after === undefined || before === after) return undefined
    return `${candidate.name} and ${baseline.name} are asked through different chat templates (${after.slice(0, 8)} and ${before.slice(0, 8)})`
  },
}

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
