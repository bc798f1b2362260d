/** A run at a glance: who, what, with which, how it went, and samples to look at. */

import type { RunManifest } from '../schema/schema.ts'
import { statusNow } from '../store/lock.ts'
import type { StoredRun } from '../store/read.ts'
import { inSampleOrder } from '../summary/sample-order.ts'
import type { Visible } from '../visible.ts'
import { drawn } from '../words/drawn.ts'
import { plural } from '../words/format.ts'
import { commandOf } from '../words/shell.ts'
import { designWords } from '../words/stage-words.ts'
import { wrapped } from '../words/wrap.ts'
import { runTable } from './forms/terminal.ts'
import type { TextOptions } from './layout.ts'
import { OriginDifferences, originWords } from './origin.ts'

/** How many wrong or unscored samples are named. */
const NAMED = 10

export async function describeRun(run: StoredRun, options: TextOptions = {}): Promise<Visible> {
  const { folder, summary } = run
  const differing = new OriginDifferences(run.manifest)
  const odd: Record<'wrong' | 'unanswered' | 'unscored', string[]> = { wrong: [], unanswered: [], unscored: [] }
  for await (const { id, outcome } of run.records()) {
    differing.add(id, outcome)
    if (outcome.kind === 'unscored') odd.unscored.push(id)
    else if (outcome.score.answer === null) odd.unanswered.push(id)
    else if (outcome.score.value === 0) odd.wrong.push(id)
  }
  for (const ids of Object.values(odd)) ids.sort(inSampleOrder)
  const manifest = { ...run.manifest, status: await statusNow(run) }
  return drawn({ folder, manifest, summary, odd, origin: differing.lines() }, (shown) => description(shown, options))
}

interface Described extends Pick<StoredRun, 'folder' | 'manifest'> {
  readonly summary: StoredRun['summary'] | undefined
  /** What evalkit's rule and the origin of an imported run differ in. */
  readonly origin: readonly string[]
  readonly odd: Readonly<Record<'wrong' | 'unanswered' | 'unscored', readonly string[]>>
}

function description({ folder, manifest, summary, odd, origin }: Described, options: TextOptions): string {
  return [
    facts(folder, manifest, options),
    summary === undefined
      ? 'No summary: the run was cut off, or is still going on.'
      : runTable([{ manifest, summary }], options),
    ...origin,
    ...Object.entries(odd).map(([kind, ids]) => named(kind, ids)),
    ...(folder.startsWith('@') ? [] : hints(folder, manifest, odd)), // a baseline keeps no replies
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function hints(folder: string, { benchmark }: RunManifest, { wrong, unanswered }: Described['odd']) {
  const example = wrong[0] ?? unanswered[0] ?? `${benchmark.name}/0`
  const more = wrong.length > NAMED ? [`All that are wrong: ${commandOf(['show', folder, '--wrong'])}`] : []
  return [`Explain one with: ${commandOf(['show', folder, example])}`, ...more]
}

function facts(
  folder: string,
  { benchmark, protocol, model, generation, dataset, items, ...manifest }: RunManifest,
  options: TextOptions,
): string {
  const rows: [string, string | undefined][] = [
    ['run', folder],
    ['status', manifest.status],
    ['started', manifest.startedAt],
    ['benchmark', `${benchmark.name} (version ${benchmark.version})`],
    [
      'protocol',
      `${protocol.name}${protocol.version === undefined ? '' : `, version ${protocol.version}`} (${protocol.hash})${protocol.changed ? `, changed: ${protocol.changed.join(', ')}` : ''}`,
    ],
    [
      'model',
      `${model.label}: ${model.provider}/${model.name}${model.endpoint ? ` at ${model.endpoint}` : ''}, ${model.api} API`,
    ],
    ['generation', JSON.stringify(generation)],
    [
      'data',
      Object.entries(dataset.files)
        .map(([file, sha256]) => `${file} ${sha256.slice(0, 12)}`)
        .join(', '),
    ],
    [
      'samples',
      `${items.count} of ${dataset.size}${items.selection ? ` (${items.selection})` : ''}, ${plural(manifest.trialsPerSample, 'trial')} each`,
    ],
    ['plan', designWords({ ...manifest, items })],
    ['rescored from', manifest.rescoredFrom],
    ['imported', manifest.imported && originWords(manifest.imported)],
  ]
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(14)}${value}`]))
  return lines.flatMap((line) => (options.width === undefined ? [line] : wrapped(line, '', options))).join('\n')
}

function named(kind: string, ids: readonly string[]): string {
  if (ids.length === 0) return ''
  const more = ids.length > NAMED ? `, and ${ids.length - NAMED} more` : ''
  return `${kind} (${ids.length}): ${ids.slice(0, NAMED).join(', ')}${more}`
}
