/** What became of each trial of a run, without prompts and replies: a hundred thousand of them fit into memory. */

import { defined } from '../defined.ts'
import type { Flaw, SampleRecord, UnscoredReason } from '../schema/schema.ts'
import { sum } from '../statistics/sum.ts'
import { type Showable, showable } from '../words/showable.ts'
import type { FiledRun } from './forms/json.ts'

export interface TrialFacts {
  readonly repeat: number
  /** Why it has no score; or `scored`. */
  readonly outcome: 'scored' | UnscoredReason
  readonly value?: number
  readonly answer?: string | null
  readonly flaw?: Flaw
  readonly outputTokens?: number
}

export interface SampleFacts {
  readonly group?: string
  readonly target?: string
  readonly trials: TrialFacts[]
}

/** By sample id. */
export type SampleTrials = ReadonlyMap<string, SampleFacts>

/** A run that is shown with its samples. */
export interface RecordedRun extends FiledRun {
  records(): AsyncIterable<SampleRecord>
}

/** @param showProtected also answers of protected benchmarks that are more than a letter */
export async function sampleTrials(
  run: Pick<RecordedRun, 'manifest' | 'records'>,
  showProtected: boolean,
): Promise<SampleTrials> {
  const samples = new Map<string, SampleFacts>()
  for await (const whole of run.records()) {
    const record = showable(whole, run.manifest, showProtected)
    const { id, group, target } = record
    const sample = samples.get(id) ?? {
      ...defined({ group, target }),
      trials: [],
    }
    samples.set(id, sample)
    sample.trials.push(trialFacts(record))
  }
  return samples
}

function trialFacts({ repeat, outcome, attempt }: Showable<SampleRecord>): TrialFacts {
  if (outcome.kind === 'unscored') return { repeat, outcome: outcome.reason }
  const { value, answer, flaw } = outcome.score
  const tokens = attempt.turns.map(({ completion }) => completion.usage?.outputTokens)
  const outputTokens = tokens.every((count) => count !== undefined) ? sum(tokens) : undefined
  return {
    repeat,
    outcome: 'scored',
    value,
    answer,
    ...defined({ flaw }),
    ...(outputTokens !== undefined && tokens.length > 0 && { outputTokens }),
  }
}
