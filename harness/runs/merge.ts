/** Merges the shards of a run into one run. */

import { StoreError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { type FinishedRun, requireFinished, type StoredRun } from '../../results/store/read.ts'
import { RunWriter } from '../../results/store/write.ts'
import { closeRun } from './close-run.ts'

type Shard = NonNullable<RunManifest['items']['shard']>

interface Part {
  readonly run: FinishedRun
  readonly shard: Shard
}

export interface MergeOptions {
  readonly runsDir: string
  /** Output folder; absent: a new one in `runsDir`. */
  readonly output?: string
  readonly group: string
}

/**
 * Merges shards. The result equals an unsharded run sample by sample, with records in order of the shards.
 *
 * @throws StoreError for runs that are not shards of one run, missing or repeated shards, or a sample in two of them
 */
export async function mergeRuns(stored: readonly StoredRun[], options: MergeOptions): Promise<FinishedRun> {
  const parts = stored.map(asPart).sort((a, b) => a.shard.index - b.shard.index)
  const [first] = parts
  if (first === undefined) throw new StoreError('no run to merge', { hint: 'Name the folder of each part.' })
  requireAllParts(first, parts)
  await requireDisjoint(parts)
  const { manifest } = first.run
  const { shard, selection, ...items } = first.run.manifest.items
  const words = selection?.replace(/ ?--shard \S+/, '')
  const merged: RunManifest = {
    ...manifest,
    hash: shard?.run ?? manifest.hash,
    group: options.group,
    status: 'running',
    startedAt: parts.map(({ run }) => run.manifest.startedAt).sort()[0] ?? manifest.startedAt,
    items: { ...items, count: first.shard.count, hash: first.shard.hash, ...(words && { selection: words }) },
    mergedFrom: parts.map(({ run }) => run.manifest.hash),
  }
  const writer = await RunWriter.create(options.runsDir, merged, options.output)
  try {
    for (const { run } of parts) for await (const record of run.records()) await writer.append(record)
  } catch (error) {
    await writer.close().catch(() => undefined) // the first error is the one to tell
    throw error
  }
  const { trialsPerSample, protocol } = manifest
  const { range = [0, 1] } = first.run.summary
  return closeRun(writer, merged, {
    range,
    planned: first.shard.count * trialsPerSample,
    passAt: protocol.check === undefined ? [] : [1, 10, 100].filter((k) => k <= trialsPerSample),
    wallMs: Math.max(...parts.map(({ run }) => run.summary.wallMs)),
  })
}

function asPart(stored: StoredRun): Part {
  const run = requireFinished(stored)
  const { shard } = run.manifest.items
  if (shard !== undefined) return { run, shard }
  throw new StoreError(`${run.folder}: not a part of a run: it was made without --shard`)
}

function requireAllParts({ run: first, shard }: Part, parts: readonly Part[]): void {
  for (const part of parts) {
    if (part.shard.run === shard.run && part.shard.of === shard.of) continue
    const differing = PARTS_OF_MANIFEST.filter(
      (name) => JSON.stringify(first.manifest[name]) !== JSON.stringify(part.run.manifest[name]),
    )
    throw new StoreError(`${part.run.folder}: not of the same run as ${first.folder}`, {
      hint: `What differs: ${[...differing, ...(part.shard.of === shard.of ? [] : ['number of parts'])].join(', ')}.`,
    })
  }
  const found = parts.map((part) => part.shard.index)
  const twice = found.find((index, at) => found.indexOf(index) !== at)
  if (twice !== undefined) throw new StoreError(`part ${twice} of ${shard.of} is named twice`)
  const missing = Array.from({ length: shard.of }, (_, i) => i + 1).filter((index) => !found.includes(index))
  if (missing.length === 0) return
  throw new StoreError(`of ${shard.of} parts ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`, {
    hint: `Run --shard ${missing[0]}/${shard.of} with the same command, then merge again.`,
  })
}

async function requireDisjoint(parts: readonly Part[]): Promise<void> {
  const seen = new Set<string>()
  for (const { run } of parts) {
    for await (const { id, repeat } of run.records()) {
      const key = `${id}#${repeat}`
      if (seen.has(key)) throw new StoreError(`${run.folder}: ${id}, repeat ${repeat}, is in another part as well`)
      seen.add(key)
    }
  }
}

const PARTS_OF_MANIFEST = [
  'benchmark',
  'protocol',
  'model',
  'generation',
  'trialsPerSample',
  'permutations',
  'dataset',
] as const
