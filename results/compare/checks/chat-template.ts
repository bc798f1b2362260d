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
