/** Selects the records to send to the teacher. */
import type { Message } from '../../results/schema/schema.ts'
import { forEachConcurrent } from '../lib/concurrency.ts'
import type { OpenResources } from '../trial/resources.ts'
import type { AnswerKey } from './answer-keys.ts'
import type { DuplicateKind } from './choices.ts'
import { Duplicates } from './duplicates.ts'
import { type Exclusion, type ExclusionReason, isUnjudged } from './exclusion-reasons.ts'
import { checkPrompt, type Filters } from './filters.ts'
import type { Decontamination } from './overlap.ts'
import type { PromptRecord } from './prompt-file.ts'
import { teacherSample } from './teacher.ts'

export interface PrefilterOptions {
  readonly duplicates: DuplicateKind
  readonly similarity: number
  readonly filters: Filters
  readonly decontamination: Decontamination | undefined
  readonly needsResponse: boolean
  /** By line. */
  readonly answerKeys: ReadonlyMap<number, AnswerKey>
  /** For verifying the responses that come with the records. */
  readonly resources: OpenResources
}

const DUPLICATE_REASONS: Readonly<Record<string, ExclusionReason>> = {
  exact: 'duplicate',
  normalised: 'normalised-duplicate',
  near: 'near-duplicate',
}

const VERIFIED_AT_ONCE = 8

/** @returns the reason each excluded record is left out, by line, in file order */
export async function prefilter(
  records: readonly PromptRecord[],
  options: PrefilterOptions,
): Promise<ReadonlyMap<number, Exclusion>> {
  const duplicates = new Duplicates(options.duplicates, options.similarity)
  const exclusions = new Map<number, Exclusion>()
  for (const record of records) {
    const exclusion = checkRecord(record, duplicates, options)
    if (exclusion !== undefined) exclusions.set(record.line, exclusion)
  }
  if (options.needsResponse) await verifyResponses(records, options, exclusions)
  return new Map([...exclusions].sort(([a], [b]) => a - b))
}

/** Checks for duplicates first: a repeated prompt stays a duplicate even if another check excludes the first one. */
function checkRecord(record: PromptRecord, duplicates: Duplicates, options: PrefilterOptions): Exclusion | undefined {
  const duplicate = duplicates.find(record.messages, record.line)
  if (duplicate !== undefined) {
    return { reason: DUPLICATE_REASONS[duplicate.kind] as ExclusionReason, detail: `as line ${duplicate.line}` }
  }
  if (options.needsResponse && record.response === undefined) return { reason: 'no-response' }
  const unfit = checkPrompt(textOf(record.messages), options.filters)
  if (unfit !== undefined) return unfit
  const texts = [...record.messages.map(({ content }) => content), ...(record.response ? [record.response] : [])]
  return options.decontamination?.holdsBenchmark(record, texts) ? { reason: 'contaminated' } : undefined
}

const textOf = (messages: readonly Message[]) =>
  messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n\n')

/** Verifies the responses that come with the records, with the same scorers as the teacher's answers. */
async function verifyResponses(
  records: readonly PromptRecord[],
  { answerKeys, resources }: PrefilterOptions,
  exclusions: Map<number, Exclusion>,
): Promise<void> {
  const left = records.filter(({ line }) => answerKeys.has(line) && !exclusions.has(line))
  await forEachConcurrent(
    left,
    () => VERIFIED_AT_ONCE,
    async (record) => {
      const answerKey = answerKeys.get(record.line) as AnswerKey
      const sample = teacherSample(record, answerKey)
      const completion = { text: record.response ?? '', finishReason: 'stop' as const }
      const turns = [{ prompt: [...record.messages], completion }]
      const score = await answerKey.scorer.score({ turns }, sample, resources)
      if (score.value === 1) return
      exclusions.set(record.line, {
        reason: isUnjudged(score) ? 'original-unverifiable' : 'original-wrong',
        detail: score.answer === null ? 'no answer found' : (score.verdict?.outcome ?? ''),
      })
    },
  )
}
