/** Which records are worth asking the teacher about. */
import type { Message } from '../../results/schema/schema.ts'
import { forEachConcurrent } from '../lib/concurrency.ts'
import type { OpenResources } from '../trial/resources.ts'
import type { Proof } from './answer-keys.ts'
import { type DuplicateKind, Duplicates } from './duplicates.ts'
import type { Drop, DropReason } from './exclusion-reasons.ts'
import { checkPrompt, type Filters } from './filters.ts'
import type { Decontamination } from './overlap.ts'
import type { PromptRecord } from './prompt-file.ts'
import { teacherSample } from './teacher.ts'

export interface ScreenOptions {
  readonly duplicates: DuplicateKind
  readonly similarity: number
  readonly filters: Filters
  readonly decontamination: Decontamination | undefined
  readonly needsResponse: boolean
  /** By line. */
  readonly proofs: ReadonlyMap<number, Proof>
  /** For verifying responses of the collection's own. */
  readonly resources: OpenResources
}

const DUPLICATE_REASONS: Readonly<Record<string, DropReason>> = {
  exact: 'duplicate',
  normalised: 'normalised-duplicate',
  near: 'near-duplicate',
}

const PROVED_AT_ONCE = 8

/** @returns why a record is left out, by its line; in the order of the file */
export async function screen(
  records: readonly PromptRecord[],
  options: ScreenOptions,
): Promise<ReadonlyMap<number, Drop>> {
  const duplicates = new Duplicates(options.duplicates, options.similarity)
  const drops = new Map<number, Drop>()
  for (const record of records) {
    const drop = checkRecord(record, duplicates, options)
    if (drop !== undefined) drops.set(record.line, drop)
  }
  if (options.needsResponse) await proveResponses(records, options, drops)
  return new Map([...drops].sort(([a], [b]) => a - b))
}

/** The first prompt of its kind stays, whatever else is wrong with it: what repeats it is no better. */
function checkRecord(record: PromptRecord, duplicates: Duplicates, options: ScreenOptions): Drop | undefined {
  const duplicate = duplicates.find(record.messages, record.line)
  if (duplicate !== undefined) {
    return { reason: DUPLICATE_REASONS[duplicate.kind] as DropReason, detail: `as line ${duplicate.line}` }
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

/** The responses that come with the records, by the same scorers as the teacher's. */
async function proveResponses(
  records: readonly PromptRecord[],
  { proofs, resources }: ScreenOptions,
  drops: Map<number, Drop>,
): Promise<void> {
  const left = records.filter(({ line }) => proofs.has(line) && !drops.has(line))
  await forEachConcurrent(
    left,
    () => PROVED_AT_ONCE,
    async (record) => {
      const proof = proofs.get(record.line) as Proof
      const sample = teacherSample(record, proof)
      const completion = { text: record.response ?? '', finishReason: 'stop' as const }
      const turns = [{ prompt: [...record.messages], completion }]
      const { value, answer } = await proof.scorer.score({ turns }, sample, resources)
      if (value < 1)
        drops.set(record.line, { reason: 'original-wrong', detail: answer === null ? 'no answer in it' : '' })
    },
  )
}
