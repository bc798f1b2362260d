/** Uses a model as a judge. Verdicts that already exist are not requested again. */
import { JudgeError, ModelError } from '../../results/errors.ts'
import type { Completion, Generation, JudgeFacts, JudgeReply, TurnRating } from '../../results/schema/schema.ts'
import type { PartialProgress } from '../../results/store/partial-log.ts'
import { cutAtStop } from '../../scorers/extract/stops.ts'
import type { JudgePanel, JudgeQuestion } from '../../scorers/judge.ts'
import { withReminder } from '../../scorers/verdict.ts'
import { hashFacts } from '../lib/hash.ts'
import type { Model } from '../models/model.ts'
import type { ReadingLimit } from './reading-limit.ts'

/** A judge panel with the facts for the manifest. */
export interface OpenPanel extends JudgePanel {
  readonly facts: JudgeFacts
  readonly members: readonly PanelMember[]
  /** Best number of verdict requests in flight. */
  capacity(): number
}

export interface PanelMember {
  readonly model: Model
  readonly generation: Generation
  /** Absent when no request is sent. */
  readonly limit?: ReadingLimit
}

/**
 * @throws JudgeError when no reply was received for this turn, ModelError when no request can succeed
 */
export async function askJudge(
  { model, generation }: PanelMember,
  { sampleId, regrade, prompt }: JudgeQuestion,
  signal?: AbortSignal,
): Promise<Completion> {
  // The judge has a single turn of its own; the repeat distinguishes regrades in a cache.
  const trial = { sampleId, repeat: regrade, turn: 1 }
  try {
    return cutAtStop(await model.complete({ prompt: [...prompt], generation, trial }, signal), generation.stop)
  } catch (error) {
    if (!(error instanceof ModelError) || error.fatal) throw error
    throw new JudgeError(`the judge ${model.facts.label}: ${error.message}`, { cause: error, tooLong: error.tooLong })
  }
}

export interface KnownReplies extends Pick<PartialProgress, 'replies' | 'ratings'> {
  /** Whether verdicts without a rating count too; otherwise they are requested again. */
  readonly all?: true
}

export interface TrialOptions {
  /** Replies from an earlier session, or from the run that is rescored. */
  readonly known?: KnownReplies | undefined
  /** Stores each reply, before it is parsed. */
  readonly keep?: ((reply: JudgeReply) => Promise<void>) | undefined
  readonly signal?: AbortSignal | undefined
  /** Holds each request while it is in flight. */
  readonly underWay?: Set<Promise<unknown>>
}

/** Waits for requests whose caller gave up: their replies are paid for, and are kept. */
export async function allOver(underWay: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled([...underWay])
}

/** The panel for one trial: known verdicts are not requested again, and new ones are stored. */
export function panelForTrial(panel: OpenPanel, { known, keep, signal, underWay }: TrialOptions): JudgePanel {
  const replies = knownReplies(known)
  return {
    ...panel,
    judges: panel.members.map((member) => {
      const judge = member.model.facts.label
      const fresh = new WeakSet<Completion>()
      async function ask(question: JudgeQuestion): Promise<Completion> {
        const prompt = hashFacts(question.prompt)
        const found = replies.get(verdictKey({ judge, regrade: question.regrade, prompt }))
        if (found !== undefined) return found
        if (question.attempt === 1) await member.limit?.admit()
        const asked = askJudge(member, question, signal).then(async (completion) => {
          fresh.add(completion)
          await keep?.({ judge, regrade: question.regrade, prompt, completion })
          return completion
        })
        underWay?.add(asked)
        return asked.finally(() => underWay?.delete(asked))
      }
      return {
        label: judge,
        ask: (question) => marked(ask(question)),
        heard(verdict) {
          const [first] = verdict.attempts
          if (first !== undefined && !fresh.has(first.completion)) return
          try {
            member.limit?.heard(verdict)
          } catch (error) {
            throw mark(error)
          }
        },
      }
    }),
  }
}

const judgeFailures = new WeakSet<ModelError>()

/** Whether a judge ended the run, and not the model being judged. */
export const isJudgeFailure = (error: ModelError): boolean => judgeFailures.has(error)

function mark(error: unknown): unknown {
  if (error instanceof ModelError) judgeFailures.add(error)
  return error
}

const marked = <Reply>(reply: Promise<Reply>): Promise<Reply> =>
  reply.catch((error: unknown) => {
    throw mark(error)
  })

/** Replies by judge, regrade and prompt. */
function knownReplies(known: TrialOptions['known']): ReadonlyMap<string, Completion> {
  const replies = new Map<string, Completion>()
  for (const reply of known?.replies ?? []) replies.set(verdictKey(reply), reply.completion)
  for (const rating of known?.ratings ?? []) {
    for (const reply of repliesOf(rating, known?.all === true)) replies.set(verdictKey(reply), reply.completion)
  }
  return replies
}

function repliesOf({ prompt, verdicts }: TurnRating, all: boolean): JudgeReply[] {
  return verdicts
    .filter(({ rating }) => all || rating !== undefined)
    .flatMap(({ judge, regrade, attempts }) =>
      attempts.map(({ reminder, completion }) => ({
        judge,
        regrade,
        prompt: hashFacts(withReminder(prompt, reminder)),
        completion,
      })),
    )
}

const verdictKey = ({ judge, regrade, prompt }: Omit<JudgeReply, 'completion'>) => `${judge} ${regrade} ${prompt}`
