/** One row of Every Eval Ever's samples: a scored trial. */
import { createHash } from 'node:crypto'
import { questionOf, referencesOf, type ScoredTrial, transcriptOf, usageOf } from './trials.ts'

interface Names {
  readonly evaluationId: string
  readonly resultId: string
  readonly modelId: string
  readonly evaluation: string
}

/** @param scale the lowest and highest score; a trial is correct at the highest */
export function everyEvalEverRow(
  { record, score }: ScoredTrial,
  names: Names,
  scale: { readonly schemaVersion: string; readonly least: number; readonly most: number },
) {
  const { turns } = record.attempt
  const isConversation = turns.length > 1
  const transcript = transcriptOf(record)
  const [raw, reference] = [questionOf(record), referencesOf(record)]
  const last = turns.at(-1)
  const usage = usageOf(record)
  const latency = turns.reduce<number | undefined>(
    (sum, { completion: { latencyMs } }) =>
      sum === undefined || latencyMs === undefined ? undefined : sum + latencyMs,
    0,
  )
  const reasoning = turns.flatMap(({ completion }) => completion.reasoning ?? [])
  return {
    schema_version: scale.schemaVersion,
    evaluation_id: names.evaluationId,
    model_id: names.modelId,
    evaluation_name: names.evaluation,
    evaluation_result_id: names.resultId,
    sample_id: record.id,
    sample_hash: createHash('sha256').update(JSON.stringify({ raw, reference })).digest('hex'),
    interaction_type: isConversation ? 'multi_turn' : 'single_turn',
    input: {
      raw,
      reference,
      ...(typeof last?.prompt === 'string' && { formatted: last.prompt }),
    },
    ...(isConversation
      ? {
          output: null,
          messages: transcript.map(({ role, content, reasoning }, turn_idx) => ({
            ...{ turn_idx, role, content },
            ...(reasoning !== undefined && { reasoning_trace: reasoning }),
          })),
        }
      : {
          output: {
            raw: turns.map(({ completion }) => completion.text),
            ...(reasoning.length > 0 && { reasoning_trace: reasoning }),
          },
          messages: null,
        }),
    answer_attribution:
      score.answer === null
        ? []
        : [
            {
              turn_idx: isConversation ? transcript.length - 1 : 0,
              source: isConversation ? 'messages[turn_idx].content' : 'output.raw',
              extracted_value: score.answer,
              extraction_method: score.rule ?? 'exact_match',
              is_terminal: true,
            },
          ],
    evaluation: { score: score.value, is_correct: score.value === scale.most, num_turns: Math.max(1, turns.length) },
    ...(usage !== undefined && {
      token_usage: {
        input_tokens: usage.input,
        output_tokens: usage.output,
        total_tokens: usage.input + usage.output,
      },
    }),
    ...(latency !== undefined && turns.length > 0 && { performance: { latency_ms: latency } }),
    metadata: {
      repeat: String(record.repeat),
      ...(record.group !== undefined && { group: record.group }),
      ...(score.flaw !== undefined && { flaw: score.flaw }),
      ...(score.via !== undefined && { read_by: score.via }),
      ...(last !== undefined && { finish_reason: last.completion.finishReason }),
    },
  }
}
