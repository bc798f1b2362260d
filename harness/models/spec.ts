/**
 * Parses model specs, which name models on the command line and in the config.
 *
 *     [label=]provider/model[@URL[,URL…]]    sft=vllm/org/my-sft@http://localhost:8000/v1
 *     [label=]replay/FILE.jsonl              replay//data/answers.jsonl
 *     [label=]gguf/FILE.gguf                 gguf/C:\models\tiny.gguf
 *     [label=]PATH, with --serve             sft=./out/checkpoint-1200
 */
import { UsageError } from '../../results/errors.ts'
import { nearest } from '../../results/names.ts'
import { baseUrl } from './openai/base-url.ts'
import { PRESETS } from './openai/presets.ts'
import type { ServeSpec } from './serve/serve-spec.ts'

export interface ModelSpec {
  /** Name in tables and run folders. */
  readonly label: string
  /** Name of a preset, or `replay`, `gguf` or `checkpoint`. */
  readonly provider: string
  /** Name of the model at its server; for `replay`, `gguf` and `checkpoint` the path. */
  readonly name: string
  /** Base URLs without a trailing slash; empty: the URL of the preset. */
  readonly urls: readonly string[]
  /** Of a checkpoint: how evalkit serves it. */
  readonly serve?: ServedSpec
}

/** How a checkpoint is served. */
export interface ServedSpec {
  readonly how: ServeSpec
  /** Base of an adapter, if the user names it. */
  readonly base?: string
  /** Paths of the command's other checkpoints, one of which may be the base. */
  readonly others: readonly string[]
  /** Whether to hash every byte of the weights for their identity. */
  readonly hashesWeights?: boolean
}

/** Provider of checkpoints. */
export const CHECKPOINT = 'checkpoint'

/** Providers whose models are files. */
const FILE_PROVIDERS = ['replay', 'gguf']

const LABEL = /^[A-Za-z0-9._-]+$/
const FORM = 'The form is [label=]provider/model[@URL], as in sft=vllm/my-sft@http://localhost:8000/v1.'

/** @throws UsageError for an invalid spec; the message never repeats a URL with credentials */
export function parseModelSpec(text: string): ModelSpec {
  const { label, rest } = splitLabel(text)
  const slash = rest.indexOf('/')
  if (slash === -1)
    throw new UsageError(`model "${rest.replace(/^.*@/s, '…@')}": no provider before a "/"`, { hint: FORM })
  const provider = rest.slice(0, slash)
  const target = rest.slice(slash + 1)
  if (FILE_PROVIDERS.includes(provider) && !target.includes('://')) return fileSpec(provider, target, label)
  refuseUserInfo(text)
  if (FILE_PROVIDERS.includes(provider)) return fileSpec(provider, target, label)
  if (!Object.hasOwn(PRESETS, provider)) throw unknownProvider(provider)
  return serverSpec(provider, target, label)
}

/** As it is written on a command line, without its label. */
const written = ({ provider, name }: ModelSpec) => (provider === CHECKPOINT ? name : `${provider}/${name}`)

/** `localhost`, an IP address, `host:8000`, `host/v1`, or a name that ends as hosts do. */
const HOST =
  '(?:localhost|[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[\\w.-]+(?=:[0-9]{2,5}|/v[0-9])|[\\w.-]+\\.(?:com|org|net|io|ai|dev|local|lan|lab|internal|cloud|edu))'

/** `http://user:password@host`, `…@user:password@host/v1`; not `model:tag@https://…`, `@org/model` or `model@revision`. */
const USER_INFO = new RegExp(
  `(?:https?|ftp|grpcs?|wss?)://[^/\\s?#,]*@|@[^/\\s@]+@${HOST}(?::[0-9]{2,5})?(?:/[\\w./-]*)?$`,
  'i',
)

/**
 * Where no address begins that is read as one. What stands in a spec becomes part of manifests, tables and messages.
 *
 * @throws UsageError for a user and password
 */
function refuseUserInfo(text: string): void {
  const [head = ''] = text.split(/@https?:\/\//i)
  const found = USER_INFO.exec(head)
  if (found === null) return
  throw new UsageError(
    `model "${head.slice(0, found.index)}…": credentials do not belong into a spec, which logs and manifests show`,
    {
      hint: 'Leave them out and set EVALKIT_API_KEY, which is sent as a bearer token.',
    },
  )
}

/** @throws UsageError for two models with the same label */
export function assertDistinctLabels(specs: readonly ModelSpec[]): void {
  const byLabel = new Map<string, ModelSpec>()
  for (const spec of specs) {
    const other = byLabel.get(spec.label)
    if (other !== undefined) {
      const both = [other, spec].map(written).join(' and ')
      throw new UsageError(`two models are called "${spec.label}": ${both}`, {
        hint: `Give one a label of its own, as in --model ${spec.label}-2=${written(spec)}`,
      })
    }
    byLabel.set(spec.label, spec)
  }
}

/** Whether a provider has this name. */
export const isProvider = (name: string): boolean => FILE_PROVIDERS.includes(name) || Object.hasOwn(PRESETS, name)

/** Splits off the label, which ends at a `=` before the first `/`. @throws UsageError for characters that no label has */
export function splitLabel(text: string): { label: string | undefined; rest: string } {
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

/** Matches a URL without its scheme: `…@localhost:8000/v1`, `…@gpu7.lab:8000`. */
const BARE_ADDRESS = /@([\w.-]+:\d{2,5}(?:\/[\w./-]*)?)$/

/** Matches what an unset variable leaves of `…@$ADDRESS` and `…@$HOST/v1`. */
const NO_ADDRESS = /@(?:\/[\w./-]*|:\d*[\w./-]*)?$/

/** Splits off the URLs, which start at the first `@http://` or `@https://`; any other `@` belongs to the name. */
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

/** The label of a file or folder, without its extension. */
export const labelOfPath = (path: string, otherwise: string): string =>
  toLabel(lastPart(path, /[/\\]/).replace(/(?<=.)\.(?:gguf|jsonl)$/i, ''), otherwise)

/** Makes a label of a name: `llama3:8b` → `llama3-8b`. */
function toLabel(text: string, otherwise: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || otherwise
}

function unknownProvider(provider: string): UsageError {
  const known = [...Object.keys(PRESETS), ...FILE_PROVIDERS]
  return new UsageError(`unknown provider "${provider.replace(/^.*@/s, '…@')}"`, {
    hint: `${nearest(provider, known)}Providers: ${known.join(', ')}. Any other OpenAI-compatible server: openai/MODEL@URL.`,
  })
}
