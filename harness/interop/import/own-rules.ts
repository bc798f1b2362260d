/** What evalkit's own extraction rules make of a reply that another tool has scored. */
import type { Protocol } from '../../../benchmarks/benchmark.ts'
import type { Reading, Sample } from '../../../results/schema/schema.ts'
import type { Resources } from '../../../scorers/scorer.ts'
import type { ForeignTrial } from '../read/foreign.ts'

type Scoring = Pick<Protocol<unknown>, 'scorer'> & { readonly options?: Protocol<unknown>['options'] | undefined }

/** Name of the rule behind evalkit's own score; undefined where it makes none at import. */
export const ownRule = ({ scorer, options }: Scoring, isProven: boolean): string | undefined =>
  scorer.needs.length > 0 || (options !== undefined && !isProven) ? undefined : (scorer.rule ?? scorer.name)

/**
 * Readings by rule; none where a sandbox or a judge is needed, or the options of a question may have been shown in another order.
 *
 * @param isProven the log's prompts are those of the protocol
 */
export async function ownReadings(
  { turns }: ForeignTrial,
  sample: Sample,
  { scorer, options }: Scoring,
  isProven: boolean,
): Promise<Readonly<Record<string, Reading>>> {
  const [turn] = turns
  const hasLikelihoods = turn?.completion.likelihoods !== undefined
  if (turn === undefined || ownRule({ scorer, options }, isProven) === undefined) return {}
  if (hasLikelihoods !== (scorer.likelihoods === true)) return {}
  const { value, answer, readings, rule } = await scorer.score({ turns: [...turns] }, sample, {} as Resources)
  return readings ?? { [rule ?? scorer.name]: { answer, value } }
}
