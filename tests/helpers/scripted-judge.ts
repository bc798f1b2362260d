import { JudgeError } from '../../results/errors.ts'
import type { Completion } from '../../results/schema/schema.ts'
import { bracketRating } from '../../scorers/extract/rating/rating.ts'
import { BRACKET_RULES } from '../../scorers/extract/rating/rating-rules.ts'
import type { JudgePanel, JudgeQuestion } from '../../scorers/judge.ts'
import { judgeTemplate } from '../../scorers/judge-template.ts'
import type { JudgedOptions } from '../../scorers/judged.ts'

/** What a judge says: a text, a whole reply, or a failure. */
export type Said = string | Partial<Completion> | JudgeError

export const QUESTION_TEMPLATE = judgeTemplate({ name: 'plain', user: '{question} ⇒ {answer}' }, ['question', 'answer'])

/** Rates the last turn of an invented conversation. */
export const PLAIN_JUDGING: JudgedOptions = {
  rule: bracketRating,
  rules: BRACKET_RULES,
  reminder: 'Say [[n]].',
  turn: ({ turns }, replies) => ({
    template: 'plain',
    values: { question: turns[replies.length - 1] ?? '', answer: replies.at(-1) ?? '' },
  }),
}

interface PanelShape {
  readonly judges?: readonly string[]
  readonly regrades?: number
  readonly minimum?: number
}

/** A panel that says what it is told, and remembers what it was asked. */
export function scriptedPanel(
  says: (question: JudgeQuestion & { readonly judge: string }) => Said,
  { judges = ['j'], regrades = 1, minimum }: PanelShape = {},
) {
  const questions: (JudgeQuestion & { readonly judge: string })[] = []
  const panel: JudgePanel = {
    templates: new Map([['plain', QUESTION_TEMPLATE]]),
    regrades,
    minimum: minimum ?? judges.length,
    judges: judges.map((judge) => ({
      label: judge,
      async ask(question) {
        questions.push({ ...question, judge })
        const said = says({ ...question, judge })
        if (said instanceof JudgeError) throw said
        return { text: '', finishReason: 'stop', ...(typeof said === 'string' ? { text: said } : said) }
      },
    })),
  }
  return { panel, questions }
}
