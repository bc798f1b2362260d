/** One judge's verdict on one turn: requested, read, and requested again if no rating can be read. */
import { JudgeError } from '../results/errors.ts'
import type { Completion, JudgeAttempt, JudgeVerdict, Message } from '../results/schema/schema.ts'
import type { RatingReading, RatingRule } from './extract/rating/rating.ts'
import { separateReasoning } from './extract/reasoning/reasoning.ts'
import type { Judge, JudgeQuestion } from './judge.ts'

export interface Reading {
  /** The one that makes the rating. */
  readonly rule: RatingRule
  /** Those whose readings of the first reply are kept beside it. */
  readonly beside: readonly RatingRule[]
  /** Requests for one verdict, the first among them. */
  readonly maxAttempts: number
  /** What a judge is told whose reply had no rating. */
  readonly reminder: string
}

/**
 * A reply that was cut at its token limit is no verdict unless the whole form comes before the cut: it is requested again.
 *
 * @throws only what `judge.heard` throws: what the judge says, and that no reply was received, is told by the verdict
 */
export async function verdictOf(
  judge: Judge,
  question: Omit<JudgeQuestion, 'attempt'>,
  reading: Reading,
): Promise<JudgeVerdict> {
  const verdict = await askedFor(judge, question, reading)
  judge.heard?.(verdict)
  return verdict
}

async function askedFor(
  judge: Judge,
  question: Omit<JudgeQuestion, 'attempt'>,
  reading: Reading,
): Promise<JudgeVerdict> {
  const { rule, maxAttempts } = reading
  const attempts: JudgeAttempt[] = []
  const facts = () => ({ judge: judge.label, regrade: question.regrade, attempts, rule: rule.name })
  try {
    while (attempts.length < maxAttempts) {
      const reminder = attempts.length === 0 ? undefined : reminderFor(reading, attempts.length)
      const completion = await judge.ask({
        ...question,
        attempt: attempts.length + 1,
        prompt: withReminder(question.prompt, reminder),
      })
      attempts.push({ ...(reminder !== undefined && { reminder }), completion })
      const found = readBy(rule, completion)
      if (found !== null) return { ...facts(), ...found, ...readings(reading, attempts) }
    }
  } catch (error) {
    if (!(error instanceof JudgeError)) throw error
    const kind = error.tooLong ? 'too-long' : 'no-reply'
    return { ...facts(), ...readings(reading, attempts), failure: { kind, message: error.message } }
  }
  const message = `no rating in ${attempts.length === 1 ? 'the reply' : `${attempts.length} replies`} of ${judge.label}`
  return { ...facts(), ...readings(reading, attempts), failure: { kind: 'unreadable', message } }
}

/** Numbered, so that no request is like the one before: equal requests may get equal replies. */
const reminderFor = ({ reminder }: Reading, replies: number) => (replies === 1 ? reminder : `${reminder} (${replies})`)

/** The prompt as it is sent with a reminder: at the end of what the user says. */
export function withReminder(prompt: readonly Message[], reminder: string | undefined): readonly Message[] {
  const last = prompt.at(-1)
  if (reminder === undefined || last === undefined) return prompt
  return [...prompt.slice(0, -1), { ...last, content: `${last.content}\n\n${reminder}` }]
}

function readBy(rule: RatingRule, completion: Completion): RatingReading | null {
  if (rule.reads === 'raw') return rule.read(completion.text)
  return rule.read(separateReasoning(completion).answer, completion.finishReason === 'length')
}

/** What each rule makes of the first reply, which is all that upstream programs ever see. */
function readings({ rule, beside }: Reading, [first]: readonly JudgeAttempt[]): Pick<JudgeVerdict, 'readings'> {
  if (first === undefined) return {}
  const rules = [rule, ...beside.filter((other) => other !== rule)]
  return {
    readings: Object.fromEntries(rules.map((one) => [one.name, readBy(one, first.completion)?.rating ?? null])),
  }
}
