/** From prompts to training files: screen, ask the teacher, choose, sum up, write. */
import { readPlaced } from '../../results/store/read.ts'
import { catchInterrupts, haltBy } from '../lib/interrupt.ts'
import type { Model } from '../models/model.ts'
import type { ModelChoice } from '../options/model-choices.ts'
import { Budget } from '../runs/budget.ts'
import { openLog } from '../runs/log.ts'
import { openModelChoice } from '../runs/open-model.ts'
import { newGroup } from '../runs/prepare.ts'
import { showProgress } from '../runs/progress.ts'
import { ResponseCaching } from '../runs/response-caching.ts'
import { type OpenResources, ResourcePool } from '../trial/resources.ts'
import { askAll, type Office } from './ask.ts'
import type { Drop, DroppedRecord } from './exclusion-reasons.ts'
import { BuildFolder } from './folder.ts'
import type { BuildPlan, BuildResult } from './plan.ts'
import { screen } from './prefilter.ts'
import { nothingLeft, type Prepared, prepare } from './prepare.ts'
import type { PromptRecord } from './prompt-file.ts'
import { answerCheck, openStage } from './stage.ts'
import { SUMMARY_GENERATION, sumUp } from './summary-stage.ts'
import {
  chooseAnswers,
  Marker,
  requireThinking,
  type TeacherOutcome,
  teacherId,
  teacherSample,
  untilFirstGood,
} from './teacher.ts'
import type { Row } from './variants.ts'
import { tally, writeBuild } from './write-build.ts'

/** Models and what they need, opened and looked at. */
interface Staff {
  readonly teacher: Model
  readonly summarizer: Model | undefined
  readonly resources: OpenResources
}

/** @throws UsageError or DatasetError, before anything is asked */
export async function buildTrainingData(plan: BuildPlan): Promise<BuildResult> {
  const prepared = await prepare(plan)
  const { locations, asking } = plan
  await using pool = new ResourcePool(locations.data.cacheDir)
  await using models = new AsyncDisposableStack()
  using caching = new ResponseCaching(locations.data.cacheDir, asking.cache)
  const log = await openLog(asking.log)
  const halt = new AbortController()
  const open = async (modelChoice: ModelChoice) => {
    const model = await openModelChoice(modelChoice, asking, {
      ...{ api: 'chat', isProtected: false, caching, log, stop: halt.signal },
    })
    models.defer(async () => model.close?.())
    return model
  }
  const language = prepared.proofs.values().find(({ known }) => known.program)?.known.program?.language
  const staff: Staff = {
    teacher: await open(plan.teacher),
    summarizer: prepared.template !== undefined && plan.summarizer ? await open(plan.summarizer) : undefined,
    resources: await pool.open(checkOf(prepared), { language, engine: plan.engine }),
  }
  if (!plan.resume) await lookAt(staff.summarizer) // later, there may be nothing left to ask
  const screened = await screenAll(plan, prepared, staff)

  await using folder = await BuildFolder.open(plan.output, plan.resume)
  using budget = new Budget(asking.budget ?? {})
  const interrupts = catchInterrupts()
  haltBy(halt, interrupts.stop, budget.stop)
  try {
    return await ask(plan, prepared, staff, screened, {
      folder,
      signals: interrupts,
      budget,
      log,
      observe: showProgress(),
      allowed: plan.allowed,
    })
  } finally {
    interrupts.release()
  }
}

/** The summarizer is asked last: that it cannot be asked at all should be known first. */
async function lookAt(model: Model | undefined): Promise<void> {
  if (model?.facts.provider !== 'replay') await model?.check?.({ sampleIds: [], allIds: [], repeats: 1 })
}

const checkOf = ({ proofs }: Prepared) =>
  answerCheck(new Map([...proofs].map(([line, { scorer }]) => [teacherId(line), scorer])))

interface Screened {
  readonly asked: readonly PromptRecord[]
  readonly dropped: ReadonlyMap<number, Drop>
}

async function screenAll(plan: BuildPlan, prepared: Prepared, { resources }: Staff): Promise<Screened> {
  const { prompts, proofs, decontamination } = prepared
  const { duplicates, similarity, filters, variants } = plan
  const needsResponse = variants.includes('original')
  const dropped = await screen(prompts.records, {
    ...{ duplicates, similarity, filters, needsResponse, proofs, decontamination, resources },
  })
  const asked = prompts.records.filter(({ line }) => !dropped.has(line))
  if (asked.length === 0) throw nothingLeft(prompts, [...dropped.values()])
  return { asked, dropped }
}

async function ask(
  plan: BuildPlan,
  prepared: Prepared,
  staff: Staff,
  { asked, dropped: screened }: Screened,
  office: Office,
): Promise<BuildResult> {
  const { prompts, proofs, decontamination, template } = prepared
  const group = newGroup()
  const generation = { ...plan.locations.config.generation, ...plan.teacher.generation, ...plan.generation }
  const scorer = checkOf(prepared)
  const needsThinking = plan.variants.includes('think-summary')
  const teaching = await openStage({
    name: 'teacher',
    model: staff.teacher,
    spec: plan.teacher.text,
    samples: asked.map((record) => teacherSample(record, proofs.get(record.line))),
    repeats: plan.repeats,
    generation,
    scorer,
    resources: staff.resources,
    files: { [prompts.path]: prompts.sha256 },
    identity: { lines: asked.map(({ line }) => line), verified: proofs.size, rule: scorer.rule },
    group,
  })
  const answersPlanned = asked.length * plan.repeats
  const { keep, filters, thinkingPattern } = plan
  const demands = { filters, needsThinking, ...(thinkingPattern && { thinkingPattern }) }
  const marker = new Marker(asked, { demands, proofs, decontamination })
  const settling = keep === 'first' && plan.repeats > 1 ? untilFirstGood(marker) : undefined
  const thinks = needsThinking ? requireThinking(staff.teacher.facts.label, answersPlanned, thinkingPattern) : undefined
  const taught = await askAll(teaching, office, {
    onRecord(record) {
      thinks?.(record)
      settling?.onRecord(record)
    },
    ...(settling && { isNeeded: settling.isNeeded }),
  })
  if (taught.kind !== 'asked') return taught
  await staff.teacher.close?.() // weights of the next one may need the room

  const chosen = await chooseAnswers(asked, readPlaced(taught.run.folder), marker, keep)
  const dropped: DroppedRecord[] = [...[...screened].map(([line, drop]) => ({ line, ...drop })), ...chosen.dropped]
  const rows = rowsOf(asked, chosen)

  let summed: Extract<Awaited<ReturnType<typeof sumUp>>, { kind: 'summed' }> | undefined
  if (staff.summarizer !== undefined && plan.summarizer !== undefined && template !== undefined && rows.length > 0) {
    const { text: spec } = plan.summarizer
    // A teacher that sums up its own thinking thinks again, and needs the room for it.
    const isTeacher = plan.summarizer === plan.teacher
    const result = await sumUp(
      rows,
      {
        ...{ model: staff.summarizer, spec, template, group, thinkingPattern },
        generation: isTeacher ? generation : { ...SUMMARY_GENERATION, ...plan.summarizer.generation },
        teacher: taught.run,
        resources: staff.resources,
        files: { [prompts.path]: prompts.sha256 },
      },
      office,
    )
    if (result.kind !== 'summed') return result
    summed = result
    dropped.push(...summed.dropped)
  }

  const kept = summed?.rows ?? rows
  if (kept.length === 0) throw nothingLeft(prompts, dropped)
  const manifest = await writeBuild({
    folder: office.folder,
    plan,
    prepared,
    rows: kept,
    dropped: dropped.sort((a, b) => a.line - b.line),
    answers: chosen.answers,
    verified: tally([...proofs.values()].map(({ scorer: { rule, name } }) => rule ?? name)),
    teacher: taught.run,
    ...(summed && { summarizer: summed.run }),
  })
  return { kind: 'built', manifest }
}

const rowsOf = (asked: readonly PromptRecord[], { kept }: TeacherOutcome): Row[] =>
  asked.flatMap((record) => (kept.get(record.line) ?? []).map((answer) => ({ record, answer })))
