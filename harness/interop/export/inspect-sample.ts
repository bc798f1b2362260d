/** One trial as a sample of Inspect's log. */
import type { Completion, SampleRecord } from '../../../results/schema/schema.ts'
import { messagesOf, questionOf, referencesOf, transcriptOf, usageOf } from './trials.ts'

/** @param scorer its name in `scores` */
export function inspectSample(record: SampleRecord, scorer: string, model: string) {
  const { id, repeat, attempt, outcome, group, order } = record
  const last = attempt.turns.at(-1)
  const usage = usageOf(record)
  const target = referencesOf(record)
  return {
    id,
    epoch: repeat,
    input: last === undefined ? '' : messagesOf(last.prompt),
    target: target.length === 1 ? target[0] : target,
    messages: transcriptOf(record).map(({ role, content, reasoning }) => ({
      role,
      content:
        reasoning === undefined
          ? content
          : [
              { type: 'reasoning', reasoning },
              { type: 'text', text: content },
            ],
    })),
    output: {
      model,
      choices:
        last === undefined
          ? []
          : [
              {
                message: { role: 'assistant', content: last.completion.text, source: 'generate' },
                stop_reason: stopReason(last.completion),
              },
            ],
      completion: last?.completion.text ?? '',
      ...(usage !== undefined && {
        usage: {
          input_tokens: usage.input,
          output_tokens: usage.output,
          total_tokens: usage.input + usage.output,
        },
      }),
      ...(last?.completion.latencyMs !== undefined && { time: last.completion.latencyMs / 1000 }),
    },
    ...(outcome.kind === 'scored' && { scores: scoresOf(record, scorer) }),
    metadata: { ...(group !== undefined && { group }), ...(order !== undefined && { option_order: order }) },
    store: {},
    events: [],
    model_usage: {},
    attachments: {},
    ...(outcome.kind === 'unscored' && { error: errorOf(outcome.error.message) }),
  }
}

/** Its line in `summaries.json`, which viewers list. */
export function inspectSummary(record: SampleRecord, scorer: string) {
  const { id, repeat, outcome } = record
  return {
    id,
    epoch: repeat,
    input: cut(questionOf(record)),
    target: referencesOf(record).map(cut),
    metadata: {},
    ...(outcome.kind === 'scored' ? { scores: scoresOf(record, scorer, cut) } : { error: outcome.error.message }),
    completed: true,
  }
}

function scoresOf({ outcome }: SampleRecord, scorer: string, shown = (text: string) => text) {
  if (outcome.kind !== 'scored') return undefined
  const { value, answer, via, flaw } = outcome.score
  return {
    [scorer]: {
      value,
      ...(answer !== null && { answer: shown(answer) }),
      ...(via !== undefined && { explanation: `read by ${via}` }),
      ...(flaw !== undefined && { metadata: { flaw } }),
    },
  }
}

const errorOf = (message: string) => ({ message, traceback: '', traceback_ansi: '' })

/** Inspect's names of why a reply ended. */
function stopReason({ finishReason, refusal }: Completion): string {
  if (refusal !== undefined || finishReason === 'content-filter') return 'content_filter'
  return { stop: 'stop', length: 'max_tokens', timeout: 'max_tokens', other: 'unknown' }[finishReason]
}

/** Characters of a text that is shown in a list, as Inspect itself cuts them. */
const LISTED = 1024

const cut = (text: string) => (text.length > LISTED ? `${text.slice(0, LISTED)}…` : text)
