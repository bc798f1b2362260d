/** The data card: where the files come from, and why each record that is not in them is not. */
import type { BuildManifest } from './build-manifest.ts'
import { DROP_REASONS, type DroppedRecord, type DropReason } from './exclusion-reasons.ts'
import type { Lengths } from './token-statistics.ts'
import { VARIANTS, type Variant } from './variants.ts'

const MEANINGS: Readonly<Record<Variant, string>> = {
  original: 'the response that came with the prompt, unchanged',
  direct: 'the teacher’s answer, without its thinking',
  'think-summary': 'a summary of the teacher’s thinking, then its answer',
}

export function dataCard(name: string, manifest: BuildManifest, dropped: readonly DroppedRecord[]): string {
  return [
    `# Training data: ${name}`,
    '',
    `Made by evalkit ${manifest.software.evalkit} on ${manifest.createdAt.slice(0, 10)}. The variants hold the same prompts in the same order: they`,
    'differ in the response alone, and so do models that are trained on them alike.',
    '',
    ...sources(manifest),
    '',
    ...contents(manifest),
    '',
    ...drops(manifest, dropped),
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
    `Every prompt and every reply of the teacher’s is in \`${manifest.teacher.run}\`; \`rows.jsonl\` tells which of them stands in which row.`,
  ].join('\n')
}

function sources({ prompts, teacher, summarizer }: BuildManifest): string[] {
  const limited = prompts.selected < prompts.records ? `, ${prompts.selected} of them selected` : ''
  const scorers = Object.entries(prompts.verified ?? {}).map(([scorer, count]) => `${count} by \`${scorer}\``)
  return [
    '## Where it comes from',
    '',
    ...table(
      ['part', 'what'],
      [
        ['prompts', `\`${prompts.file}\`, ${prompts.records} records${limited}; sha256 \`${prompts.sha256}\``],
        ['teacher', stage(teacher)],
        ...(summarizer
          ? [['summarizer', `${stage(summarizer)}; template \`${summarizer.template.slice(0, 16)}\``]]
          : []),
        ['verified', scorers.length > 0 ? `right answers known for ${scorers.join(', ')}` : 'nothing'],
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
  const settings = Object.keys(generation).length === 0 ? 'the server’s own settings' : code(generation)
  return `${model.provider}/${model.name}${at}${version}; ${settings}${spent.length > 0 ? `; ${spent.join(', ')}` : ''}`
}

function contents({ variants, files, kept }: BuildManifest): string[] {
  const asked = VARIANTS.filter((variant) => variants[variant] !== undefined)
  const rows = asked.map((variant) => {
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
  const isCounted = asked.some((variant) => variants[variant]?.tokens !== undefined)
  return [
    '## What is in it',
    '',
    ...table(
      ['variant', 'response', 'train', 'validation', 'tokens: mean, median, p95, total', 'characters: the same'],
      rows,
    ),
    '',
    `${kept.rows} rows from ${kept.prompts} prompts.${isCounted ? ' Tokens are estimated, from what the teacher’s server counted for the same reply.' : ''}`,
    '',
    ...table(
      ['file', 'records', 'sha256'],
      Object.entries(files).map(([file, { records, sha256 }]) => [`\`${file}\``, String(records), `\`${sha256}\``]),
    ),
  ]
}

const lengths = (of: Lengths | undefined) =>
  of === undefined ? '–' : [Math.round(of.mean), of.median, of.p95, of.total].join(', ')

function drops({ dropped: counts, prompts, kept }: BuildManifest, dropped: readonly DroppedRecord[]): string[] {
  const total = dropped.length
  const head = [
    '## What is not',
    '',
    `${total} of ${prompts.selected} records are in no file, and ${kept.prompts} are in all.`,
  ]
  if (total === 0) return head
  const reasons = (Object.keys(DROP_REASONS) as DropReason[]).filter((reason) => counts[reason] !== undefined)
  return [
    ...head,
    '',
    ...table(
      ['reason', 'records', 'meaning'],
      reasons.map((reason) => [`\`${reason}\``, String(counts[reason]), DROP_REASONS[reason]]),
    ),
    '',
    'Their lines in the prompt file; `dropped.jsonl` tells more of each:',
    '',
    ...reasons.map((reason) => {
      return `- \`${reason}\`: ${lineList(dropped.filter((one) => one.reason === reason).map(({ line }) => line))}`
    }),
  ]
}

function answers({ answers: counts, settings, teacher: { notNeeded } }: BuildManifest): string[] {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const rows = Object.entries(counts).map(([fate, count]) => [
    `\`${fate}\``,
    String(count),
    fate === 'kept' ? 'kept' : DROP_REASONS[fate as DropReason],
  ])
  const each =
    notNeeded === undefined
      ? `${settings.repeats} to each prompt that was asked`
      : `up to ${settings.repeats} to each prompt that was asked; ${notNeeded} more were not asked for, since the prompt had a good one`
  const what = `The teacher gave ${total} answers, ${each}:`
  return ['## The teacher’s answers', '', what, '', ...table(['fate', 'answers', 'meaning'], rows)]
}

function overlaps({ overlap, settings, dropped }: BuildManifest): string[] {
  const { words, prompts, samples, notLookedFor } = overlap
  const found = Object.entries(samples).map(([benchmark, count]) => `${benchmark} (${count} samples)`)
  const removed = (dropped.contaminated ?? 0) + (dropped['answer-contaminated'] ?? 0)
  const said =
    found.length === 0
      ? `No prompt shares ${words} words in a row with a benchmark that was looked for.`
      : `${prompts} ${prompts === 1 ? 'prompt shares' : 'prompts share'} ${words} words in a row with ${found.join(', ')}.`
  return [
    '## Overlap with benchmarks',
    '',
    said,
    ...(settings.decontaminate ? [`${removed} records were taken out for it.`] : []),
    ...(notLookedFor.length > 0
      ? [`Not looked for, since their data is not on this machine: ${notLookedFor.join(', ')}.`]
      : []),
  ]
}

/** More of them are in `dropped.jsonl`. */
const MOST_RANGES = 200

/** `3, 17, 20–24` */
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
