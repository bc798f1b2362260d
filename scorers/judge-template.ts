/** Judge prompts with placeholders, as in Python's `str.format`: `{answer}`, and `{{` for a brace. */
import { DatasetError } from '../results/errors.ts'
import type { Message } from '../results/schema/schema.ts'

export interface TemplateText {
  readonly name: string
  /** Absent: one user message, and nothing before it. */
  readonly system?: string
  readonly user: string
}

export interface JudgeTemplate extends TemplateText {
  /** Fills every placeholder in one pass: values are inserted as they are. @throws TypeError for a value that is not there */
  fill(values: Readonly<Record<string, string>>): Message[]
}

const TOKEN = /\{\{|\}\}|\{(\w+)\}/g

/**
 * @param placeholders those that must be in the user's text; there may be no others
 * @throws DatasetError naming the template and what it lacks, or has and should not
 */
export function judgeTemplate(text: TemplateText, placeholders: readonly string[]): JudgeTemplate {
  const { name, system, user } = text
  const found = new Set([...user.matchAll(TOKEN)].flatMap(([, placeholder]) => placeholder ?? []))
  const missing = placeholders.find((placeholder) => !found.has(placeholder))
  const form = `It needs ${placeholders.map((placeholder) => `{${placeholder}}`).join(', ')}; a plain brace is written twice.`
  if (missing !== undefined) throw new DatasetError(`judge template ${name}: has no {${missing}}`, { hint: form })
  const unknown = [...found].find((placeholder) => !placeholders.includes(placeholder))
  if (unknown !== undefined) {
    throw new DatasetError(`judge template ${name}: nothing is known to put in place of {${unknown}}`, { hint: form })
  }
  return {
    ...text,
    fill: (values) => [
      ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
      {
        role: 'user' as const,
        content: user.replace(TOKEN, (token, placeholder) => filled(token, placeholder, values)),
      },
    ],
  }
}

function filled(token: string, placeholder: string | undefined, values: Readonly<Record<string, string>>): string {
  if (placeholder === undefined) return token.slice(1)
  const value = Object.hasOwn(values, placeholder) ? values[placeholder] : undefined
  if (value === undefined) throw new TypeError(`nothing to put in place of {${placeholder}}`)
  return value
}
