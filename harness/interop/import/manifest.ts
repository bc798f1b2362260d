/** The manifest of an imported run: what the log claims. */
import { chanceLevel } from '../../../benchmarks/benchmark.ts'
import { defined } from '../../../results/defined.ts'
import type { ImportedFacts, ProtocolFacts, RunManifest } from '../../../results/schema/schema.ts'
import { SCHEMA_VERSION } from '../../../results/schema/schema-version.ts'
import { hashFacts, hashTexts } from '../../lib/hash.ts'
import { software } from '../../runs/software.ts'
import type { ForeignRun } from '../read/foreign.ts'
import { taskName } from './labels.ts'
import { importedMargin } from './margin.ts'
import { ownRule } from './own-rules.ts'
import type { PlannedSamples } from './planned-samples.ts'
import type { Recognised } from './recognise.ts'

/** Name of the origin's scores among the readings of a sample: `lm-eval log: strict-match`. */
export const originRule = ({ tool, filter, metric }: Pick<ForeignRun, 'tool' | 'filter' | 'metric'>, other = '') =>
  `${tool} log: ${other || (filter ?? metric)}`

/** @param key equal for the same log, read the same way */
export async function importedManifest(
  run: ForeignRun,
  recognised: Recognised | undefined,
  { ids, count }: PlannedSamples,
  label: string,
  key: string,
): Promise<RunManifest> {
  const { tool, model, generation } = run
  const benchmark =
    recognised === undefined
      ? { name: taskName(run.task), version: 1, margin: importedMargin(count, run.range) }
      : { name: recognised.benchmark.name, version: recognised.benchmark.version }
  return {
    schemaVersion: SCHEMA_VERSION,
    hash: hashFacts([key, recognised?.benchmark.name]),
    group: key.slice(0, 8),
    spec: `${label}=${tool}/${model.name}`,
    status: 'incomplete',
    startedAt: run.startedAt ?? new Date().toISOString(),
    ...defined({ finishedAt: run.finishedAt }),
    benchmark,
    protocol: protocolFacts(run, recognised),
    model: { label, ...model, claimed: true },
    generation,
    trialsPerSample: run.trialsPerSample,
    ...((run.isProtected || recognised?.benchmark.protected) && { protected: {} }),
    dataset: recognised?.loaded.facts ?? { files: {}, size: count },
    items: { count, hash: hashTexts(ids) },
    imported: importedFacts(run, recognised, count),
    software: await software(),
  }
}

function protocolFacts(run: ForeignRun, recognised: Recognised | undefined): ProtocolFacts {
  const { task, taskVersion, shots = 0, metric, settings } = run
  const name = recognised?.protocolName ?? `${run.tool}/${taskName(task)}`
  return {
    name,
    ...defined({ version: recognised?.protocolName === undefined ? undefined : recognised.protocol.version }),
    hash: hashFacts({ tool: run.tool, task, taskVersion, shots, settings, name }),
    metric: recognised?.benchmark.metric ?? metric,
    rule: originRule(run),
    chance: recognised === undefined ? run.range[0] : chanceLevel(recognised.protocol),
    shots: recognised?.protocolName === undefined ? shots : (recognised.protocol.fewShot?.count ?? 0),
  }
}

function importedFacts(run: ForeignRun, recognised: Recognised | undefined, samples: number): ImportedFacts {
  const { settings, notes, planned } = run
  return {
    tool: run.tool,
    source: run.source,
    task: run.task,
    metric: run.metric,
    rule: originRule(run),
    ...defined({
      toolVersion: run.toolVersion,
      taskVersion: run.taskVersion,
      filter: run.filter,
      shots: run.shots,
      chatTemplate: run.chatTemplate,
      system: run.system,
      settings: settings === undefined ? undefined : canonical(settings),
      questions: run.questions,
      prompts: run.prompts,
      recognised: recognised === undefined ? undefined : samples,
      ownRule: recognised && ownRule(recognised.protocol, recognised.protocolName !== undefined),
      planned,
    }),
    scores: [...run.scores],
    ...(notes.length > 0 && { notes: [...notes] }),
  }
}

/** JSON with its fields in order, so that equal settings are equal texts. */
function canonical(value: unknown): string {
  const ordered = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(ordered)
    if (one === null || typeof one !== 'object') return one
    return Object.fromEntries(
      Object.entries(one)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, field]) => [name, ordered(field)]),
    )
  }
  return JSON.stringify(ordered(value))
}
