/** The data card of a build: sources, contents, excluded records, settings. */
import type { BuildManifest } from './build-manifest.ts'
import { VARIANTS, type Variant } from './choices.ts'
import { EXCLUSION_REASONS, type ExcludedRecord, type ExclusionReason } from './exclusion-reasons.ts'
import type { Lengths } from './token-statistics.ts'

const MEANINGS: Readonly<Record<Variant, string>> = {
  original: 'the response that came with the prompt, unchanged',
  direct: 'the teacher’s answer, without its reasoning',
  'think-summary': 'a summary of the teacher’s reasoning, then its answer',
}

/** @returns the data card as Markdown */
export function dataCard(name: string, manifest: BuildManifest, dropped: readonly ExcludedRecord[]): string {
  return [
    `# Training data: ${name}`,
    '',
    `Made by evalkit ${manifest.software.evalkit} on ${manifest.createdAt.slice(0, 10)}. The variants contain the same prompts in the same order`,
    'and differ only in the response.',
    '',
    ...sources(manifest),
    '',
    ...contents(manifest),
    '',
    ...exclusionSection(manifest, dropped),
    '',
    ...answers(manifest),
    '',
    ...overlaps(manifest),
    '',
    '## Settings',
    '',
    ...table(
      ['setting', 'value'],
      Object.entries(manifest.settings).map(([key, value]) => [key, code(value)]),
    ),
    '',
    `All prompts and replies of the teacher are in \`${manifest.teacher.run}\`; \`rows.jsonl\` maps each row to its reply.`,
  ].join('\n')
}

function sources({ prompts, teacher, summarizer }: BuildManifest): string[] {
  const limited = prompts.selected < prompts.records ? `, ${prompts.selected} of them selected` : ''
  const scorers = Object.entries(prompts.verified ?? {}).map(([scorer, count]) => `${count} by \`${scorer}\``)
  return [
    '## Sources',
    '',
    ...table(
      ['source', 'details'],
      [
        ['prompts', `\`${prompts.file}\`, ${prompts.records} records${limited}; sha256 \`${prompts.sha256}\``],
        ['teacher', stage(teacher)],
        ...(summarizer
          ? [['summarizer', `${stage(summarizer)}; template \`${summarizer.template.slice(0, 16)}\``]]
          : []),
        ['verified', scorers.length > 0 ? `answers verified for ${scorers.join(', ')}` : 'nothing'],
      ],
    ),
  ]
}

function stage({ model, generation, tokens, cost }: BuildManifest['teacher']): string {
  const version = model.version === undefined ? '' : `, version \`${model.version.slice(0, 16)}\``
  const at = model.endpoint === undefined ? '' : ` at ${model.endpoint}`
  const spent = [
    ...(tokens.inputTokens === undefined ? [] : [`${tokens.inputTokens} tokens in`]),
    ...(tokens.outputTokens === undefined ? [] : [`${tokens.outputTokens} tokens out`]),
    ...(cost === undefined ? [] : [`cost ${cost}`]),
  ]
  const settings = Object.keys(generation).length === 0 ? 'server defaults' : code(generation)
  return `${model.provider}/${model.name}${at}${version}; ${settings}${spent.length > 0 ? `; ${spent.join(', ')}` : ''}`
}

function contents({ variants, files, kept }: BuildManifest): string[] {
  const built = VARIANTS.filter((variant) => variants[variant] !== undefined)
  const rows = built.map((variant) => {
    const { tokens, characters } = variants[variant] ?? {}
    const train = files[`${variant}.jsonl`]?.records ?? 0
    const validation = files[`${variant}.validation.jsonl`]?.records ?? 0
    return [
      `\`${variant}\``,
      MEANINGS[variant],
      String(train),
      String(validation),
      lengths(tokens),
      lengths(characters),
    ]
  })
  const isCounted = built.some((variant) => variants[variant]?.tokens !== undefined)
  return [
    '## Contents',
    '',
    ...table(
      ['variant', 'response', 'train', 'validation', 'tokens: mean, median, p95, total', 'characters: the same'],
      rows,
    ),
    '',
    `${kept.rows} rows from ${kept.prompts} prompts.${isCounted ? ' Token counts are estimates, from the count of the teacher’s server for the same reply.' : ''}`,
    '',
    ...table(
      ['file', 'records', 'sha256'],
      Object.entries(files).map(([file, { records, sha256 }]) => [`\`${file}\``, String(records), `\`${sha256}\``]),
    ),
  ]
}

const lengths = (of: Lengths | undefined) =>
  of === undefined ? '–' : [Math.round(of.mean), of.median, of.p95, of.total].join(', ')

function exclusionSection(
  { dropped: counts, prompts, kept }: BuildManifest,
  dropped: readonly ExcludedRecord[],
): string[] {
  const total = dropped.length
  const head = [
    '## Excluded records',
    '',
    `${total} of ${prompts.selected} records were excluded, and ${kept.prompts} are in all variants.`,
  ]
  if (total === 0) return head
  const reasons = (Object.keys(EXCLUSION_REASONS) as ExclusionReason[]).filter((reason) => counts[reason] !== undefined)
  return [
    ...head,
    '',
    ...table(
      ['reason', 'records', 'meaning'],
      reasons.map((reason) => [`\`${reason}\``, String(counts[reason]), EXCLUSION_REASONS[reason]]),
    ),
    '',
    'Their lines in the prompt file (details of each are in `dropped.jsonl`):',
    '',
    ...reasons.map((reason) => {
      return `- \`${reason}\`: ${lineList(dropped.filter((one) => one.reason === reason).map(({ line }) => line))}`
    }),
  ]
}

function answers({ answers: counts, settings, teacher: { notNeeded } }: BuildManifest): string[] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const rows = Object.entries(counts).map(([outcome, count]) => [
    `\`${outcome}\``,
    String(count),
    outcome === 'kept' ? 'kept' : EXCLUSION_REASONS[outcome as ExclusionReason],
  ])
  const each =
    notNeeded === undefined
      ? `${settings.repeats} to each prompt`
      : `up to ${settings.repeats} to each prompt; ${notNeeded} more were not requested, because the prompt already had a good one`
  const what = `The teacher gave ${total} answers, ${each}:`
  return ['## The teacher’s answers', '', what, '', ...table(['outcome', 'answers', 'meaning'], rows)]
}

function overlaps({ overlap, settings, dropped }: BuildManifest): string[] {
  const { words, prompts, samples, notLookedFor } = overlap
  const found = Object.entries(samples).map(([benchmark, count]) => `${benchmark} (${count} samples)`)
  const removed = (dropped.contaminated ?? 0) + (dropped['answer-contaminated'] ?? 0)
  const said =
    found.length === 0
      ? `No prompt shares a sequence of ${words} words with a benchmark.`
      : `${prompts} ${prompts === 1 ? 'prompt shares' : 'prompts share'} a sequence of ${words} words with ${found.join(', ')}.`
  return [
    '## Overlap with benchmarks',
    '',
    said,
    ...(settings.decontaminate ? [`${removed} records were removed for it.`] : []),
    ...(notLookedFor.length > 0
      ? [`Not searched for, because their data is not on this machine: ${notLookedFor.join(', ')}.`]
      : []),
  ]
}

/** Most ranges of lines shown per reason; `dropped.jsonl` has all of them. */
const MOST_RANGES = 200

/** Formats line numbers as ranges: `3, 17, 20–24`. */
function lineList(lines: readonly number[]): string {
  const ranges: [from: number, to: number][] = []
  for (const line of lines) {
    const last = ranges.at(-1)
    if (last !== undefined && line === last[1] + 1) last[1] = line
    else ranges.push([line, line])
  }
  const shown = ranges.slice(0, MOST_RANGES).map(([from, to]) => (from === to ? String(from) : `${from}–${to}`))
  const left = ranges.slice(MOST_RANGES).reduce((sum, [from, to]) => sum + to - from + 1, 0)
  return `${shown.join(', ')}${left > 0 ? `, and ${left} more` : ''}`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
]

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
