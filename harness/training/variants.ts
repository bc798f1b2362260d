/** What a model is trained to say: the variants of arXiv:2504.09639, section 2.2. */
import { UsageError } from '../../results/errors.ts'
import type { Place } from '../../results/store/read.ts'
import type { PlacedAnswer } from './answers.ts'
import type { PromptRecord } from './prompt-file.ts'

export const VARIANTS = ['original', 'direct', 'think-summary'] as const
export type Variant = (typeof VARIANTS)[number]

/** One row of every training file. */
export interface Row {
  readonly record: PromptRecord
  readonly answer: PlacedAnswer
  /** Where the summary of the thinking stands; absent where the thinking stays as it is. */
  readonly summary?: Place
}

/** What a row is made of. */
export interface RowTexts {
  readonly original?: string
  readonly answer: string
  readonly summary?: string
}

const RESPONSES: Readonly<Record<Variant, (texts: RowTexts) => string>> = {
  original: ({ original = '' }) => original,
  direct: ({ answer }) => answer,
  'think-summary': ({ answer, summary = '' }) => `${summary}\n\n${answer}`,
}

export const responseOf = (variant: Variant, texts: RowTexts): string => RESPONSES[variant](texts)

/** @throws UsageError for a name that is none */
export function readVariants(names: string): Variant[] {
  const asked = [...new Set(names.split(',').map((name) => name.trim()))]
  const stray = asked.find((name) => !VARIANTS.includes(name as Variant))
  if (stray === undefined) return asked as Variant[]
  throw new UsageError(`--variants ${names}: "${stray}" is none`, { hint: `There are: ${VARIANTS.join(', ')}.` })
}
