/** First pass over a log of Inspect: which scores, samples and epochs it holds. */
import { InteropError } from '../../../../results/errors.ts'
import { countIn, fieldsOf, nameIn } from '../json-fields.ts'
import { SampleMeans } from '../sample-means.ts'
import type { InspectLog } from './log.ts'
import { valuesOf } from './sample.ts'

export interface Scan {
  /** Lowest and highest value of each score. */
  readonly ranges: ReadonlyMap<string, readonly [number, number]>
  /** Mean over samples of the mean over their epochs. */
  readonly means: ReadonlyMap<string, number>
  readonly samples: number
  readonly epochs: number
  readonly ids: readonly string[]
}

/** @throws InteropError for a sample that is there twice */
export async function scanSamples(log: InspectLog): Promise<Scan> {
  const ranges = new Map<string, [number, number]>()
  const means = new SampleMeans()
  const seen = new Set<string>()
  const ids = new Set<string>()
  let epochs = countIn(fieldsOf(fieldsOf(log.header.eval).config).epochs) ?? 1
  for await (const sample of log.samples()) {
    const id = nameIn(sample.id)
    const epoch = countIn(sample.epoch) ?? 1
    if (id === undefined)
      throw new InteropError(`${log.path}: a sample has no "id"`, { hint: 'The log is damaged: copy it again.' })
    const key = JSON.stringify([id, epoch])
    if (seen.has(key)) {
      throw new InteropError(`${log.path}: sample ${id}, epoch ${epoch}, is there a second time`, {
        hint: 'The log is damaged: copy it again.',
      })
    }
    seen.add(key)
    ids.add(id)
    epochs = Math.max(epochs, epoch)
    for (const [name, { value }] of valuesOf(sample)) {
      if (value === undefined) continue
      const [low, high] = ranges.get(name) ?? [0, 1]
      ranges.set(name, [Math.min(low, value), Math.max(high, value)])
      means.add(name, id, value)
    }
  }
  return { ranges, means: means.all(), samples: seen.size, epochs, ids: [...ids] }
}
