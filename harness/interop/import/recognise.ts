/** Recognises the questions of another tool's log as samples of evalkit's own benchmarks, by their content. */
import { createHash } from 'node:crypto'
import type { Benchmark, Protocol } from '../../../benchmarks/benchmark.ts'
import { readRows } from '../../../benchmarks/data/checked-rows.ts'
import { type DataOptions, isHere, locate } from '../../../benchmarks/data/dataset.ts'
import { type LoadedSamples, loadSamples } from '../../../benchmarks/data/samples.ts'
import { BENCHMARKS } from '../../../benchmarks/index.ts'
import { DatasetError } from '../../../results/errors.ts'
import type { Sample } from '../../../results/schema/schema.ts'
import type { ForeignRun, ForeignTrial } from '../read/foreign.ts'
import { textsIn } from '../read/json-fields.ts'
import { lastAsked } from '../read/messages.ts'

/** A run whose questions are all evalkit's own. */
export interface Recognised {
  readonly benchmark: Benchmark
  /** The one whose prompts are the log's, word for word; else the benchmark's first, whose rules read its replies. */
  readonly protocol: Protocol<unknown>
  /** Absent where no protocol has the log's prompts. */
  readonly protocolName?: string
  readonly loaded: LoadedSamples
  /** The evalkit sample that a trial asked; undefined where there is none. */
  sampleOf(trial: ForeignTrial): Sample | undefined
}

/** Trials by which it is decided whether to look at all of them. */
const TRIED = 20

/**
 * Only data that is on this machine is looked at.
 *
 * @returns undefined where some question is in no benchmark
 */
export async function recognise(run: ForeignRun, data: DataOptions): Promise<Recognised | undefined> {
  const tried: ForeignTrial[] = []
  for await (const trial of run.trials()) {
    tried.push(trial)
    if (tried.length === TRIED) break
  }
  if (tried.length === 0) return undefined
  const questions = run.ids === undefined ? 0 : Iterator.from(run.ids).reduce((sum) => sum + 1, 0)
  for (const benchmark of byName(run.task)) {
    // A log of more questions than a benchmark has is not of it alone.
    if (questions > (benchmark.dataset.test.rows ?? Infinity)) continue
    if (!(await mayHold(benchmark, tried[0] as ForeignTrial, data))) continue
    const index = await indexOf(benchmark, data)
    if (index === undefined || !tried.every((trial) => index.sampleOf(trial) !== undefined)) continue
    if (!(await isAllFound(run, index))) continue
    const proven = await protocolBehind(benchmark, tried, index, data)
    const [first] = Object.values(benchmark.protocols)
    return {
      benchmark,
      protocol: proven?.protocol ?? (first as Protocol<unknown>),
      ...(proven !== undefined && { protocolName: proven.name }),
      loaded: proven?.loaded ?? index.loaded,
      sampleOf: (trial) =>
        proven === undefined ? index.sampleOf(trial) : proven.byId.get(index.sampleOf(trial)?.id ?? ''),
    }
  }
  return undefined
}

/** Those first whose name is in the task's, the longest first: `gsm8k_platinum_cot` is no `gsm8k`. */
function byName(task: string): Benchmark[] {
  const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
  const match = ({ name }: Benchmark) => (plain(task).includes(plain(name)) ? name.length : 0)
  return [...BENCHMARKS].sort((a, b) => match(b) - match(a))
}

/** Whether some row of a benchmark has the question, which is cheaper than an index of all rows. */
async function mayHold(
  { dataset: { test }, row: schema }: Benchmark,
  trial: ForeignTrial,
  data: DataOptions,
): Promise<boolean> {
  if (!(await isHere(test, data))) return false
  const rows = await locate(test, data)
    .then((found) => readRows(found, test, schema))
    .catch(nothingIfDamaged)
  const wanted = new Set(trial.texts.flatMap(candidates))
  const isIt = (row: unknown) =>
    textsIn(row).some((text) => text.length >= SHORTEST && wanted.has(plain(text))) ||
    (trial.docHash !== undefined && documentHash(row) === trial.docHash)
  return rows?.some(({ row }) => isIt(row)) ?? false
}

/** Data that is not the published one is as good as none. */
function nothingIfDamaged(error: unknown): undefined {
  if (!(error instanceof DatasetError)) throw error
}

interface QuestionIndex {
  readonly loaded: LoadedSamples
  sampleOf(trial: ForeignTrial): Sample | undefined
}

/** Shorter texts are answers and labels, which several questions share. */
const SHORTEST = 20

/** @returns undefined where the data is not here, or is not the published one */
async function indexOf(benchmark: Benchmark, data: DataOptions): Promise<QuestionIndex | undefined> {
  const { test } = benchmark.dataset
  const [protocol] = Object.values(benchmark.protocols)
  if (protocol === undefined || !(await isHere(test, data))) return undefined
  try {
    const loaded = await loadSamples(benchmark, protocol, {}, data)
    const rows = await readRows(await locate(test, data), test, benchmark.row)
    const byHash = new Map(rows.map(({ row }, at) => [documentHash(row), at]))
    const byText = textIndex(rows.map(({ row }) => row))
    const placeOf = (trial: ForeignTrial) =>
      (trial.docHash === undefined ? undefined : byHash.get(trial.docHash)) ??
      trial.texts
        .flatMap(candidates)
        .flatMap((text) => byText.get(text) ?? [])
        .find((at) => at !== SEVERAL)
    return {
      loaded,
      sampleOf(trial) {
        const at = placeOf(trial)
        return at === undefined ? undefined : loaded.samples[at]
      },
    }
  } catch (error) {
    if (error instanceof DatasetError) return undefined
    throw error
  }
}

/** As lm-eval hashes a document: Python's `json.dumps(doc, indent=2, ensure_ascii=False)`. Equal for texts and whole numbers. */
const documentHash = (document: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(document, null, 2) ?? '')
    .digest('hex')

const SEVERAL = -1

/** Every text that one row alone has. */
function textIndex(rows: readonly unknown[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const [at, row] of rows.entries()) {
    for (const text of new Set(textsIn(row).map(plain))) {
      if (text.length >= SHORTEST) found.set(text, found.has(text) ? SEVERAL : at)
    }
  }
  return found
}

const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** A label before a question: `Question:`, `Q:`, `Problem:`. */
const LABEL = /^(?:question|q|problem|task|input|user)\s*:\s*/i
const LONGEST = 20_000

/** A text whole, and its paragraphs and lines from the last one up, since examples come before the question. */
function candidates(text: string): string[] {
  if (text.length > LONGEST) return [plain(text)]
  const parts = [text, ...text.split(/\n\s*\n/).reverse(), ...text.split('\n').reverse()]
  return parts
    .flatMap((part) => [plain(part), plain(part).replace(LABEL, '')])
    .filter((part) => part.length >= SHORTEST)
}

async function isAllFound(run: ForeignRun, index: QuestionIndex): Promise<boolean> {
  const questions = new Map<string, string>()
  for await (const trial of run.trials()) {
    const sample = index.sampleOf(trial)
    if (sample === undefined) return false
    // Two of the log's questions must not become one sample.
    const known = questions.get(sample.id)
    if (known !== undefined && known !== trial.id) return false
    questions.set(sample.id, trial.id)
  }
  return true
}

/** The protocol that asks just as the log did. */
async function protocolBehind(
  benchmark: Benchmark,
  tried: readonly ForeignTrial[],
  index: QuestionIndex,
  data: DataOptions,
) {
  for (const [name, protocol] of Object.entries(benchmark.protocols)) {
    const loaded = await loadSamples(benchmark, protocol, {}, data).catch(nothingIfDamaged)
    if (loaded === undefined) continue
    const byId = new Map(loaded.samples.map((sample) => [sample.id, sample]))
    if (tried.every((trial) => asksAlike(byId.get(index.sampleOf(trial)?.id ?? ''), trial)))
      return { name, protocol, loaded, byId }
  }
  return undefined
}

function asksAlike(sample: Sample | undefined, { turns: [turn], prompt = turn?.prompt }: ForeignTrial): boolean {
  if (sample === undefined || prompt === undefined) return false
  if (typeof prompt === 'string') return prompt !== '' && prompt === (sample.prompt ?? sample.turns[0])
  const asked = prompt.filter(({ role }) => role !== 'system')
  return sample.history === undefined && asked.length === 1 && lastAsked(prompt) === sample.turns[0]
}
