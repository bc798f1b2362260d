/** Records and runs in few words. */
import type { ComparedRun } from '../../results/compare/compared-run.ts'
import type { Reading, RunManifest, SampleRecord, Score, Turn, UnscoredReason } from '../../results/schema/schema.ts'
import { summarize } from '../../results/summary/summarize.ts'
import { manifest } from './stored-run.ts'

interface ScoreDetails extends Partial<Score> {
  readonly repeat?: number
  readonly turns?: Turn[]
}

/** A scored trial; the answer is there unless `details` say otherwise. */
export function record(
  id: string,
  value: number,
  { repeat = 1, turns = [], ...score }: ScoreDetails = {},
): SampleRecord {
  return {
    schemaVersion: 1,
    id,
    repeat,
    outcome: { kind: 'scored', score: { value, answer: String(value), ...score } },
    attempt: { turns },
  }
}

export function unscoredRecord(id: string, reason: UnscoredReason = 'model-error', repeat = 1): SampleRecord {
  const outcome = { kind: 'unscored' as const, reason, error: { message: 'the server answered 500' } }
  return { schemaVersion: 1, id, repeat, outcome, attempt: { turns: [] } }
}

/** One record a digit, in sample order: `records('1101')` has the third wrong. */
export const records = (values: string) => [...values].map((value, index) => record(`gsm8k/${index}`, Number(value)))

/** What one rule made of a reply. */
export const reading = (value: number, answer: string | null = String(value)): Reading => ({ value, answer })

export const turn = (completion: Partial<Turn['completion']>): Turn => ({
  prompt: 'How many?',
  completion: { text: '#### 7', finishReason: 'stop', ...completion },
})

export async function* stream<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values
}

/** A finished run in memory. @param changes of an invented GSM8K manifest */
export function runOf(
  label: string,
  records: readonly SampleRecord[],
  changes: Partial<RunManifest> = {},
): ComparedRun & { folder: string } {
  const model = { ...manifest.model, name: label, ...changes.model, label }
  return {
    folder: `evalkit-runs/${label}`,
    manifest: {
      ...manifest,
      status: 'complete',
      items: { count: new Set(records.map(({ id }) => id)).size, hash: '00' },
      ...changes,
      model,
    },
    records: () => stream(records),
  }
}

/** A run with its summary. @param changes of an invented GSM8K manifest, and what a score can be */
export async function finishedRun(
  label: string,
  all: readonly SampleRecord[],
  { range = [0, 1], ...changes }: Partial<RunManifest> & { range?: [number, number] } = {},
) {
  const run = runOf(label, all, {
    dataset: { files: {}, size: new Set(all.map(({ id }) => id)).size },
    ...changes,
  })
  const { protocol, trialsPerSample: repeats } = run.manifest
  const { design, items } = run.manifest
  const asked = design?.kind === 'early-stop' ? design.asked : items.count
  const plan = { metric: protocol.metric, range, planned: asked * repeats, repeats, wallMs: 192_000 }
  return { ...run, summary: await summarize(run.records(), plan) }
}
