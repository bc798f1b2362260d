/** Everything that is looked at before a model is asked. */
import { UsageError } from '../../results/errors.ts'
import { type Proof, Proofs } from './answer-keys.ts'
import { DROP_REASONS, type Drop, type DropReason } from './exclusion-reasons.ts'
import { Decontamination, lookForBenchmarks, type OverlapFacts } from './overlap.ts'
import type { BuildPlan } from './plan.ts'
import { type PromptFile, placed, readPrompts } from './prompt-file.ts'
import { readTemplate } from './template.ts'

export interface Prepared {
  readonly prompts: PromptFile
  /** By line; none where nothing is verified. */
  readonly proofs: ReadonlyMap<number, Proof>
  readonly overlap: OverlapFacts
  readonly decontamination: Decontamination | undefined
  /** How a summary is asked for; absent where none is. */
  readonly template: string | undefined
}

/** @throws UsageError or DatasetError for prompts that cannot be built from */
export async function prepare(plan: BuildPlan): Promise<Prepared> {
  const { variants, summarizer, locations } = plan
  const isSummed = variants.includes('think-summary') && summarizer !== undefined
  const template = isSummed ? await readTemplate(plan.template) : undefined
  const prompts = await readPrompts(plan.prompts, plan.limit)
  refuseWithout(prompts, variants.includes('original'))
  const proofs = plan.isVerified ? findProofs(prompts, plan.benchmark) : new Map<number, Proof>()
  const overlap = await lookForBenchmarks(
    prompts,
    locations.data,
    plan.allowTestSet || plan.decontaminate !== undefined,
  )
  return { prompts, proofs, overlap, decontamination: await openDecontamination(plan), template }
}

function refuseWithout({ path, records }: PromptFile, needsResponse: boolean): void {
  if (!needsResponse || records.some(({ response }) => response !== undefined)) return
  throw new UsageError(`${path}: no record has a response, which the variant "original" is made of`, {
    hint: 'Leave it out, as in --variants direct,think-summary, or add "response" to the records.',
  })
}

function findProofs({ path, records }: PromptFile, benchmark: string | undefined): Map<number, Proof> {
  const proofs = new Proofs(benchmark)
  const found = new Map<number, Proof>()
  for (const { line, fields } of records) {
    const proof = placed(path, line, () => proofs.of(fields))
    if (proof?.scorer.needs.includes('judge')) {
      throw new UsageError(`${path}:${line}: ${proof.scorer.name} needs a judge, and proves nothing right`)
    }
    if (proof !== undefined) found.set(line, proof)
  }
  if (found.size > 0) return found
  throw new UsageError(`--verify: no record of ${path} has a target`, {
    hint: 'Add "target" and "benchmark" to the records; rows of a benchmark’s own kind need --benchmark alone, as in --benchmark gsm8k for gsm8k/train.jsonl.',
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

export function nothingLeft({ path }: PromptFile, drops: readonly Drop[]): UsageError {
  const counts = new Map<DropReason, number>()
  for (const { reason } of drops) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const [most] = [...counts].sort(([, a], [, b]) => b - a)
  const why = most === undefined ? '' : `; of ${most[1]}: ${DROP_REASONS[most[0]]}`
  return new UsageError(`${path}: no record is left to train on, of ${drops.length}${why}`, {
    hint: 'Loosen the filters, or look at the prompts.',
  })
}
