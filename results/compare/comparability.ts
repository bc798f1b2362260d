/** Whether two runs measured the same thing, and in what else they differ. */
import { IncomparableError, UsageError } from '../errors.ts'
import { nearest } from '../names.ts'
import type { ImportedScore, JudgeFacts, RunManifest } from '../schema/schema.ts'
import { score } from '../words/format.ts'

type Field = readonly [name: string, show: (manifest: RunManifest) => string | number | undefined]

/** Must be equal, or the numbers measure different things. The names are those of `--allow-different`. */
const HARD: readonly Field[] = [
  ['benchmark', ({ benchmark }) => benchmark.name],
  ['benchmark-version', ({ benchmark }) => benchmark.version],
  ['protocol', ({ protocol }) => protocol.name],
  ['protocol-version', ({ protocol }) => protocol.version ?? 1],
  ['metric', ({ protocol }) => protocol.metric],
  ['rule', ({ protocol }) => protocol.rule],
  ['check', ({ protocol }) => protocol.check],
  ['judge', ({ judge }) => judge && showJudges(judge)],
  ['judge-template', ({ judge }) => judge && `${judge.template.source} (${judge.template.hash})`],
  ['judge-settings', ({ judge }) => judge && showSettings(judge)],
  ['permutations', ({ permutations }) => permutations],
  ['data', ({ dataset }) => showFiles(dataset.files)],
  ['items', ({ items }) => `${items.count} samples (ids ${short(items.hash)})`],
]

/** The same of two imported runs: what their logs say of how they were made. */
const HARD_IF_IMPORTED: readonly Field[] = [
  ['tool', ({ imported }) => imported?.tool],
  ['task', ({ imported }) => imported?.task],
  ['task-version', ({ imported }) => imported?.taskVersion],
  ['filter', (manifest) => (isScoredByOrigin(manifest) ? manifest.imported?.filter : undefined)],
  ['origin-metric', (manifest) => (isScoredByOrigin(manifest) ? manifest.imported?.metric : undefined)],
  ['shots', ({ imported }) => imported?.shots],
  ['chat-template', ({ imported }) => imported?.chatTemplate],
  ['system-prompt', ({ imported }) => imported?.system],
  ['settings', ({ imported }) => imported?.settings],
  ['questions', ({ imported }) => imported?.questions],
]

/** Prompts differ by the chat template, and that has its own name above. */
const PROMPTS: Field = ['prompts', ({ imported }) => imported?.prompts]

/** May differ, and is said beside the result: a base model asked by completions against its chat-tuned child. */
const SOFT: readonly Field[] = [
  ['repeats', ({ trialsPerSample: repeats }) => repeats],
  ['API', ({ model }) => model.api],
  ['endpoint', ({ model }) => model.endpoint],
  ['shots', ({ protocol }) => protocol.shots],
  ['system prompt', ({ generation }) => quoted(generation.system)],
  ['temperature', ({ generation }) => generation.temperature],
  ['top-p', ({ generation }) => generation.topP],
  ['max tokens', ({ generation }) => generation.maxTokens],
  ['stops', ({ generation }) => clipped(generation.stop && JSON.stringify(generation.stop))],
  ['seed', ({ generation }) => generation.seed],
  ['reasoning effort', ({ generation }) => generation.reasoningEffort],
  ['extra body', ({ generation }) => clipped(generation.extraBody && JSON.stringify(generation.extraBody))],
  ['omitted fields', ({ generation }) => generation.omit?.join(', ')],
  ['reasoning markers', ({ model }) => model.reasoning && `${model.reasoning.open} … ${model.reasoning.close}`],
  ['sandbox', ({ sandbox }) => sandbox && showEngine(sandbox)],
  ['time limit of programs', ({ sandbox }) => sandbox && `${sandbox.wallMs / 1000} s`],
  ['evalkit', ({ software }) => software.evalkit],
  ['version of the tool', ({ imported }) => imported?.toolVersion],
]

/**
 * The names that `--allow-different` knows. `repeats` was a hard field once, and is still accepted: every score is a mean over
 * samples of the mean over their answers, the same quantity however many answers there are.
 */
const HARD_FIELDS: readonly string[] = [...HARD, ...HARD_IF_IMPORTED, PROMPTS].map(([name]) => name).concat('repeats')

export interface Comparability {
  /** Hard fields that differ, and were allowed to, in words. */
  readonly allowed: string[]
  /** What else differs, and what to be aware of, in words. */
  readonly notes: string[]
}

/**
 * @param allowed hard fields that may differ
 * @throws IncomparableError naming each other hard field that differs; UsageError for a field that there is not
 */
export function requireComparable(
  baseline: RunManifest,
  candidate: RunManifest,
  allowed: readonly string[],
): Comparability {
  for (const name of allowed) refuseUnknown(name)
  const hard = differences(hardFields(baseline, candidate), baseline, candidate)
  const refused = hard.filter(({ name }) => !allowed.includes(name))
  if (refused.length > 0) throw incomparable(refused, nameRuns(baseline, candidate))
  return {
    allowed: hard.map(({ text }) => text),
    notes: [...differences(SOFT, baseline, candidate).map(({ text }) => text), ...caveats(baseline, candidate)],
  }
}

function hardFields({ imported: before }: RunManifest, { imported: after }: RunManifest): readonly Field[] {
  if (before === undefined || after === undefined) return HARD
  const isAskedAlike = before.chatTemplate === after.chatTemplate && before.system === after.system
  // A log with missing rows has no hash of them all.
  const known = HARD_IF_IMPORTED.filter(([name]) => name !== 'questions' || (before.questions && after.questions))
  return [...HARD, ...known, ...(isAskedAlike && before.prompts && after.prompts ? [PROMPTS] : [])]
}

/** What to call each run in a sentence, also when both have the same label. */
export function nameRuns(baseline: RunManifest, candidate: RunManifest): [baseline: string, candidate: string] {
  const labels = [baseline.model.label, candidate.model.label] as const
  return labels[0] === labels[1] ? ['the baseline', 'the candidate'] : [...labels]
}

interface Difference {
  readonly name: string
  /** `rule: number for base, lm-eval/strict-match for sft` */
  readonly text: string
}

function differences(fields: readonly Field[], baseline: RunManifest, candidate: RunManifest): Difference[] {
  const [first, second] = nameRuns(baseline, candidate)
  return fields.flatMap(([name, show]) => {
    const [before, after] = [show(baseline), show(candidate)]
    if (before === after) return []
    return [{ name, text: `${name}: ${before ?? 'none'} for ${first}, ${after ?? 'none'} for ${second}` }]
  })
}

function caveats(baseline: RunManifest, candidate: RunManifest): string[] {
  const names = nameRuns(baseline, candidate)
  const filters = [baseline, candidate].flatMap((run, side) => betterFilter(names[side] ?? '', run))
  const others = [baseline, candidate].flatMap(({ model, status, imported }, side) => [
    ...(model.claimed ? [`${names[side]} is ${originOf(imported)}: its protocol is claimed, not proven`] : []),
    ...(status === 'complete' ? [] : [`${names[side]} is not finished: its status is ${status}`]),
  ])
  return [...filters.slice(0, 1), ...others]
}

/** A filter that reads few of the replies says more of their form than of the answers: lm-eval's strict-match of chat models, for one. */
function betterFilter(name: string, { imported, protocol }: RunManifest): string[] {
  if (imported === undefined || protocol.rule !== imported.rule) return []
  const { scores, filter, metric } = imported
  const alike = scores.filter((one) => one.metric === metric)
  const own = alike.find((one) => one.filter === filter)?.rows ?? Number.NaN
  const best = alike.reduce((most, one) => ((one.rows ?? 0) > (most.rows ?? 0) ? one : most), {} as ImportedScore)
  const isShare = alike.every(({ rows = 0 }) => rows >= 0 && rows <= 1)
  if (!isShare || best.filter === undefined || !(own < (best.rows ?? 0) / 2)) return []
  return [
    `${name} scores ${score(own, [0, 1])} by ${filter} and ${score(best.rows ?? 0, [0, 1])} by ${best.filter}: to decide by that, ` +
      `name the logs with --filter ${best.filter}, or the runs that were imported by it`,
  ]
}

const originOf = (imported: RunManifest['imported']) =>
  imported === undefined ? 'a replay' : `imported from ${[imported.tool, imported.toolVersion].join(' ').trim()}`

function incomparable(refused: readonly Difference[], [first, second]: readonly [string, string]): IncomparableError {
  const flags = refused.map(({ name }) => `--allow-different ${name}`).join(' ')
  return new IncomparableError(
    `${first} and ${second} did not measure the same: ${refused.map(({ text }) => text).join('; ')}`,
    { hint: `Run both alike; or compare all the same, marked in every output, with ${flags}` },
  )
}

function refuseUnknown(name: string): void {
  if (HARD_FIELDS.includes(name)) return
  throw new UsageError(`--allow-different ${name}: no such field`, {
    hint: `${nearest(name, HARD_FIELDS)}There are: ${HARD_FIELDS.join(', ')}.`,
  })
}

const showEngine = ({ engine, versions }: NonNullable<RunManifest['sandbox']>) =>
  versions.python === undefined ? engine : `${engine} (Python ${versions.python})`

/** Whether it has not been scored again since it was imported. */
const isScoredByOrigin = ({ imported, protocol }: RunManifest) => imported?.rule === protocol.rule

const short = (hash: string) => hash.slice(0, 12)

const clipped = (text: string | undefined) => (text && text.length > 40 ? `${text.slice(0, 40)}…` : text)

const quoted = (text: string | undefined) => text && JSON.stringify(clipped(text))

/** By the name the API gave them, since a name that was asked for moves on to newer models. */
const showJudges = ({ judges }: JudgeFacts) =>
  judges
    .map(({ provider, name, model = name, version }) => `${provider}/${model}${version ? ` (${version})` : ''}`)
    .join(' and ')

const showSettings = ({ judges, generation, regrades, minimum }: JudgeFacts) =>
  `${judges.map((judge) => JSON.stringify({ ...generation, ...judge.generation })).join(' and ')}, ${regrades} a turn, at least ${minimum}`

function showFiles(files: Readonly<Record<string, string>>): string {
  const names = Object.keys(files).sort()
  return names.map((name) => `${name} (sha256 ${short(files[name] ?? '')})`).join(' and ')
}
