/** What a model is trained to say: the variants of arXiv:2504.09639, section 2.2. */
import { UsageError } from '../../results/errors.ts'
import type { Answer } from './answers.ts'
import type { PromptRecord } from './prompt-file.ts'

export const VARIANTS = ['original', 'direct', 'think-summary'] as const
export type Variant = (typeof VARIANTS)[number]

/** One row of every training file. */
export interface Row {
  readonly record: PromptRecord
  readonly answer: Answer
  /** Where the thinking was summed up. */
  readonly summary?: string
}

const RESPONSES: Readonly<Record<Variant, (row: Row) => string>> = {
  original: ({ record }) => record.response ?? '',
  direct: ({ answer }) => answer.answer,
  'think-summary': ({ answer, summary = '' }) => `${summary}\n\n${answer.answer}`,
}

export const responseOf = (variant: Variant, row: Row): string => RESPONSES[variant](row)

/** @throws UsageError for a name that is none */
export function readVariants(names: string): Variant[] {
  const asked = [...new Set(names.split(',').map((name) => name.trim()))]
  const stray = asked.find((name) => !VARIANTS.includes(name as Variant))
  if (stray === undefined) return asked as Variant[]
  throw new UsageError(`--variants ${names}: "${stray}" is none`, { hint: `There are: ${VARIANTS.join(', ')}.` })
}
