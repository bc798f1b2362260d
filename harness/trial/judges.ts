/** The judges of a command: opened and tried once, before the first request, and shared by its runs. */
import type { Judging } from '../../benchmarks/benchmark.ts'
import { type DataOptions, locate } from '../../benchmarks/data/dataset.ts'
import { readOwnFile } from '../../benchmarks/data/own-files.ts'
import { DatasetError, ModelError, UsageError } from '../../results/errors.ts'
import type { Generation, JudgeFacts, ModelFacts, RunManifest } from '../../results/schema/schema.ts'
import type { JudgeQuestion } from '../../scorers/judge.ts'
import type { JudgeTemplate } from '../../scorers/judge-template.ts'
import { hashFacts } from '../lib/hash.ts'
import { withRefusalLimit } from '../models/limits/with-refusal-limit.ts'
import type { Model } from '../models/model.ts'
import { type ModelOptions, openModel } from '../models/open.ts'
import { assertDistinctLabels } from '../models/spec.ts'
import { withReasoning } from '../models/with-reasoning.ts'
import type { Config } from '../options/config-schema.ts'
import type { JudgeChoice } from '../options/judge-flags.ts'
import { modelNamed, type NamedModel } from '../options/model-choices.ts'
import { askJudge, type OpenPanel, type PanelMember } from './judge-model.ts'
import { type ReadingLimit, readingLimit } from './reading-limit.ts'

/** Settings of judges from flags and config. */
export interface JudgeSettings extends JudgeChoice {
  readonly config: Config
  /** Settings of their requests: their own connections, and the retries and timeouts of the command. */
  readonly model: Omit<ModelOptions, 'api'>
  /** Wraps each judge, as with a cache or a log. */
  readonly wrap?: (model: Model) => Promise<Model>
}

/** How a benchmark uses its judges. */
export interface JudgeUse {
  readonly benchmark: string
  readonly judging: Judging
  readonly data: DataOptions
}

interface OpenedJudge extends NamedModel {
  readonly model: Model
  /** Model id reported by the API. */
  readonly served: string | undefined
  readonly limit: ReadingLimit
}

export class JudgePool implements AsyncDisposable {
  readonly #settings: JudgeSettings
  #opened: Promise<readonly OpenedJudge[]> | undefined

  constructor(settings: JudgeSettings) {
    this.#settings = settings
  }

  /** @throws UsageError without a judge, DatasetError for templates that cannot be used, ModelError when a judge cannot be used */
  async open(benchmark: string, judging: Judging, data: DataOptions): Promise<OpenPanel> {
    const { specs, regrades = 1, minimum = specs.length, template: file } = this.#settings
    if (specs.length === 0) {
      throw new UsageError(`${benchmark} requires a judge, and none is given`, {
        hint: 'Add one, as in --judge openai/gpt-4.1, or --judge LABEL=provider/model@URL.',
      })
    }
    if (minimum > specs.length) {
      throw new UsageError(`--min-judges ${minimum}: only ${specs.length} given`, { hint: 'Each --judge adds one.' })
    }
    const { templates, source } = await readTemplates(judging, file, data)
    this.#opened ??= this.#openAll(judging.generation)
    const opened = await this.#opened
    const members = opened.map(({ model, generation, limit }) => ({
      model,
      limit,
      generation: { ...judging.generation, ...generation },
    }))
    return {
      ...panelOf(members, templates),
      regrades,
      minimum,
      facts: {
        judges: opened.map(judgeFacts),
        generation: judging.generation,
        template: { source, hash: hashOf(templates) },
        regrades,
        minimum,
      },
    }
  }

  async #openAll(generation: Generation): Promise<OpenedJudge[]> {
    const { specs, config, model: options, wrap = async (model: Model) => model } = this.#settings
    const named = specs.map((text) => withOmissions(modelNamed(text, config), this.#settings.omit))
    assertDistinctLabels(named.map(({ spec }) => spec))
    const opened: OpenedJudge[] = []
    for (const judge of named) {
      if (judge.spec.provider === 'replay') {
        throw new UsageError(`--judge ${judge.text}: a replay file cannot judge`, { hint: 'Name a model.' })
      }
      const known = judge.version ?? this.#settings.version
      const version = known === undefined ? {} : { version: known }
      const headers = judge.headers === undefined ? {} : { headers: judge.headers }
      const plain = await wrap(
        withRefusalLimit(
          await openModel(judge.spec, { ...options, api: 'chat', omitFlag: '--judge-omit', ...version, ...headers }),
        ),
      )
      const model = withReasoning(plain, judge.reasoning)
      const trial = options.batch === undefined ? { ...generation, ...judge.generation } : undefined
      opened.push({ ...judge, model, served: await tried(model, trial), limit: readingLimit(model.facts.label) })
    }
    return opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.#opened?.catch(() => [])
    await Promise.all((opened ?? []).map(({ model }) => model.close?.()))
  }
}

/** Adds fields to leave out to those of the config. */
function withOmissions(judge: NamedModel, omit: readonly string[] = []): NamedModel {
  if (omit.length === 0) return judge
  const all = [...new Set([...(judge.generation.omit ?? []), ...omit])].sort()
  return { ...judge, generation: { ...judge.generation, omit: all } }
}

/**
 * The judges of a stored run, which are sent no request: their verdicts are in the records.
 *
 * @throws UsageError for a run without a judge, or whose templates have changed since
 */
export async function storedPanel({ judge }: RunManifest, { benchmark, judging, data }: JudgeUse): Promise<OpenPanel> {
  const hint = 'Have its answers judged anew with --judge.'
  if (judge === undefined) throw new UsageError(`this run of ${benchmark} has no judge`, { hint })
  const own = judge.template.source === judging.template.file ? undefined : judge.template.source
  const { templates } = await readTemplates(judging, own, data)
  if (hashOf(templates) !== judge.template.hash) {
    throw new UsageError(`${judge.template.source}: the judge’s templates have changed since that run`, { hint })
  }
  const members = judge.judges.map(({ label, provider, name }) => ({
    model: silent({ label, provider, name, api: 'chat' }),
    generation: judge.generation,
  }))
  return { ...panelOf(members, templates), regrades: judge.regrades, minimum: judge.minimum, facts: judge }
}

const silent = (facts: ModelFacts): Model => ({
  facts,
  complete: async () => {
    throw new ModelError('the run has no such verdict', { hint: 'Request it with --judge.' })
  },
})

function panelOf(members: readonly PanelMember[], templates: readonly JudgeTemplate[]) {
  return {
    judges: members.map((member) => ({
      label: member.model.facts.label,
      ask: (question: JudgeQuestion) => askJudge(member, question),
    })),
    members,
    templates: new Map(templates.map((template) => [template.name, template])),
    capacity: () => members.reduce((sum, { model }) => sum + (model.capacity?.() ?? 1), 0),
  }
}

const hashOf = (templates: readonly JudgeTemplate[]) =>
  hashFacts(templates.map(({ name, system, user }) => ({ name, system, user })))

/**
 * Sends one cheap request with the settings of verdicts, so that an unsuitable judge is known before anything is paid.
 *
 * @param generation absent: no request is sent, since a batch of one may take a day
 * @returns the model id reported by the API
 * @throws ModelError naming the judge
 */
async function tried(model: Model, generation: Generation | undefined): Promise<string | undefined> {
  const trial = { sampleId: 'judge', repeat: 1, turn: 1 }
  const prompt = [{ role: 'user' as const, content: 'Reply with the word: ready' }]
  try {
    await model.check?.({ sampleIds: [], allIds: [], repeats: 1 })
    return generation && (await model.complete({ prompt, generation, trial })).model
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    const { status, fatal, retryable, hint, tries } = error
    throw new ModelError(`the judge ${model.facts.label}: ${error.message}`, {
      cause: error,
      // A request refused now would be refused each time.
      fatal: fatal || !retryable,
      retryable,
      tries,
      ...(status !== undefined && { status }),
      ...(hint !== undefined && { hint }),
    })
  }
}

async function readTemplates(
  judging: Judging,
  file: string | undefined,
  data: DataOptions,
): Promise<{ templates: readonly JudgeTemplate[]; source: string }> {
  const source = file ?? judging.template.file
  const path = file ?? (await locate(judging.template, data)).path
  const text = (file === undefined ? judging.text : undefined) ?? (await readOwnFile(path))
  try {
    return { templates: judging.templates(text), source }
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error
    throw new DatasetError(`${path}: ${error.message}`, { cause: error, ...(error.hint && { hint: error.hint }) })
  }
}

function judgeFacts({ model: { facts }, served, generation, price }: OpenedJudge): JudgeFacts['judges'][number] {
  const { label, provider, name, endpoint, version, reasoning } = facts
  return {
    label,
    provider,
    name,
    ...(served !== undefined && { model: served }),
    ...(endpoint !== undefined && { endpoint }),
    ...(version !== undefined && { version }),
    ...(Object.keys(generation).length > 0 && { generation }),
    ...(price !== undefined && { price }),
    ...(reasoning !== undefined && { reasoning }),
  }
}
