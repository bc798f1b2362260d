/** A model as a judge: asked for verdicts, and never for one that is there already. */
import { JudgeError, ModelError } from '../../results/errors.ts'
import type { Completion, Generation, JudgeFacts, JudgeReply, TurnRating } from '../../results/schema/schema.ts'
import type { PartialProgress } from '../../results/store/partial-log.ts'
import { cutAtStop } from '../../scorers/extract/stops.ts'
import type { JudgePanel, JudgeQuestion } from '../../scorers/judge.ts'
import { withReminder } from '../../scorers/verdict.ts'
import { hashFacts } from '../lib/hash.ts'
import type { Model } from '../models/model.ts'
import type { ReadingLimit } from './reading-limit.ts'

/** What the manifest has to know beside what scorers need. */
export interface OpenPanel extends JudgePanel {
  readonly facts: JudgeFacts
  readonly members: readonly PanelMember[]
  /** How many verdicts are best asked for at once. */
  capacity(): number
}

export interface PanelMember {
  readonly model: Model
  readonly generation: Generation
  /** Absent where nothing is asked. */
  readonly limit?: ReadingLimit
}

/**
 * @throws JudgeError when no reply could be had for this turn, ModelError when none can be had at all
 */
export async function askJudge(
  { model, generation }: PanelMember,
  { sampleId, regrade, prompt }: JudgeQuestion,
  signal?: AbortSignal,
): Promise<Completion> {
  // The turn is the conversation's, not the judge's, which is asked but once; the repeat tells regrades apart in a cache.
  const trial = { sampleId, repeat: regrade, turn: 1 }
  try {
    return cutAtStop(await model.complete({ prompt: [...prompt], generation, trial }, signal), generation.stop)
  } catch (error) {
    if (!(error instanceof ModelError) || error.fatal) throw error
    throw new JudgeError(`the judge ${model.facts.label}: ${error.message}`, { cause: error, tooLong: error.tooLong })
  }
}

interface KnownReplies extends Pick<PartialProgress, 'replies' | 'ratings'> {
  /** Those of verdicts without a rating as well; otherwise these are asked for afresh. */
  readonly all?: true
}

export interface TrialOptions {
  /** Replies of an earlier sitting, or of the run that is scored again. */
  readonly known?: KnownReplies | undefined
  /** Told of each reply, before it is read. */
  readonly keep?: ((reply: JudgeReply) => Promise<void>) | undefined
  readonly signal?: AbortSignal | undefined
  /** Gets each request for as long as it is under way. */
  readonly underWay?: Set<Promise<unknown>>
}

/** Waits for requests that somebody else no longer waits for: their replies are paid, and kept. */
export async function allOver(underWay: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (underWay.size > 0) await Promise.allSettled([...underWay])
}

/** The panel for one trial: what is known is not asked again, what is asked is kept. */
export function panelForTrial(panel: OpenPanel, { known, keep, signal, underWay }: TrialOptions): JudgePanel {
  const replies = knownReplies(known)
  return {
    ...panel,
    judges: panel.members.map((member) => {
      const judge = member.model.facts.label
      const fresh = new WeakSet<Completion>()
      return {
        label: judge,
        async ask(question) {
          const prompt = hashFacts(question.prompt)
          const found = replies.get(keyOf({ judge, regrade: question.regrade, prompt }))
          if (found !== undefined) return found
          if (question.attempt === 1) await member.limit?.admit()
          const asked = askJudge(member, question, signal).then(async (completion) => {
            fresh.add(completion)
            await keep?.({ judge, regrade: question.regrade, prompt, completion })
            return completion
          })
          underWay?.add(asked)
          return asked.finally(() => underWay?.delete(asked))
        },
        heard(verdict) {
          const [first] = verdict.attempts
          if (first === undefined || fresh.has(first.completion)) member.limit?.heard(verdict)
        },
      }
    }),
  }
}

/** Replies by who gave them to what. */
function knownReplies(known: TrialOptions['known']): ReadonlyMap<string, Completion> {
  const replies = new Map<string, Completion>()
  for (const reply of known?.replies ?? []) replies.set(keyOf(reply), reply.completion)
  for (const rating of known?.ratings ?? []) {
    for (const reply of repliesOf(rating, known?.all === true)) replies.set(keyOf(reply), reply.completion)
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

const keyOf = ({ judge, regrade, prompt }: Omit<JudgeReply, 'completion'>) => `${judge} ${regrade} ${prompt}`
