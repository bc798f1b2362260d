/** Resolves the models of a command: specs on the command line, or names from the config file. */

import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import type { Generation, ModelFacts, Price, ReasoningMarkers } from '../../results/schema/schema.ts'
import type { HeaderTemplates } from '../models/openai/headers.ts'
import { namesCheckpoint, type Serving } from '../models/serve/checkpoint-spec.ts'
import { assertDistinctLabels, type ModelSpec } from '../models/spec.ts'
import { withCheckpoints } from './checkpoint-flags.ts'
import { configuredSpec, servingOf, specOf, withOtherCheckpoints } from './checkpoint-models.ts'
import { refuseForeignKeys } from './config-headers.ts'
import type { Config } from './config-schema.ts'

/** A model named by the command line or the config file, with its settings. */
export interface NamedModel {
  readonly spec: ModelSpec
  /** The spec from the command line or the config, which opens the same model again. */
  readonly text: string
  /** Absent: the protocol's API. */
  readonly api?: ModelFacts['api']
  readonly version?: string
  /** Training step of the checkpoint. */
  readonly step?: number
  /** Training run that the checkpoint belongs to. */
  readonly series?: string
  /** Where its weights are found, if they are read from another place. */
  readonly weights?: string
  readonly generation: Generation
  /** Headers of each request, in addition to the API key. */
  readonly headers?: HeaderTemplates
  /** Price of its tokens, from the config. */
  readonly price?: Price
  /** Markers of its reasoning, in addition to the known formats. */
  readonly reasoning?: ReasoningMarkers
}

/** A model of a comparison. */
export interface ModelChoice extends NamedModel {
  readonly isBaseline: boolean
}

interface ModelArguments {
  readonly model: readonly string[] | undefined
  readonly baseline: string | undefined
  readonly api: readonly string[] | undefined
  readonly 'model-version': string | undefined
  readonly step?: readonly string[] | undefined
  readonly series?: readonly string[] | undefined
  readonly serve?: string | undefined
  readonly 'adapter-base'?: string | undefined
  readonly 'hash-weights'?: boolean | undefined
}

/**
 * Finds the models of a command: the baseline first, then the others in their order.
 *
 * @throws UsageError when there is no model, a spec or a flag is invalid, or two labels are equal
 */
export function findModelChoices(args: ModelArguments, config: Config): ModelChoice[] {
  const apis = readApis(args.api ?? [])
  const named = [
    ...(args.baseline === undefined ? [] : [{ text: args.baseline, isBaseline: true }]),
    ...(args.model ?? []).map((text) => ({ text, isBaseline: false })),
  ]
  if (named.length === 0) {
    throw new UsageError('no model given', {
      hint: 'Name one, as in --model sft=vllm/my-sft@http://localhost:8000/v1; the form is [label=]provider/model[@URL].',
    })
  }
  const serving = servingOf(args)
  const modelChoices = named.map(({ text, isBaseline }): ModelChoice => {
    const found = modelNamed(text, config, serving)
    const api = apis.get(found.spec.label) ?? apis.get('') ?? found.api
    const version = args['model-version'] ?? found.version
    return {
      ...found,
      isBaseline,
      ...(api !== undefined && { api }),
      ...(version !== undefined && { version }),
    }
  })
  assertDistinctLabels(modelChoices.map(({ spec }) => spec))
  refuseUnknownLabels(apis, modelChoices)
  return withCheckpoints(withOtherCheckpoints(modelChoices, args), args)
}

/** @throws UsageError for an invalid spec, a name that is not in the config, or a checkpoint without a server */
export function modelNamed(text: string, config: Config, serving: Serving = {}): NamedModel {
  const found = fromConfig(text, config, serving) ?? { spec: specOf(text, serving), text, generation: {} }
  const price = found.price ?? priceOf(found.spec.name, config)
  const { currency } = config
  return { ...found, ...(price !== undefined && { price: { ...(currency && { currency }), ...price } }) }
}

const priceOf = (model: string, { prices = {} }: Config) => (Object.hasOwn(prices, model) ? prices[model] : undefined)

/** The reasoning markers that the config gives for a model. */
export function configuredMarkers(name: string, { models = {} }: Config): ReasoningMarkers | undefined {
  const configured = Object.hasOwn(models, name) ? models[name] : undefined
  return typeof configured === 'object' ? configured.reasoning : undefined
}

/** Resolves a spec; text without a slash is a name from the config. @throws UsageError as `modelNamed`, and for a provider's key in a header to others */
function fromConfig(name: string, config: Config, serving: Serving): NamedModel | undefined {
  if (name.includes('/')) return undefined
  const models = config.models ?? {}
  const configured = Object.hasOwn(models, name) ? models[name] : undefined
  if (configured === undefined) {
    if (namesCheckpoint(name, serving)) return undefined
    const names = Object.keys(models)
    const known = names.length > 0 ? `Models in the config: ${names.join(', ')}. ` : ''
    throw new UsageError(`"${name}" is neither a model spec nor a model of the config file`, {
      hint: `${nearest(name, names)}${known}A spec is [label=]provider/model[@URL], as in vllm/my-sft@http://localhost:8000/v1.`,
    })
  }
  const entry = typeof configured === 'string' ? { model: configured } : configured
  const { model, checkpoint, serve, base, generation = {}, ...special } = entry
  const { spec, text } = configuredSpec(name, entry, serving)
  refuseForeignKeys(spec, special.headers ?? {}, process.env)
  return { spec, text, generation, ...special }
}

/** Reads `--api completions` (for all models) and `--api base=completions` (for one). */
function readApis(values: readonly string[]): Map<string, ModelFacts['api']> {
  return new Map(
    values.map((value) => {
      const [, label = '', api] = /^(?:(.+)=)?(chat|completions)$/.exec(value) ?? []
      if (api === 'chat' || api === 'completions') return [label, api]
      throw new UsageError(`--api ${value}: neither chat nor completions`, {
        hint: 'For one of several models: --api LABEL=completions',
      })
    }),
  )
}

function refuseUnknownLabels(apis: ReadonlyMap<string, unknown>, modelChoices: readonly ModelChoice[]): void {
  const labels = modelChoices.map(({ spec }) => spec.label)
  for (const label of apis.keys()) {
    if (label === '' || labels.includes(label)) continue
    throw new UsageError(`--api ${label}=…: no model has the label "${label}"`, {
      hint: `${nearest(label, labels)}Labels: ${labels.join(', ')}.`,
    })
  }
}
