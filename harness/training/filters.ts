/** Filters on the length, language and format of prompts and answers. */
import { UsageError } from '../../results/errors.ts'
import type { Exclusion } from './exclusion-reasons.ts'
import { mayBeIn } from './language.ts'

export interface LengthRange {
  readonly min: number
  readonly max: number
}

export interface Filters {
  /** In characters. */
  readonly promptLength?: LengthRange
  readonly answerLength?: LengthRange
  /** Allowed languages of prompts and answers. Absent: any. */
  readonly languages?: ReadonlySet<string>
  readonly keepRefusals: boolean
  readonly answerFormat?: RegExp
}

export function checkPrompt(prompt: string, { promptLength, languages }: Filters): Exclusion | undefined {
  if (!isWithin(prompt, promptLength)) return { reason: 'prompt-length', detail: `${prompt.length} characters` }
  return languages === undefined || mayBeIn(prompt, languages) ? undefined : { reason: 'prompt-language' }
}

export function checkAnswer(answer: string, filters: Filters): Exclusion | undefined {
  const { answerFormat, answerLength, languages, keepRefusals } = filters
  if (!keepRefusals && isRefusal(answer)) return { reason: 'refused' }
  if (answerFormat !== undefined && !answerFormat.test(answer)) return { reason: 'answer-format' }
  if (!isWithin(answer, answerLength)) return { reason: 'answer-length', detail: `${answer.length} characters` }
  return languages === undefined || mayBeIn(answer, languages) ? undefined : { reason: 'answer-language' }
}

const isWithin = ({ length }: string, range: LengthRange | undefined) =>
  range === undefined || (length >= range.min && length <= range.max)

/**
 * Parses a range of lengths in characters: `20-4000`, `20-` or `-4000`, both ends included.
 *
 * @throws UsageError for other text
 */
export function readLengths(flag: string, text: string): LengthRange {
  const [, min, max] = /^(\d*)-(\d*)$/.exec(text) ?? []
  const range = { min: Number(min || 0), max: max ? Number(max) : Number.POSITIVE_INFINITY }
  if (max !== undefined && text !== '-' && range.min <= range.max) return range
  throw new UsageError(`${flag} ${text}: not a range of characters`, { hint: `Write ${flag} 20-4000, 20- or -4000.` })
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  boxed: /\\boxed\s*\{/,
  hashes: /^####\s*\S/m,
  code: /^```[\s\S]*^```/m,
}

/** Parses the name of a format or a `/pattern/`. @throws UsageError for other text */
export function readFormat(text: string): RegExp {
  const known = Object.hasOwn(FORMATS, text) ? FORMATS[text] : undefined
  return known ?? readPattern('--answer-format', text, `Known names: ${Object.keys(FORMATS).join(', ')}. `)
}

/** Parses a regular expression between slashes, with the flags i, m, s and u. @throws UsageError for other text */
export function readPattern(flag: string, text: string, names = ''): RegExp {
  const [, source, flags] = /^\/([\s\S]+)\/([imsu]*)$/.exec(text) ?? []
  const hint = `${names}Write a pattern between slashes, as in ${flag} '/^Answer: /m'.`
  if (source === undefined)
    throw new UsageError(`${flag} ${text}: ${names === '' ? '' : 'unknown name, and '}not a /pattern/`, { hint })
  try {
    return new RegExp(source, flags)
  } catch (error) {
    throw new UsageError(`${flag} ${text}: ${(error as Error).message}`, { cause: error, hint })
  }
}

/** Openings of refusals. Longer texts are no refusals: they may open like this and then answer. */
const REFUSAL =
  /^\W*(?:(?:I['’]m|I am) (?:very |really |so )?sorry\b[^.!\n]{0,40}?,? but\b|(?:I['’]m|I am) (?:unable|not able|not allowed) to (?:help|assist|answer|provide|comply)|I (?:can['’]?t|cannot|can not|won['’]t|will not) (?:help|assist|answer|provide|comply|fulfil|do that)|As an AI\b[^.\n]{0,60}\b(?:cannot|can['’]t|unable)|Sorry,? (?:but )?I (?:can['’]?t|cannot)|(?:很?抱歉|对不起)[，,]?\s*(?:但?我)?(?:无法|不能|没有办法)|我(?:无法|不能)(?:回答|提供|帮助|协助|满足))/i
const LONGEST_REFUSAL = 600

const isRefusal = (answer: string) => answer.length <= LONGEST_REFUSAL && REFUSAL.test(answer)
