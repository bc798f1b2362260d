/** Replies rated by a judge, with a template of the user's own. */
import { isAbsolute, join } from 'node:path'
import { DatasetError } from '../../../results/errors.ts'
import { scaledRating } from '../../../scorers/extract/rating/scaled-rating.ts'
import { judgeTemplate } from '../../../scorers/judge-template.ts'
import { judged } from '../../../scorers/judged.ts'
import { readOwnFile } from '../../data/own-files.ts'
import type { JudgeSettings } from '../declaration.ts'
import { asTargets, type OwnScore } from '../score.ts'
import { fieldAt, fieldError, type Source } from '../source.ts'

const NAME = 'own'
const KEYS = ['score', 'judge', 'template']
const KNOWN = ['answer', 'prompt', 'conversation', 'target', 'rubric']

/** @throws UsageError for a template that cannot be used, and a scale beyond what is read */
export async function judgeScore(settings: JudgeSettings, hasTarget: boolean, source: Source): Promise<OwnScore> {
  const [min, max] = settings.scale ?? [1, 10]
  if (min < 1 || max > 10 || min >= max) {
    throw fieldError(
      source,
      ['score', 'judge', 'scale'],
      `is ${min} to ${max}`,
      'Ratings are read from 1 to 10: write such as scale: [1, 5].',
    )
  }
  const rubric =
    settings.rubric === undefined ? undefined : fieldAt(source, ['score', 'judge', 'rubric'], settings.rubric)
  const form = `End with your rating on a scale of ${min} to ${max} in exactly this form: Rating: [[${Math.floor((min + max) / 2)}]]`
  const text = await templateText(settings.template, source)
  const known = KNOWN.filter((name) => (name !== 'target' || hasTarget) && (name !== 'rubric' || rubric !== undefined))
  const templates = (user: string) => {
    const used = known.filter((name) => name === 'answer' || user.includes(`{${name}}`))
    return [judgeTemplate({ name: NAME, user: user.includes('[[') ? user : `${user.trimEnd()}\n\n${form}` }, used)]
  }
  try {
    templates(text)
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    throw fieldError(
      source,
      KEYS,
      error.message,
      `It needs {answer}, and may have ${placeholders(known)}; a plain brace is written twice.`,
    )
  }
  const rule = scaledRating([min, max])
  return {
    scorer: judged({
      rule,
      rules: [rule],
      range: [min, max],
      reminder: `Your last reply held no rating that could be read. ${form}`,
      turn: ({ turns, target = '', rubric: criteria = '' }, replies) => ({
        template: NAME,
        values: {
          answer: replies.at(-1) ?? '',
          prompt: turns[replies.length - 1] ?? '',
          conversation: replies.map((reply, at) => `User: ${turns[at]}\n\nAssistant: ${reply}`).join('\n\n'),
          target,
          rubric: criteria,
        },
      }),
    }),
    metric: 'rating',
    ...(rubric && { fields: [rubric] }),
    target: 'optional',
    judging: {
      template: { file: source.path, path: source.path, license: 'your own' },
      text,
      templates,
      generation: { temperature: 0, maxTokens: 2048 },
    },
    decisive: text,
    draft: (targets, _row, fill) => ({ ...asTargets(targets), ...(rubric && { rubric: fill(rubric) }) }),
  }
}

const placeholders = (known: readonly string[]) =>
  known
    .filter((name) => name !== 'answer')
    .map((name) => `{${name}}`)
    .join(', ')

/** The name of a file has neither a placeholder nor a line end. */
async function templateText(template: string, source: Source): Promise<string> {
  if (/[{\n]/.test(template)) return template
  const path = isAbsolute(template) ? template : join(source.folder, template)
  try {
    return await readOwnFile(path)
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    throw fieldError(
      source,
      KEYS,
      error.message,
      'A template has {answer} in it; without a brace it is the name of a file.',
    )
  }
}
