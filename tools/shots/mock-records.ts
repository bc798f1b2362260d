/** Records of a mock run: who is right where, and what went wrong besides. */
import type { SampleRecord, TurnRating } from '../../results/schema/schema.ts'
import { drawn, type MockQuestion } from './mock-texts.ts'

export interface MockBenchmark {
  readonly name: string
  readonly samples: number
  readonly metric: string
  readonly range: [number, number]
  readonly question: (at: number) => MockQuestion
  readonly kind: 'exact' | 'program' | 'choice' | 'rated'
  readonly isProtected?: true
  /** Share of right answers, or the mean rating on a scale of 0 to 1, of the baseline. */
  readonly level: number
}

/** How much better than the baseline each is, by benchmark, as a share of the scale. */
export const MODELS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  base: {},
  'sft-direct': { gsm8k: 0.052, humaneval: -0.14, 'gpqa-diamond': 0.02, 'mt-bench': 0.05, alignbench: 0.012 },
  'sft-think': { gsm8k: 0.088, humaneval: 0.03, 'gpqa-diamond': 0.01, 'mt-bench': -0.02, alignbench: -0.045 },
}

/** Samples fall alike for all models unless the draw says otherwise: models of one family agree on most. */
export function recordOf(benchmark: MockBenchmark, model: string, at: number): SampleRecord {
  const { name, kind, level, range, question } = benchmark
  const { prompt, target, group, reply, ...task } = question(at)
  const chance = Math.min(0.98, Math.max(0.02, level + (MODELS[model]?.[name] ?? 0)))
  const isRight =
    drawn('own', name, model, at) < 0.75 ? drawn('shared', name, at) < chance : drawn(name, model, at) < chance
  const { text, answer, mark } = reply(isRight, model)
  const isCut = kind !== 'rated' && !isRight && drawn('cut', name, model, at) < (model === 'sft-think' ? 0.12 : 0.02)
  const ranOn = kind === 'exact' && drawn('run-on', model, at) < (model === 'sft-direct' ? 0.03 : 0.002)
  const said = isCut
    ? text.slice(0, Math.ceil(text.length / 2))
    : ranOn
      ? `${text}\n\nQuestion: How many are left?`
      : text
  const tokens = Math.round(said.length / 3.6) + (model === 'sft-think' ? 90 : 0)
  const from = isCut ? -1 : said.lastIndexOf(answer)
  const marked = mark === undefined || isCut ? -1 : said.lastIndexOf(mark)
  const rating = rated(range, isRight, name, model, at)
  const turn = {
    prompt: [{ role: 'user' as const, content: prompt }],
    completion: {
      text: said,
      ...(model === 'sft-think' && { reasoning: `The question asks for one thing; ${said.split('\n')[0] ?? ''}` }),
      finishReason: isCut ? ('length' as const) : ('stop' as const),
      usage: { inputTokens: Math.round(prompt.length / 4), outputTokens: tokens },
      latencyMs: Math.round(tokens * (9 + 6 * drawn('ms', name, model, at))),
    },
  }
  const record: SampleRecord = {
    ...{ schemaVersion: 1, id: `${name}/${at}`, repeat: 1 },
    ...(target !== undefined && { target }),
    ...(group !== undefined && { group }),
    ...(kind === 'program' && {
      program: { language: 'python', prompt, ...(task as { entryPoint: string; tests: string }) },
    }),
    outcome: {
      kind: 'scored',
      score: {
        value: kind === 'rated' ? rating : isRight && !isCut ? 1 : 0,
        answer: kind === 'rated' ? String(rating) : isCut ? null : answer,
        ...(kind === 'exact' && { rule: 'number', via: 'hashes' }),
        ...(isCut && { flaw: 'truncated' }),
        ...(from >= 0 && kind !== 'rated' && { span: [from, from + answer.length] }),
        ...(marked >= 0 && mark !== undefined && { mark: [marked, marked + mark.length] }),
        ...(ranOn && !isCut && { runOn: { at: text.length + 2, mark: 'Question:', leaked: false, ranOn: true } }),
        ...(kind === 'program' && {
          verdict:
            isRight && !isCut
              ? { outcome: 'passed', detail: '', wallMs: 21 }
              : {
                  outcome: isCut ? 'no-code' : 'failed',
                  detail: isCut
                    ? ''
                    : 'Traceback (most recent call last):\n  File "<program>", line 9, in check\n    assert candidate([1, 2, 3], 1) == [2, 3, 1]\nAssertionError',
                  wallMs: 18,
                },
        }),
      },
    },
    attempt: { turns: [turn] },
    ...(kind === 'rated' && { ratings: [ratingOf(rating, isRight)] }),
  }
  return drawn('lost reply', name, model, at) < 0.0012 ? withoutScore(record) : record
}

function withoutScore(record: SampleRecord): SampleRecord {
  const error = { message: 'the server answered 503 Service Unavailable', status: 503, tries: 9 }
  return { ...record, outcome: { kind: 'unscored', reason: 'model-error', error }, attempt: { turns: [] } }
}

function rated([low, high]: [number, number], isRight: boolean, name: string, model: string, at: number): number {
  const middle = low + (high - low) * (isRight ? 0.75 : 0.35)
  return Math.min(high, Math.max(low, Math.round(middle + 3 * (drawn('rating', name, model, at) - 0.5))))
}

function ratingOf(rating: number, isRight: boolean): TurnRating {
  const text = isRight
    ? `The answer is clear, keeps to the form that was asked for, and its list adds to the text. It could be more specific.\n\nRating: [[${rating}]]`
    : `The answer repeats itself and tells the reader next to nothing. It ignores the limit of two paragraphs.\n\nRating: [[${rating}]]`
  const completion = { text, finishReason: 'stop' as const, usage: { inputTokens: 600, outputTokens: 60 } }
  return {
    turn: 1,
    template: 'single',
    prompt: [],
    answerLength: 300,
    verdicts: [{ judge: 'judge-70b', regrade: 1, attempts: [{ completion }], rating, rule: 'rating' }],
    rating,
  }
}
