/**
 * Model specs: how a model is named on the command line and in the config.
 *
 *     [label=]provider/model[@URL[,URL…]]    sft=vllm/org/my-sft@http://localhost:8000/v1
 *     [label=]replay/FILE.jsonl              replay//data/answers.jsonl
 *     [label=]gguf/FILE.gguf                 gguf/C:\models\tiny.gguf
 */
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { baseUrl } from './openai/base-url.ts'
import { PRESETS } from './openai/presets.ts'

export interface ModelSpec {
  /** What tables and run folders call it. */
  readonly label: string
  /** A name from the presets, `replay` or `gguf`. */
  readonly provider: string
  /** As the server knows it; for `replay` and `gguf` the path of the file. */
  readonly name: string
  /** Base addresses, without a slash at the end; none: the provider's own. */
  readonly urls: readonly string[]
}

/** Providers whose models are files. */
const FILE_PROVIDERS = ['replay', 'gguf']

const LABEL = /^[A-Za-z0-9._-]+$/
const FORM = 'The form is [label=]provider/model[@URL], as in sft=vllm/my-sft@http://localhost:8000/v1.'

/** @throws UsageError naming what cannot be meant; never repeats a URL that holds credentials */
export function parseModelSpec(text: string): ModelSpec {
  const { label, rest } = splitLabel(text)
  const slash = rest.indexOf('/')
  if (slash === -1) throw new UsageError(`model "${rest}": no provider before a "/"`, { hint: FORM })
  const provider = rest.slice(0, slash)
  const target = rest.slice(slash + 1)
  if (FILE_PROVIDERS.includes(provider)) return fileSpec(provider, target, label)
  if (!Object.hasOwn(PRESETS, provider)) throw unknownProvider(provider)
  return serverSpec(provider, target, label)
}

/** @throws UsageError when two models would go by one name */
export function assertDistinctLabels(specs: readonly ModelSpec[]): void {
  const byLabel = new Map<string, ModelSpec>()
  for (const spec of specs) {
    const other = byLabel.get(spec.label)
    if (other !== undefined) {
      const both = [other, spec].map(({ provider, name }) => `${provider}/${name}`).join(' and ')
      throw new UsageError(`two models are called "${spec.label}": ${both}`, {
        hint: `Give one a label of its own, as in --model ${spec.label}-2=${spec.provider}/${spec.name}`,
      })
    }
    byLabel.set(spec.label, spec)
  }
}

/** A label ends at the first `=`, where that comes before the first `/`. */
function splitLabel(text: string): { label: string | undefined; rest: string } {
  const equals = text.indexOf('=')
  const slash = text.indexOf('/')
  if (equals === -1 || (slash !== -1 && slash < equals)) return { label: undefined, rest: text }
  const label = text.slice(0, equals)
  if (LABEL.test(label)) return { label, rest: text.slice(equals + 1) }
  throw new UsageError(`label "${label}": a label is made of letters, digits, ".", "_" and "-"`, { hint: FORM })
}

function fileSpec(provider: string, path: string, label: string | undefined): ModelSpec {
  if (path === '') throw new UsageError(`${provider}/: no file after the slash`, { hint: FORM })
  const stem = lastPart(path, /[/\\]/).replace(/(?<=.)\.[^.]*$/, '')
  return { label: label ?? toLabel(stem, provider), provider, name: path, urls: [] }
}

/** `…@localhost:8000/v1`, `…@gpu7.lab:8000`: no model is called that. */
const BARE_ADDRESS = /@([\w.-]+:\d{2,5}(?:\/[\w./-]*)?)$/

/** What is left of `…@$ADDRESS` and `…@$HOST/v1` where the variable is not set. */
const NO_ADDRESS = /@(?:\/[\w./-]*|:\d*[\w./-]*)?$/

/** The addresses start at the first `@http://` or `@https://`; any other `@` belongs to the model's name. */
function serverSpec(provider: string, target: string, label: string | undefined): ModelSpec {
  const at = target.search(/@https?:\/\//i)
  const name = at === -1 ? target : target.slice(0, at)
  const urls =
    at === -1
      ? []
      : target
          .slice(at + 1)
          .split(',')
          .map(baseUrl)
  const address = BARE_ADDRESS.exec(name)?.[1]
  if (at === -1 && address !== undefined) {
    throw new UsageError(`model "${name}": an address begins with http:// or https://`, {
      hint: `As in ${provider}/${name.slice(0, -address.length)}http://${address}`,
    })
  }
  const unset = at === -1 ? NO_ADDRESS.exec(name)?.[0] : undefined
  if (unset !== undefined) {
    throw new UsageError(`model "${name}": no address after the "@"`, {
      hint: `Is the variable set that should hold it? As in ${provider}/${name.slice(0, -unset.length) || 'MODEL'}@http://localhost:8000/v1`,
    })
  }
  if (name.trim() === '') throw new UsageError(`${provider}/: no model after the slash`, { hint: FORM })
  if (new Set(urls).size < urls.length) throw new UsageError(`model "${name}": the same address twice`)
  return { label: label ?? toLabel(lastPart(name, '/'), provider), provider, name, urls }
}

const lastPart = (text: string, separator: string | RegExp) =>
  text.split(separator).findLast((part) => part !== '') ?? ''

/** `llama3:8b` → `llama3-8b` */
function toLabel(text: string, otherwise: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || otherwise
}

function unknownProvider(provider: string): UsageError {
  const known = [...Object.keys(PRESETS), ...FILE_PROVIDERS]
  return new UsageError(`unknown provider "${provider}"`, {
    hint: `${nearest(provider, known)}Providers: ${known.join(', ')}. Any other OpenAI-compatible server: openai/MODEL@URL.`,
  })
}
