/** Invented runs of the checkpoints of one training run. */
import type { RunManifest } from '../../results/schema/schema.ts'
import { finishedRun, record } from './records.ts'
import { manifest } from './stored-run.ts'

interface Details extends Partial<RunManifest> {
  readonly version?: string
  readonly series?: string
  readonly label?: string
  /** What a score can be. */
  readonly range?: [number, number]
}

/** A run of GSM8K at a step. @param values one digit a sample: `1101` has the third wrong */
export function stepRun(
  step: number | undefined,
  values: string,
  { version, series, label, ...changes }: Details = {},
) {
  const name = label ?? 'sft'
  const model = {
    ...manifest.model,
    name,
    ...(version !== undefined && { version }),
    ...(step !== undefined && { step }),
    ...(series !== undefined && { series }),
  }
  const records = [...values].map((value, at) => record(`gsm8k/${at}`, Number(value)))
  return finishedRun(name, records, { ...changes, model: { ...model, label: name } }).then((run) => ({
    ...run,
    // A file of records can be read more than once.
    records: () => stream(records),
    folder: `evalkit-runs/${name}${step === undefined ? '' : `-${step}`}${version === undefined ? '' : `-${version}`}`,
  }))
}

async function* stream<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

/** `11110000`: so many right, then wrong. */
export const right = (count: number, of: number) => '1'.repeat(count) + '0'.repeat(of - count)
