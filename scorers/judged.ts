/** Ratings by judges: each turn gets one as soon as its answer is there, and a conversation their mean. */

import { defined } from '../results/defined.ts'
import { JudgeError } from '../results/errors.ts'
import type {
  Aggregate,
  Attempt,
  Completion,
  JudgeVerdict,
  Sample,
  Score,
  TurnRating,
  UpstreamReading,
} from '../results/schema/schema.ts'
import { mean } from '../results/statistics/sum.ts'
import { flawOf } from './extract/flaw.ts'
import type { RatingRule } from './extract/rating/rating.ts'
import { ratingRuleNamed } from './extract/rating/rating-rules.ts'
import { separateReasoning } from './extract/reasoning/reasoning.ts'
import { openingTagOf } from './extract/reasoning/unknown-tag.ts'
import { runOnIn } from './extract/run-on.ts'
import type { JudgePanel } from './judge.ts'
import type { Scorer } from './scorer.ts'
import { verdictOf } from './verdict.ts'

/** The values of a judge prompt's placeholders. */
export interface JudgedTurn {
  /** Name of the template. */
  readonly template: string
  readonly values: Readonly<Record<string, string>>
  /** What the judge is asked to rate apart; ratings of anything else are dropped. */
  readonly dimensions?: readonly string[]
}

export interface JudgedOptions {
  readonly rule: RatingRule
  /** Rules that `--rule` may choose. */
  readonly rules: readonly RatingRule[]
  /** Which template the last turn of a conversation is judged by, and the values of its placeholders. */
  readonly turn: (sample: Sample, replies: readonly string[]) => JudgedTurn
  readonly reminder: string
  /** Requests for one verdict; default 3. */
  readonly maxAttempts?: number
  /**
   * What becomes of a turn that no judge could rate. `unscored`: the sample has no score; `dropped`: the other turns still count;
   * a number: that is its rating.
   */
  readonly unreadable?: 'unscored' | 'dropped' | number
  /** Of ratings; default 1 to 10. */
  readonly range?: readonly [min: number, max: number]
  readonly aggregate?: Aggregate
  /** What the benchmark's authors make of the same verdicts. */
  readonly upstream?: UpstreamReading
}

const RANGE: readonly [number, number] = [1, 10]

export function judged(options: JudgedOptions): Scorer<'judge'> {
  const { rule, rules, turn: turnOf, reminder, maxAttempts = 3, unreadable = 'unscored', range = RANGE } = options
  const reading = { rule, beside: rules, maxAttempts, reminder }

  async function rate({ turns }: Attempt, sample: Sample, { judge }: { readonly judge: JudgePanel }) {
    const replies = turns.map(({ completion }) => shownToJudge(completion))
    const { template: name, values, dimensions } = turnOf(sample, replies)
    const template = judge.templates.get(name)
    if (template === undefined) throw new TypeError(`there is no judge template ${name}`)
    const prompt = template.fill(values)
    const asked = judge.judges.flatMap((one) =>
      Array.from({ length: judge.regrades }, (_, index) =>
        verdictOf(one, { sampleId: sample.id, turn: turns.length, regrade: index + 1, prompt }, reading),
      ),
    )
    const verdicts = (await Promise.all(asked)).map((verdict) => onlyAsked(verdict, dimensions))
    const rating =
      agreed(verdicts, judge.minimum) ?? (typeof unreadable === 'number' ? substitute(verdicts) : undefined)
    return {
      turn: turns.length,
      template: name,
      prompt,
      answerLength: replies.at(-1)?.length ?? 0,
      verdicts,
      ...defined({ rating }),
    }
  }

  /** Only for what was read and held no rating: a judge that could not be had is nobody's rating. */
  const substitute = (verdicts: readonly JudgeVerdict[]) =>
    verdicts.every(({ failure }) => failure?.kind === 'unreadable') ? (unreadable as number) : undefined

  return {
    name: 'judge',
    range: typeof unreadable === 'number' ? [Math.min(unreadable, range[0]), range[1]] : range,
    needs: ['judge'],
    rule: rule.name,
    ...(options.aggregate && { aggregate: options.aggregate }),
    ...(options.upstream && options.upstream.rule !== rule.name && { upstream: options.upstream }),
    withRule: (other) => judged({ ...options, rule: ratingRuleNamed(other, rules) }),
    rate,
    async score({ turns }, _sample, _resources, ratings = []): Promise<Score> {
      const rated = ratings.flatMap(({ rating }) => rating ?? [])
      if (rated.length === 0 || (rated.length < turns.length && unreadable !== 'dropped')) throw unrated(ratings)
      const replies = turns.map(({ completion }) => ({ completion, reply: separateReasoning(completion) }))
      const flaw = replies.map(({ completion, reply }) => flawOf(completion, reply)).find(Boolean)
      const runOn = replies.map(({ reply }) => runOnIn(reply, 'tokens')).find(Boolean)
      const openingTag = replies.map(({ completion, reply }) => openingTagOf(completion, reply)).find(Boolean)
      return {
        value: mean(rated),
        answer: ratings.map(({ rating }) => rating ?? '–').join(', '),
        rule: rule.name,
        ...defined({ flaw }),
        ...(runOn && { runOn }),
        ...(openingTag && { openingTag }),
      }
    },
  }
}

/** What the model said, without its thinking; a refusal counts as its answer. */
export function shownToJudge(completion: Completion): string {
  const { text, refusal } = completion
  if (text === '' && refusal !== undefined) return refusal
  const { answer } = separateReasoning(completion)
  return answer === text ? text : answer.trim()
}

/** Judges make up dimensions of their own, out of the texts before them. */
function onlyAsked(verdict: JudgeVerdict, asked: readonly string[] | undefined): JudgeVerdict {
  const { dimensions, ...rest } = verdict
  if (dimensions === undefined) return verdict
  const kept = Object.entries(dimensions).filter(([name]) => asked === undefined || asked.includes(name))
  return kept.length === 0 ? rest : { ...rest, dimensions: Object.fromEntries(kept) }
}

/** The mean over judges of the mean over their verdicts. @returns undefined where too few judges could be read */
function agreed(verdicts: readonly JudgeVerdict[], minimum: number): number | undefined {
  const byJudge = [...Map.groupBy(verdicts, ({ judge }) => judge).values()].flatMap((own) => {
    const ratings = own.flatMap(({ rating }) => rating ?? [])
    return ratings.length === 0 ? [] : mean(ratings)
  })
  return byJudge.length === 0 || byJudge.length < minimum ? undefined : mean(byJudge)
}

function unrated(ratings: readonly TurnRating[]): JudgeError {
  const failures = ratings
    .filter(({ rating }) => rating === undefined)
    .flatMap(({ turn, verdicts }) => verdicts.flatMap(({ failure }) => (failure ? [{ turn, ...failure }] : [])))
  const words = failures.map(({ turn, message }) => (ratings.length > 1 ? `turn ${turn}: ${message}` : message))
  return new JudgeError(words.join('; ') || 'no verdict', { tooLong: failures.some(({ kind }) => kind === 'too-long') })
}
