/** Writes the files of a build. The manifest is written last and marks the build as finished. */
import { basename, join } from 'node:path'
import type { FinishedRun } from '../../results/store/read.ts'
import { hashFacts } from '../lib/hash.ts'
import { software } from '../runs/software.ts'
import { BUILD_VERSION, type BuildManifest, type StageFacts } from './build-manifest.ts'
import { WholeFile, writeReport } from './contamination/output.ts'
import { dataCard } from './data-card.ts'
import type { ExcludedRecord } from './exclusion-reasons.ts'
import { BUILD_MANIFEST, type BuildFolder, DATA_CARD } from './folder.ts'
import type { BuildPlan } from './plan.ts'
import type { Prepared } from './prepare.ts'
import { RowReader } from './row-texts.ts'
import { drawValidation } from './split.ts'
import { LineFiles, writeTraining } from './training-files.ts'
import type { Row } from './variants.ts'

export interface Built {
  readonly folder: BuildFolder
  readonly plan: BuildPlan
  readonly prepared: Prepared
  /** In the order of the prompts. */
  readonly rows: readonly Row[]
  /** In the order of the prompts. */
  readonly dropped: readonly ExcludedRecord[]
  readonly answers: Readonly<Record<string, number>>
  /** Scorer → number of records it verified. */
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
  const files = new LineFiles(folder.path)
  const { variants, facts } = await writeFiles(files, built, validation).catch(async (error) => {
    await files.discard()
    throw error
  })

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
    variants,
    files: facts,
    software: await software(),
  }
  await writeText(join(folder.path, DATA_CARD), dataCard(basename(plan.output), manifest, dropped))
  await writeReport(join(folder.path, BUILD_MANIFEST), manifest)
  return manifest
}

async function writeFiles(files: LineFiles, built: Built, validation: ReadonlySet<number>) {
  const { plan, rows, dropped, teacher, summarizer } = built
  const { variants, format, thinkingPattern } = plan
  using reader = new RowReader(teacher.folder, summarizer?.folder, thinkingPattern)
  const lengths = await writeTraining(files, { rows, variants, format, validation, reader })
  const rowsFile = await files.open('rows.jsonl')
  for (const split of ['train', 'validation'] as const) {
    let row = 0
    for (const { record, answer } of rows) {
      if (validation.has(record.line) !== (split === 'validation')) continue
      row++ // 1-based, within its split
      await rowsFile.write({ split, row, line: record.line, repeat: answer.repeat, score: answer.score })
    }
  }
  const droppedFile = await files.open('dropped.jsonl')
  for (const record of dropped) await droppedFile.write(record)
  return { variants: lengths, facts: await files.finish() }
}

async function writeText(path: string, text: string): Promise<void> {
  const file = await WholeFile.open(path)
  await file.writeLine(Buffer.from(text.trimEnd()))
  await file.finish()
}

function stageFacts({ folder, manifest, summary }: FinishedRun): StageFacts {
  const notNeeded =
    manifest.items.count * manifest.trialsPerSample - summary.trials - summary.unscored - summary.pending
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

/** The settings that decide the contents of the files. */
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
