/** Builds training files from prompts: prefilter, query the teacher, select answers, summarize reasoning, write. */
import { readPlaced } from '../../results/store/read.ts'
import { commandSignals } from '../lib/interrupt.ts'
import type { Model } from '../models/model.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import { showProgress } from '../progress/show-progress.ts'
import { Budget } from '../runs/budget.ts'
import { openLog } from '../runs/log.ts'
import { ModelPool } from '../runs/model-pool.ts'
import { newGroup } from '../runs/prepare.ts'
import { ResponseCaching } from '../runs/response-caching.ts'
import { overridesOf } from '../trial/generation.ts'
import { type OpenResources, ResourcePool } from '../trial/resources.ts'
import type { ExcludedRecord, Exclusion } from './exclusion-reasons.ts'
import { BuildFolder } from './folder.ts'
import type { BuildPlan, BuildResult } from './plan.ts'
import { prefilter } from './prefilter.ts'
import { nothingLeft, type Prepared, prepare } from './prepare.ts'
import type { PromptRecord } from './prompt-file.ts'
import { type BuildContext, runStage } from './run-stage.ts'
import { answerCheck, openStage } from './stage.ts'
import { SUMMARY_GENERATION, summarizeReasoning } from './summary-stage.ts'
import {
  chooseAnswers,
  ReplyGrader,
  requireThinking,
  type TeacherOutcome,
  teacherId,
  teacherSample,
  untilFirstGood,
} from './teacher.ts'
import type { Row } from './variants.ts'
import { tally, writeBuild } from './write-build.ts'

/** The opened models of a build, and the resources of their scorers. */
interface BuildModels {
  readonly teacher: Model
  readonly summarizer: Model | undefined
  readonly resources: OpenResources
}

/** @throws UsageError or DatasetError before the first request */
export async function buildTrainingData(plan: BuildPlan): Promise<BuildResult> {
  const prepared = await prepare(plan)
  const { locations, asking } = plan
  await using sandboxes = new ResourcePool(locations.data.cacheDir)
  using caching = new ResponseCaching(locations.data.cacheDir, asking.cache)
  const log = await openLog(asking.log)
  const signals = commandSignals()
  await using pool = new ModelPool(asking, { caching, log, stop: signals.stop })
  const open = (choice: ModelChoice) => pool.open(choice, { api: 'chat', isProtected: false })
  const language = prepared.answerKeys.values().find(({ known }) => known.program)?.known.program?.language
  const models: BuildModels = {
    teacher: await open(plan.teacher),
    summarizer: prepared.template !== undefined && plan.summarizer ? await open(plan.summarizer) : undefined,
    resources: await sandboxes.open(checkOf(prepared), { language, engine: plan.engine }),
  }
  if (!plan.resume) await checkSummarizer(models.summarizer) // a resumed build may have no summary left to request
  const prefiltered = await prefilterPrompts(plan, prepared, models)

  await using folder = await BuildFolder.open(plan.output, plan.resume)
  using budget = new Budget(asking.budget ?? {})
  signals.listen(budget.stop)
  try {
    return await runStages(plan, prepared, models, prefiltered, {
      folder,
      signals,
      budget,
      log,
      observe: showProgress({ stop: signals.stop }),
      allowed: plan.allowed,
    })
  } finally {
    signals.release()
  }
}

/** Checks the summarizer up front: it is used last, and a wrong setting should not cost the teacher's replies. */
async function checkSummarizer(model: Model | undefined): Promise<void> {
  if (model?.facts.provider !== 'replay') await model?.check?.({ sampleIds: [], allIds: [], repeats: 1 })
}

const checkOf = ({ answerKeys }: Prepared) =>
  answerCheck(new Map([...answerKeys].map(([line, { scorer }]) => [teacherId(line), scorer])))

interface Prefiltered {
  readonly selected: readonly PromptRecord[]
  readonly dropped: ReadonlyMap<number, Exclusion>
}

async function prefilterPrompts(plan: BuildPlan, prepared: Prepared, { resources }: BuildModels): Promise<Prefiltered> {
  const { prompts, answerKeys, decontamination } = prepared
  const { duplicates, similarity, filters, variants } = plan
  const needsResponse = variants.includes('original')
  const dropped = await prefilter(prompts.records, {
    ...{ duplicates, similarity, filters, needsResponse, answerKeys, decontamination, resources },
  })
  const selected = prompts.records.filter(({ line }) => !dropped.has(line))
  if (selected.length === 0) throw nothingLeft(prompts, [...dropped.values()])
  return { selected, dropped }
}

async function runStages(
  plan: BuildPlan,
  prepared: Prepared,
  models: BuildModels,
  { selected, dropped: prefiltered }: Prefiltered,
  context: BuildContext,
): Promise<BuildResult> {
  const { prompts, answerKeys, decontamination, template } = prepared
  const group = newGroup()
  const generation = overridesOf(plan.locations.config.generation, plan.teacher.generation, plan.generation)
  const scorer = checkOf(prepared)
  const needsThinking = plan.variants.includes('think-summary')
  const teacherStage = await openStage({
    name: 'teacher',
    model: models.teacher,
    spec: plan.teacher.text,
    samples: selected.map((record) => teacherSample(record, answerKeys.get(record.line))),
    repeats: plan.repeats,
    generation,
    scorer,
    resources: models.resources,
    files: { [prompts.path]: prompts.sha256 },
    identity: { lines: selected.map(({ line }) => line), verified: answerKeys.size, rule: scorer.rule },
    group,
  })
  const answersPlanned = selected.length * plan.repeats
  const { keep, filters, thinkingPattern } = plan
  const requirements = { filters, needsThinking, ...(thinkingPattern && { thinkingPattern }) }
  const grader = new ReplyGrader(selected, { requirements, answerKeys, decontamination })
  const observer = keep === 'first' && plan.repeats > 1 ? untilFirstGood(grader) : undefined
  const requireShown = needsThinking
    ? requireThinking(models.teacher.facts.label, answersPlanned, thinkingPattern)
    : undefined
  const teacherResult = await runStage(teacherStage, context, {
    onRecord(record) {
      requireShown?.(record)
      observer?.onRecord(record)
    },
    ...(observer && { isNeeded: observer.isNeeded }),
  })
  if (teacherResult.kind !== 'complete') return teacherResult
  await models.teacher.unload?.() // frees its memory for the weights of the next model

  const chosen = await chooseAnswers(selected, readPlaced(teacherResult.run.folder), grader, keep)
  const dropped: ExcludedRecord[] = [
    ...[...prefiltered].map(([line, exclusion]) => ({ line, ...exclusion })),
    ...chosen.dropped,
  ]
  const rows = rowsOf(selected, chosen)

  let summarized: Extract<Awaited<ReturnType<typeof summarizeReasoning>>, { kind: 'summarized' }> | undefined
  if (models.summarizer !== undefined && plan.summarizer !== undefined && template !== undefined && rows.length > 0) {
    const { text: spec } = plan.summarizer
    // A teacher that summarizes its own reasoning reasons again, and needs the tokens for it.
    const isTeacher = plan.summarizer === plan.teacher
    const result = await summarizeReasoning(
      rows,
      {
        ...{ model: models.summarizer, spec, template, group, thinkingPattern },
        generation: isTeacher ? generation : { ...SUMMARY_GENERATION, ...plan.summarizer.generation },
        teacher: teacherResult.run,
        resources: models.resources,
        files: { [prompts.path]: prompts.sha256 },
      },
      context,
    )
    if (result.kind !== 'summarized') return result
    summarized = result
    dropped.push(...summarized.dropped)
  }

  const kept = summarized?.rows ?? rows
  if (kept.length === 0) throw nothingLeft(prompts, dropped)
  const manifest = await writeBuild({
    folder: context.folder,
    plan,
    prepared,
    rows: kept,
    dropped: dropped.sort((a, b) => a.line - b.line),
    answers: chosen.answers,
    verified: tally([...answerKeys.values()].map(({ scorer: { rule, name } }) => rule ?? name)),
    teacher: teacherResult.run,
    ...(summarized && { summarizer: summarized.run }),
  })
  return { kind: 'built', manifest }
}

const rowsOf = (selected: readonly PromptRecord[], { kept }: TeacherOutcome): Row[] =>
  selected.flatMap((record) => (kept.get(record.line) ?? []).map((answer) => ({ record, answer })))
