/** Builds the command that measures the best checkpoint again, on samples or answers that took no part in choosing it. */
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { BENCHMARKS } from '../../benchmarks/index.ts'
import type { AdviseBest } from '../../results/curve/curve.ts'
import { KNOWN_BENCHMARKS } from '../../results/gate/margins.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { count, plural } from '../../results/words/format.ts'
import { commandOf } from '../../results/words/shell.ts'

const REPEATS = 4
const TEMPERATURE = 0.6

/** What to ask, and why. */
interface Fresh {
  readonly advice: string
  readonly flags: readonly string[]
  /** Replaces the protocol, and with it the settings that were changed. */
  readonly protocol?: string
}

/** Other samples where some were not asked; else other answers to all of them. */
export const measureAgain: AdviseBest = ({ runs }, baseline) => {
  const { manifest } = runs[0]
  const known = BENCHMARKS.find(({ name }) => name === manifest.benchmark.name)?.protocols
  const fresh = otherSamples(manifest) ?? otherAnswers(manifest, Object.hasOwn(known ?? {}, 'gate'))
  if (isOnFile(manifest)) {
    return {
      advice: `Before you take it, measure it again ${fresh.advice}. Its replies came from a file: ask the model itself.`,
    }
  }
  // A file of replies has none to other samples.
  const before = baseline === undefined || isOnFile(baseline.manifest) ? undefined : baseline.manifest
  const isGated = before !== undefined && hasMargin(manifest)
  const words = [
    ...['run', manifest.benchmark.name, '--protocol', fresh.protocol ?? manifest.protocol.name],
    ...['--model', manifest.spec],
    ...(before === undefined ? [] : ['--baseline', distinct(before, manifest)]),
    ...checkpointFlags(manifest, before !== undefined),
    ...(fresh.protocol === undefined ? settingFlags(manifest, known?.[manifest.protocol.name]) : []),
    ...judgeFlags(manifest),
    ...fresh.flags,
    ...(isGated ? ['--gate'] : []),
  ]
  const how = isGated ? 'gate it' : 'measure it again'
  const serving = isAtHand(manifest.model) ? '' : ', with its server serving that step'
  const gating = before === undefined ? ' (add --baseline MODEL --gate to gate it)' : ''
  return { advice: `Before you take it, ${how} ${fresh.advice}${serving}${gating}:`, command: commandOf(words) }
}

/** Whether the replies came from a file or another tool, so that nothing can be asked again. */
const isOnFile = ({ model, imported }: RunManifest) => model.provider === 'replay' || imported !== undefined

/** @returns undefined where every sample was asked */
function otherSamples({ items, dataset }: RunManifest): Fresh | undefined {
  const { size } = dataset
  if (items.count >= size || items.shard !== undefined) return undefined
  const rest = size - items.count
  const [, first] = /^--limit first:(\d+)$/.exec(items.selection ?? '') ?? []
  const [, from, to] = /^--limit (\d+)-(\d+)$/.exec(items.selection ?? '') ?? []
  const next = first ?? (to === undefined ? undefined : String(Number(to) + 1))
  const range =
    next !== undefined && Number(next) < size
      ? `${next}-${size - 1}`
      : from !== undefined && Number(from) > 0
        ? `0-${Number(from) - 1}`
        : undefined
  if (range !== undefined) return { advice: 'on samples that took no part in the choice', flags: ['--limit', range] }
  return { advice: `on all ${count(size)} samples, of which ${count(rest)} took no part in the choice`, flags: [] }
}

function otherAnswers({ generation, protocol }: RunManifest, hasGateProtocol: boolean): Fresh {
  const repeats = ['--repeats', String(REPEATS)]
  const { temperature, seed } = generation
  if (temperature !== 0) {
    const seeded = seed === undefined ? [] : ['--seed', String(seed + 1)]
    return { advice: `by ${plural(REPEATS, 'new answer')} to each sample`, flags: [...repeats, ...seeded] }
  }
  const sampled = 'by sampled answers, since all samples took part in the choice and greedy answers repeat themselves'
  if (hasGateProtocol && protocol.name !== 'gate') return { advice: sampled, flags: repeats, protocol: 'gate' }
  return { advice: sampled, flags: ['--temperature', String(TEMPERATURE), ...repeats] }
}

const hasMargin = ({ benchmark: { name, margin } }: RunManifest) =>
  margin !== undefined || (KNOWN_BENCHMARKS as readonly string[]).includes(name)

/** The baseline's spec, under another label where both would have the same. */
function distinct(baseline: RunManifest, { model }: RunManifest): string {
  if (baseline.model.label !== model.label) return baseline.spec
  return `baseline=${baseline.spec.replace(/^[\w.-]+=(?=[^/]*\/)/, '')}`
}

/** Whether the command names the weights themselves, in a file or a folder. */
const isAtHand = ({ provider, served }: RunManifest['model']) => provider === 'gguf' || served !== undefined

/**
 * What says which checkpoint it is. A version holds for every model of a command, the baseline too; of a checkpoint that evalkit serves, all
 * is read from its folder.
 */
function checkpointFlags({ model }: RunManifest, hasBaseline: boolean): string[] {
  const { step, series, version, served } = model
  if (served !== undefined) return ['--serve', served]
  const isOwn = model.provider !== 'gguf' && version !== undefined && !hasBaseline
  return [
    ...(step === undefined ? [] : ['--step', String(step)]),
    ...(series === undefined ? [] : ['--series', series]),
    ...(isOwn ? ['--model-version', version] : []),
  ]
}

const NUMBERS = { temperature: '--temperature', topP: '--top-p', maxTokens: '--max-tokens' } as const

/** Flags for what was not as its protocol has it. */
function settingFlags({ generation, protocol, model }: RunManifest, usual: Protocol<never> | undefined): string[] {
  const changed = new Set(protocol.changed?.map((text) => text.replace(/=.*$/s, '')))
  const numbers = (['temperature', 'topP', 'maxTokens'] as const).filter((name) => changed.has(name))
  return [
    ...numbers.flatMap((name) => [NUMBERS[name], String(generation[name])]),
    ...(changed.has('system') && generation.system !== undefined ? ['--system', generation.system] : []),
    ...(changed.has('reasoningEffort') && generation.reasoningEffort !== undefined
      ? ['--reasoning-effort', generation.reasoningEffort]
      : []),
    ...(changed.has('extraBody') ? ['--extra-body', JSON.stringify(generation.extraBody)] : []),
    ...(usual !== undefined && usual.api !== model.api ? ['--api', model.api] : []),
    ...(usual !== undefined && protocol.rule !== undefined && usual.scorer.rule !== protocol.rule
      ? ['--rule', protocol.rule]
      : []),
    ...(usual !== undefined && protocol.check !== undefined && usual.scorer.check !== protocol.check
      ? ['--check', protocol.check]
      : []),
    ...(changed.has('stop') ? (generation.stop ?? []).flatMap((text) => ['--stop', text]) : []),
    ...(changed.has('omit') ? (generation.omit ?? []).flatMap((field) => ['--omit', field]) : []),
  ]
}

const judgeFlags = ({ judge }: RunManifest): string[] =>
  (judge?.judges ?? []).flatMap(({ provider, name, endpoint }) => [
    '--judge',
    `${provider}/${name}${endpoint === undefined ? '' : `@${endpoint}`}`,
  ])
