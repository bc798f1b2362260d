/** The files of a finished build; the manifest comes last, and with it the build is finished. */
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import type { FinishedRun } from '../../results/store.ts'
import { WholeFile, writeReport } from '../contamination/output.ts'
import { hashFacts } from '../hash.ts'
import { software } from '../software.ts'
import { BUILD_VERSION, type BuildManifest, type StageFacts } from './build-manifest.ts'
import { dataCard } from './data-card.ts'
import type { DroppedRecord } from './drop.ts'
import { BUILD_MANIFEST, type BuildFolder, DATA_CARD } from './folder.ts'
import { trainingRecord } from './formats.ts'
import type { BuildPlan } from './plan.ts'
import type { Prepared } from './prepare.ts'
import { drawValidation } from './split.ts'
import { lengthStatistics } from './token-statistics.ts'
import { type Row, responseOf } from './variants.ts'

export interface Built {
  readonly folder: BuildFolder
  readonly plan: BuildPlan
  readonly prepared: Prepared
  /** In the order of the prompts. */
  readonly rows: readonly Row[]
  /** In the order of the prompts. */
  readonly dropped: readonly DroppedRecord[]
  readonly answers: Readonly<Record<string, number>>
  /** How many records each scorer verified. */
  readonly verified: Readonly<Record<string, number>>
  readonly teacher: FinishedRun
  readonly summarizer?: FinishedRun
}

export async function writeBuild(built: Built): Promise<BuildManifest> {
  const { folder, plan, rows, dropped } = built
  const { prompts, template, overlap } = built.prepared
  await folder.clear()
  const lines = [...new Set(rows.map(({ record }) => record.line))]
  const validation = drawValidation(lines, plan.validation.share, plan.validation.seed)
  const splits = [
    { suffix: '', rows: rows.filter(({ record }) => !validation.has(record.line)) },
    { suffix: '.validation', rows: rows.filter(({ record }) => validation.has(record.line)) },
  ].filter((split) => split.suffix === '' || split.rows.length > 0)

  const files: Record<string, BuildManifest['files'][string]> = {}
  const write = async (name: string, records: Iterable<object>) => {
    files[name] = await writeLines(join(folder.path, name), records)
  }
  for (const variant of plan.variants) {
    for (const split of splits) {
      const records = split.rows.values().map((row) => {
        return trainingRecord(plan.format, row.record.messages, responseOf(variant, row))
      })
      await write(`${variant}${split.suffix}.jsonl`, records)
    }
  }
  await write(
    'rows.jsonl',
    splits.flatMap((split) => split.rows.map((row, index) => place(split.suffix, index, row))),
  )
  await write('dropped.jsonl', dropped)

  const manifest: BuildManifest = {
    schemaVersion: BUILD_VERSION,
    createdAt: new Date().toISOString(),
    prompts: {
      file: prompts.path,
      sha256: prompts.sha256,
      records: prompts.total,
      selected: prompts.records.length,
      ...(plan.isVerified && { verified: built.verified }),
    },
    teacher: stageFacts(built.teacher),
    ...(built.summarizer && {
      summarizer: { ...stageFacts(built.summarizer), template: hashFacts(template, 64) },
    }),
    settings: settingsOf(plan),
    overlap,
    kept: {
      prompts: lines.length,
      rows: rows.length,
      validation: rows.filter(({ record }) => validation.has(record.line)).length,
    },
    dropped: tally(dropped.map(({ reason }) => reason)),
    answers: built.answers,
    variants: Object.fromEntries(plan.variants.map((variant) => [variant, lengthStatistics(variant, rows)])),
    files,
    software: await software(),
  }
  await writeText(join(folder.path, DATA_CARD), dataCard(basename(plan.output), manifest, dropped))
  await writeReport(join(folder.path, BUILD_MANIFEST), manifest)
  return manifest
}

/** Which prompt and which answer stand in a row of the training files, 1-based. */
const place = (suffix: string, index: number, { record, answer }: Row) => ({
  split: suffix === '' ? 'train' : 'validation',
  row: index + 1,
  line: record.line,
  repeat: answer.repeat,
  score: answer.score,
})

async function writeLines(path: string, records: Iterable<object>): Promise<BuildManifest['files'][string]> {
  const file = await WholeFile.open(path)
  const digest = createHash('sha256')
  let count = 0
  let bytes = 0
  try {
    for (const record of records) {
      const line = Buffer.from(JSON.stringify(record))
      digest.update(line).update('\n')
      count++
      bytes += line.length + 1
      await file.writeLine(line)
    }
    await file.finish()
  } catch (error) {
    await file.discard()
    throw error
  }
  return { records: count, bytes, sha256: digest.digest('hex') }
}

async function writeText(path: string, text: string): Promise<void> {
  const file = await WholeFile.open(path)
  await file.writeLine(Buffer.from(text.trimEnd()))
  await file.finish()
}

function stageFacts({ folder, manifest, summary }: FinishedRun): StageFacts {
  const notNeeded = manifest.items.count * manifest.repeats - summary.trials - summary.unscored - summary.pending
  return {
    model: manifest.model,
    generation: manifest.generation,
    run: join('runs', basename(folder)),
    tokens: summary.tokens,
    ...(summary.cost !== undefined && { cost: summary.cost }),
    unscored: summary.unscored,
    ...(notNeeded > 0 && { notNeeded }),
  }
}

/** What was asked of the command, as far as it decides what is in the files. */
function settingsOf(plan: BuildPlan): BuildManifest['settings'] {
  const { filters, validation } = plan
  const lengths = ({ min, max }: { min: number; max: number }) => `${min}-${Number.isFinite(max) ? max : ''}`
  return {
    variants: plan.variants,
    format: plan.format,
    repeats: plan.repeats,
    keep: plan.keep,
    verify: plan.isVerified,
    ...(plan.limit !== undefined && { limit: plan.limit }),
    ...(plan.benchmark !== undefined && { benchmark: plan.benchmark }),
    duplicates: plan.duplicates,
    ...(plan.duplicates === 'near' && { similarity: plan.similarity }),
    ...(filters.promptLength && { promptChars: lengths(filters.promptLength) }),
    ...(filters.answerLength && { answerChars: lengths(filters.answerLength) }),
    ...(filters.languages && { languages: [...filters.languages] }),
    ...(filters.answerFormat && { answerFormat: String(filters.answerFormat) }),
    refusals: filters.keepRefusals ? 'kept' : 'dropped',
    ...(plan.thinkingPattern && { thinking: String(plan.thinkingPattern) }),
    ...(plan.variants.includes('think-summary') && plan.summarizer === undefined && { summarizer: 'none' }),
    ...(validation.share > 0 && { validation: validation.share, splitSeed: validation.seed }),
    decontaminate: plan.decontaminate !== undefined,
  }
}

export function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
