/** Reads and checks all inputs of a build before the first request. */
import { UsageError } from '../../results/errors.ts'
import { type AnswerKey, AnswerKeys } from './answer-keys.ts'
import { EXCLUSION_REASONS, type Exclusion, type ExclusionReason } from './exclusion-reasons.ts'
import { Decontamination, lookForBenchmarks, type OverlapFacts } from './overlap.ts'
import type { BuildPlan } from './plan.ts'
import { type PromptFile, placed, readPrompts } from './prompt-file.ts'
import { readTemplate } from './template.ts'

export interface Prepared {
  readonly prompts: PromptFile
  /** By line; empty without --verify. */
  readonly answerKeys: ReadonlyMap<number, AnswerKey>
  readonly overlap: OverlapFacts
  readonly decontamination: Decontamination | undefined
  /** Summary prompt; undefined when no summary is requested. */
  readonly template: string | undefined
}

/** @throws UsageError or DatasetError for prompts or a template that cannot be used */
export async function prepare(plan: BuildPlan): Promise<Prepared> {
  const { variants, summarizer, locations } = plan
  const isSummed = variants.includes('think-summary') && summarizer !== undefined
  const template = isSummed ? await readTemplate(plan.template) : undefined
  const prompts = await readPrompts(plan.prompts, plan.limit)
  refuseWithout(prompts, variants.includes('original'))
  const answerKeys = plan.isVerified ? findAnswerKeys(prompts, plan.benchmark) : new Map<number, AnswerKey>()
  const overlap = await lookForBenchmarks(
    prompts,
    locations.data,
    plan.allowTestSet || plan.decontaminate !== undefined,
  )
  return { prompts, answerKeys, overlap, decontamination: await openDecontamination(plan), template }
}

function refuseWithout({ path, records }: PromptFile, needsResponse: boolean): void {
  if (!needsResponse || records.some(({ response }) => response !== undefined)) return
  throw new UsageError(`${path}: no record has a response, which the variant "original" requires`, {
    hint: 'Leave it out, as in --variants direct,think-summary, or add "response" to the records.',
  })
}

function findAnswerKeys({ path, records }: PromptFile, benchmark: string | undefined): Map<number, AnswerKey> {
  const answerKeys = new AnswerKeys(benchmark)
  const found = new Map<number, AnswerKey>()
  for (const { line, fields } of records) {
    const answerKey = placed(path, line, () => answerKeys.of(fields))
    if (answerKey?.scorer.needs.includes('judge')) {
      throw new UsageError(`${path}:${line}: ${answerKey.scorer.name} needs a judge and cannot verify an answer`)
    }
    if (answerKey !== undefined) found.set(line, answerKey)
  }
  if (found.size > 0) return found
  throw new UsageError(`--verify: no record of ${path} has a target`, {
    hint: 'Add "target" and "benchmark" to the records; rows in a benchmark’s own format need only --benchmark, as in --benchmark gsm8k for gsm8k/train.jsonl.',
  })
}

async function openDecontamination({
  decontaminate,
  prompts,
  locations,
}: BuildPlan): Promise<Decontamination | undefined> {
  if (decontaminate === undefined) return undefined
  return Decontamination.open(prompts, decontaminate.length > 0 ? decontaminate : undefined, locations.data)
}

/** The error of a build whose records were all excluded, with the most frequent reason. */
export function nothingLeft({ path }: PromptFile, exclusions: readonly Exclusion[]): UsageError {
  const counts = new Map<ExclusionReason, number>()
  for (const { reason } of exclusions) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  const why = most === undefined ? '' : `; most often (${most[1]}): ${EXCLUSION_REASONS[most[0]]}`
  return new UsageError(`${path}: every record was excluded (${exclusions.length})${why}`, {
    hint: 'Loosen the filters, or check the prompts.',
  })
}
