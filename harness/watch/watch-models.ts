/** Makes models of checkpoints, and of the text of `--baseline`. */
import { UsageError } from '../../results/errors.ts'
import { namesCheckpoint } from '../models/serve/checkpoint-spec.ts'
import { parseModelSpec, splitLabel } from '../models/spec.ts'
import { servingOf } from '../options/checkpoint-models.ts'
import type { Config } from '../options/config-schema.ts'
import { findModelChoices, type ModelChoice } from '../options/model-choices.ts'
import type { NamedCheckpoint } from './plan.ts'

/** Flags that say how models are opened. */
export interface ModelFlags {
  readonly api: readonly string[] | undefined
  readonly serve: string | undefined
  readonly 'adapter-base': string | undefined
  readonly 'hash-weights': boolean | undefined
}

/**
 * Served with `--serve`; without, GGUF files run in this process.
 *
 * @throws UsageError for weights that require a server where none is given
 */
export function checkpointChoice(
  { label, path, pinnedPath, kind, step, series }: NamedCheckpoint,
  flags: ModelFlags,
  config: Config,
): ModelChoice {
  if (flags.serve === undefined && kind !== 'gguf') {
    throw new UsageError(
      `${path}: ${kind === 'adapter' ? 'an adapter requires' : 'safetensors weights require'} a server`,
      {
        hint: 'Let evalkit start one, as in --serve vllm; --help names others.',
      },
    )
  }
  const [name, original] = [pinnedPath, path].map((one) => (flags.serve === undefined ? `gguf/${one}` : asPath(one)))
  const choice = choiceOf(`${label}=${name}`, flags, config)
  return {
    ...choice,
    text: `${label}=${original}`,
    ...(choice.spec.serve && { weights: path }),
    ...(step !== undefined && { step }),
    ...(series !== undefined && { series }),
  }
}

/** A relative path, so that it is not taken for a provider's model. */
const asPath = (path: string) => (/^[./~]/.test(path) ? path : `./${path}`)

/** @returns undefined for text that names no model: it names a run. @throws UsageError for a model that cannot be meant */
export function modelOf(text: string, flags: ModelFlags, config: Config): ModelChoice | undefined {
  if (!namesModel(text, flags, config)) return undefined
  return { ...choiceOf(text, flags, config), isBaseline: true }
}

function namesModel(text: string, flags: ModelFlags, { models = {} }: Config): boolean {
  if (Object.hasOwn(models, text)) return true
  if (isCheckpoint(text, flags)) return true
  if (!text.includes('/')) return false
  if (/@https?:/.test(text)) return true
  try {
    parseModelSpec(text)
    return true
  } catch (error) {
    if (error instanceof UsageError) return false // the beginning of a run's path is no provider
    throw error
  }
}

const isCheckpoint = (text: string, flags: ModelFlags) =>
  flags.serve !== undefined && namesCheckpoint(text, servingOf(flags))

function choiceOf(text: string, flags: ModelFlags, config: Config): ModelChoice {
  const { api, serve, 'adapter-base': base, 'hash-weights': hashes } = flags
  const { label } = text.includes('/') ? splitLabel(text) : { label: text }
  const own = api?.filter((value) => !value.includes('=') || value.startsWith(`${label}=`))
  const asked = { model: [text], baseline: undefined, api: own, 'model-version': undefined }
  const serving = { serve, 'adapter-base': base, 'hash-weights': hashes }
  const [choice] = findModelChoices({ ...asked, ...(isCheckpoint(text, flags) && serving) }, config)
  return choice as ModelChoice
}
