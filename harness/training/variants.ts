/** Variants of the response to train on, as in arXiv:2504.09639, section 2.2. */
import { UsageError } from '../../results/errors.ts'
import type { ByteRange } from '../../results/store/read.ts'
import type { PlacedAnswer } from './answers.ts'
import { VARIANTS, type Variant } from './choices.ts'
import type { PromptRecord } from './prompt-file.ts'

/** One row of each training file. */
export interface Row {
  readonly record: PromptRecord
  readonly answer: PlacedAnswer
  /** Byte range of the summary's record; absent when the reasoning is not summarized. */
  readonly summary?: ByteRange
}

/** Texts that a row's response is made of. */
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

/** @throws UsageError for an unknown variant */
export function readVariants(names: string): Variant[] {
  const variants = [...new Set(names.split(',').map((name) => name.trim()))]
  const stray = variants.find((name) => !VARIANTS.includes(name as Variant))
  if (stray === undefined) return variants as Variant[]
  throw new UsageError(`--variants ${names}: unknown variant "${stray}"`, {
    hint: `Known variants: ${VARIANTS.join(', ')}.`,
  })
}
