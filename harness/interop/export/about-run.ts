/** What other tools want to know of a run beside its scores: where its questions come from, and who serves its model. */
import { createHash } from 'node:crypto'
import { BENCHMARKS } from '../../../benchmarks/index.ts'
import type { ModelFacts, RunManifest } from '../../../results/schema/schema.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { PRESETS } from '../../models/openai/presets.ts'

/** Where the questions come from: the authors' address of a built-in benchmark, or a data set of somebody's own. */
export type DataSource =
  | { readonly source_type: 'url'; readonly dataset_name: string; readonly url: readonly string[] }
  | { readonly source_type: 'other'; readonly dataset_name: string }

export function dataSourceOf({ benchmark }: RunManifest): DataSource {
  const known = benchmark.source === undefined ? BENCHMARKS.find(({ name }) => name === benchmark.name) : undefined
  const url = known?.dataset.test.url
  return url === undefined
    ? { source_type: 'other', dataset_name: benchmark.name }
    : { source_type: 'url', dataset_name: benchmark.name, url: [url] }
}

/** Names of servers that people run themselves, as their projects spell them. */
const ENGINES: Readonly<Record<string, string>> = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  llamacpp: 'llama.cpp',
  ollama: 'Ollama',
  lmstudio: 'LM Studio',
  gguf: 'llama.cpp',
}

export interface Deployment {
  readonly deployment: 'self_deployed' | 'externally_managed' | 'unknown'
  readonly engine?: string
  readonly platform?: string
}

/** A hosted provider's own address is externally managed; a preset for local servers is self-deployed; of others nothing is known. */
export function deploymentOf({ provider, endpoint }: ModelFacts): Deployment {
  const engine = ENGINES[provider]
  if (engine !== undefined) return { deployment: 'self_deployed', engine }
  const preset = PRESETS[provider]
  const isOwn = preset !== undefined && (endpoint === undefined || sameOrigin(endpoint, preset.url))
  return isOwn ? { deployment: 'externally_managed', platform: provider } : { deployment: 'unknown' }
}

function sameOrigin(one: string, other: string): boolean {
  return URL.parse(one)?.origin === URL.parse(other)?.origin
}

/** The name a model was requested by; its label where another model, such as another checkpoint, was requested by the same name. */
export function publicName({ manifest: { model } }: FinishedRun, runs: readonly FinishedRun[]): string {
  const isShared = runs.some(
    ({ manifest: { model: other } }) => other.name === model.name && other.label !== model.label,
  )
  return isShared ? model.label : model.name
}

/** A model's name as a folder, cleaned as lm-eval does; and never a folder above. */
export const folderNameOf = (name: string) => name.replace(/["<>:/|\\?*[\]]+/g, '__').replace(/^\.+$/, '__')

/** A UUID of version 4's form (RFC 9562, section 5.4), derived from the run in place of random bits. */
export function uuidOf(run: FinishedRun): string {
  const bytes = runDigest(run).subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** 32 bytes that identify the run: equal whenever it is exported. */
export function runDigest({ manifest }: FinishedRun): Buffer {
  const { hash, group, startedAt, model } = manifest
  return createHash('sha256')
    .update(JSON.stringify([hash, group, startedAt, model.label]))
    .digest()
}
