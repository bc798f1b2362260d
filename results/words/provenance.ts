/** With what a number was measured, as name and value, in words that fit a line. */

import type { RunManifest } from '../schema/schema.ts'
import { count, money, plural } from './format.ts'
import type { ShownRun } from './notes.ts'
import { designWords } from './stage-words.ts'

export function provenance({ manifest, summary }: ShownRun): (readonly [name: string, value: string])[] {
  const {
    benchmark,
    protocol,
    model,
    dataset,
    items,
    trialsPerSample: repeats,
    permutations,
    software,
    sandbox,
  } = manifest
  return [
    ['benchmark', `${benchmark.name} version ${benchmark.version}`],
    ['protocol', `${protocol.name} (${protocol.hash.slice(0, 12)})`],
    ['model', `${model.provider}/${model.name}`],
    ...optional('model version', model.version?.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/, '$1')),
    ['API', model.api],
    ...optional('endpoint', model.endpoint),
    ['generation', generationWords(manifest)],
    ['samples', items.count === dataset.size ? count(items.count) : `${count(items.count)} of ${count(dataset.size)}`],
    ...(repeats === 1 ? [] : [['repeats', String(repeats)] as const]),
    ...optional('plan', designWords(manifest)),
    ...(permutations === undefined ? [] : [['orders of options', String(permutations)] as const]),
    ...Object.entries(dataset.files).map(([file, hash]) => ['data', `${file} sha256 ${hash.slice(0, 12)}`] as const),
    ...optional('rule', protocol.rule),
    ...(protocol.shots === 0 ? [] : [['shots', plural(protocol.shots, 'shot')] as const]),
    ...optional('sandbox', sandbox?.engine),
    ...optional('cost', summary.cost === undefined ? undefined : money(summary.cost, summary.currency)),
    ...optional(
      'cost of judges',
      summary.judgeCost === undefined ? undefined : money(summary.judgeCost, summary.currency),
    ),
    ['evalkit', software.evalkit],
    ['started', manifest.startedAt],
  ]
}

const optional = (name: string, value: string | undefined) => (value === undefined ? [] : [[name, value] as const])

function generationWords({ generation }: RunManifest): string {
  const words = Object.entries(generation)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return words.length === 0 ? 'the server’s own' : words.join(', ')
}
