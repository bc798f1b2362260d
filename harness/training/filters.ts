/** What is asked of prompts and answers beside being right. */
import { UsageError } from '../../results/errors.ts'
import type { Drop } from './exclusion-reasons.ts'
import { mayBeIn } from './language.ts'

export interface LengthRange {
  readonly min: number
  readonly max: number
}

export interface Filters {
  /** In characters. */
  readonly promptLength?: LengthRange
  readonly answerLength?: LengthRange
  /** Of prompts and answers. */
  readonly languages?: ReadonlySet<string>
  readonly keepRefusals: boolean
  readonly answerFormat?: RegExp
}

export function checkPrompt(prompt: string, { promptLength, languages }: Filters): Drop | undefined {
  if (!isWithin(prompt, promptLength)) return { reason: 'prompt-length', detail: `${prompt.length} characters` }
  return languages === undefined || mayBeIn(prompt, languages) ? undefined : { reason: 'prompt-language' }
}

export function checkAnswer(answer: string, filters: Filters): Drop | undefined {
  const { answerFormat, answerLength, languages, keepRefusals } = filters
  if (!keepRefusals && isRefusal(answer)) return { reason: 'refused' }
  if (answerFormat !== undefined && !answerFormat.test(answer)) return { reason: 'answer-format' }
  if (!isWithin(answer, answerLength)) return { reason: 'answer-length', detail: `${answer.length} characters` }
  return languages === undefined || mayBeIn(answer, languages) ? undefined : { reason: 'answer-language' }
}

const isWithin = ({ length }: string, range: LengthRange | undefined) =>
  range === undefined || (length >= range.min && length <= range.max)

/** @throws UsageError for anything but `20-4000`, `20-` or `-4000` */
export function readLengths(flag: string, text: string): LengthRange {
  const [, min, max] = /^(\d*)-(\d*)$/.exec(text) ?? []
  const range = { min: Number(min || 0), max: max ? Number(max) : Number.POSITIVE_INFINITY }
  if (max !== undefined && text !== '-' && range.min <= range.max) return range
  throw new UsageError(`${flag} ${text}: no range of characters`, { hint: `Write ${flag} 20-4000, 20- or -4000.` })
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  boxed: /\\boxed\s*\{/,
  hashes: /^####\s*\S/m,
  code: /^```[\s\S]*^```/m,
}

/** @throws UsageError for what is neither a name nor a pattern */
export function readFormat(text: string): RegExp {
  const known = Object.hasOwn(FORMATS, text) ? FORMATS[text] : undefined
  return known ?? readPattern('--answer-format', text, `Names are: ${Object.keys(FORMATS).join(', ')}. `)
}

/** @throws UsageError for anything but `/…/` with the flags that JavaScript knows */
export function readPattern(flag: string, text: string, names = ''): RegExp {
  const [, source, flags] = /^\/([\s\S]+)\/([imsu]*)$/.exec(text) ?? []
  const hint = `${names}A pattern stands between slashes, as in ${flag} '/^Answer: /m'.`
  if (source === undefined)
    throw new UsageError(`${flag} ${text}: ${names === '' ? '' : 'neither a name nor '}a pattern is needed`, { hint })
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new UsageError(`${flag} ${text}: ${(error as Error).message}`, { cause: error, hint })
  }
}

/** How models begin when they will not answer; longer answers may begin so and go on to answer. */
const REFUSAL =
  /^\W*(?:(?:I['’]m|I am) (?:very |really |so )?sorry\b[^.!\n]{0,40}?,? but\b|(?:I['’]m|I am) (?:unable|not able|not allowed) to (?:help|assist|answer|provide|comply)|I (?:can['’]?t|cannot|can not|won['’]t|will not) (?:help|assist|answer|provide|comply|fulfil|do that)|As an AI\b[^.\n]{0,60}\b(?:cannot|can['’]t|unable)|Sorry,? (?:but )?I (?:can['’]?t|cannot)|(?:很?抱歉|对不起)[，,]?\s*(?:但?我)?(?:无法|不能|没有办法)|我(?:无法|不能)(?:回答|提供|帮助|协助|满足))/i
const LONGEST_REFUSAL = 600

const isRefusal = (answer: string) => answer.length <= LONGEST_REFUSAL && REFUSAL.test(answer)
