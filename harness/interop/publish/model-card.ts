/** Adds results to the front matter of a model card, and to files of `.eval_results`, changing nothing else of them. */
import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml'
import { UsageError } from '../../../results/errors.ts'
import {
  blockLines,
  type Edit,
  entryEdits,
  isBlockMap,
  isFilled,
  listEdits,
  newline,
  withEdits,
} from './yaml-entries.ts'

/** An entry, and which earlier one it replaces. */
export interface NewEntry {
  readonly value: unknown
  readonly isOwn: (entry: unknown) => boolean
}

/** An entry of `model-index` with one metric, and which earlier metric it replaces: other tools join those of one data set in one entry. */
export interface NewIndexEntry {
  readonly value: { readonly metrics: readonly [unknown] }
  readonly isOwn: (metric: unknown) => boolean
}

const KEY = 'model-index'

/**
 * The card with entries in `model-index`: each in the place of the earlier one it replaces, else at the end of the results of its model.
 * A card without front matter gets one.
 *
 * @param name of the model in a new `model-index`; an existing one keeps its own
 * @throws UsageError for front matter that is no YAML, or whose `model-index` is not a list of models
 */
export function withModelIndex(card: string, path: string, name: string, entries: readonly NewIndexEntry[]): string {
  const { head, yaml, tail } = partsOf(card, path)
  const document = parsed(yaml, path, lineOf(head))
  const root = document.contents
  if (root !== null && !isMap(root)) throw unusable(path, 'its front matter is not a list of keys and values')
  const changed = withEdits(yaml, indexEdits({ yaml, head, path }, root, name, entries))
  requireOthersUnchanged(document, parseDocument(changed, { logLevel: 'error' }), path, entries)
  return head + changed + tail
}

/**
 * The file with entries, likewise.
 *
 * @param text undefined where there is no such file yet
 * @throws UsageError for a file that is no YAML, or no list
 */
export function withEvalResults(text: string | undefined, path: string, entries: readonly NewEntry[]): string {
  const file = text ?? ''
  const document = parsed(file, path, 0)
  const list: unknown = document.contents
  if (isFilled(list)) {
    const changed = withEdits(file, entryEdits(file, list, changesOf(asList(list), entries)))
    parsed(changed, path, 0)
    return changed
  }
  if (list !== null) throw unusable(path, 'it is not a list of results')
  const open = file !== '' && !file.endsWith('\n') ? newline(file) : ''
  return `${file}${open}${blockLines(
    file,
    entries.map(({ value }) => value),
  )}`
}

function indexEdits(
  { yaml, head, path }: Pick<CardParts, 'yaml' | 'head'> & { readonly path: string },
  root: YAMLMap | null,
  name: string,
  entries: readonly NewIndexEntry[],
): Edit[] {
  const values = entries.map(({ value }) => value)
  const models: unknown = root?.get(KEY)
  if (isFilled(models)) {
    const at = modelAt(asList(models), name, entries)
    const model = models.items[at]
    if (!isMap(model)) throw unusable(path, `${KEY} is not a list of models`)
    const results: unknown = model.get('results')
    if (isFilled(results)) return resultEdits(yaml, results, entries)
    if (results != null && !isSeq(results)) throw unusable(path, `${KEY}: the results are not a list`)
    if (isBlockMap(model)) return listEdits(yaml, model, 'results', values)
    return entryEdits(yaml, models, { replaced: new Map([[at, { ...model.toJSON(), results: values }]]), added: [] })
  }
  if (models != null && !isSeq(models)) throw unusable(path, `${KEY} is not a list of models`)
  const added = [{ name, results: values }]
  if (root !== null && root.items.length > 0) {
    if (isBlockMap(root)) return listEdits(yaml, root, KEY, added)
    throw unusable(
      path,
      'its front matter is in braces, where nothing can be added',
      'Write each key on a line of its own.',
    )
  }
  const lines = `${KEY}:${newline(head)}${blockLines(head, added)}`
  const isOpen = yaml !== '' && !yaml.endsWith('\n')
  return [{ start: yaml.length, end: yaml.length, text: isOpen ? newline(yaml) + lines : lines }]
}

/** Each entry in the place of the earlier one; where that has metrics of others as well, its metric in the place of the earlier one. */
function resultEdits(yaml: string, results: YAMLSeq, entries: readonly NewIndexEntry[]): Edit[] {
  const present = asList(results)
  const alone: NewEntry[] = []
  const edits = entries.flatMap(({ value, isOwn }): Edit[] => {
    const joined = present.findIndex((result) => metricsOf(result).length > 1 && metricsOf(result).some(isOwn))
    const metrics: unknown = (results.items[joined] as YAMLMap | undefined)?.get('metrics')
    if (isFilled(metrics)) {
      return entryEdits(yaml, metrics, changesOf(asList(metrics), [{ value: value.metrics[0], isOwn }]))
    }
    alone.push({ value, isOwn: (result) => metricsOf(result).some(isOwn) })
    return []
  })
  return [...edits, ...entryEdits(yaml, results, changesOf(present, alone))]
}

/** The model with earlier entries of the same kind, else the one of this name, else the first. */
function modelAt(models: readonly unknown[], name: string, entries: readonly NewIndexEntry[]): number {
  const own = models.findIndex((model) =>
    resultsOf([model]).some((result) => metricsOf(result).some((metric) => entries.some(({ isOwn }) => isOwn(metric)))),
  )
  const named = models.findIndex((model) => (model as { name?: unknown } | null)?.name === name)
  return [own, named].find((at) => at !== -1) ?? 0
}

function changesOf(present: readonly unknown[], entries: readonly NewEntry[]) {
  const replaced = new Map<number, unknown>()
  const added: unknown[] = []
  for (const { value, isOwn } of entries) {
    const at = present.findIndex(isOwn)
    if (at === -1) added.push(value)
    else if (!isDeepStrictEqual(present[at], value)) replaced.set(at, value)
  }
  return { replaced, added }
}

const asList = (list: YAMLSeq) => list.toJSON() as readonly unknown[]

interface CardParts {
  /** With the opening line. */
  readonly head: string
  readonly yaml: string
  /** From the closing line on. */
  readonly tail: string
}

/** Front matter begins in the first line, after a byte order mark and empty lines at most, as on the hub. */
function partsOf(card: string, path: string): CardParts {
  if (/^\uFEFF?\s*?---[ \t]*\r(?!\n)/.test(card)) {
    throw unusable(path, 'its lines end with a carriage return alone', 'Save it with line ends of Unix or Windows.')
  }
  const opening = /^\uFEFF?\s*?---[ \t]*(?:\r?\n|$)/.exec(card)?.[0]
  if (opening === undefined) {
    const line = newline(card)
    const [mark = ''] = /^\uFEFF?/.exec(card) ?? []
    const body = card.slice(mark.length)
    return { head: `${mark}---${line}`, yaml: '', tail: `---${line}${body === '' ? '' : line}${body}` }
  }
  const rest = card.slice(opening.length)
  const closing = /(?<![^\n])---[ \t]*(?:\r?\n|$)/.exec(rest)
  if (closing === null) {
    throw unusable(
      path,
      'its front matter begins in the first line with --- and does not end',
      'Close it with a line --- below its last key.',
    )
  }
  return { head: opening, yaml: rest.slice(0, closing.index), tail: rest.slice(closing.index) }
}

const lineOf = (head: string) => head.split('\n').length - 1

/** @param before lines of the file before the YAML */
function parsed(yaml: string, path: string, before: number): Document.Parsed {
  const document = parseDocument(yaml, { keepSourceTokens: true, logLevel: 'error' })
  const [problem] = document.errors
  if (problem === undefined) {
    requireResolved(document, path)
    return document as Document.Parsed
  }
  const [at] = problem.linePos ?? []
  const line = at === undefined ? '' : `:${at.line + before}`
  throw new UsageError(`${path}${line}: not YAML: ${problem.message.replace(/ at line[\s\S]*/, '')}`, {
    hint: `Nothing was changed. ${CORRECTIONS[problem.code] ?? 'Correct this line; texts with a colon, a brace or a # belong in quotes.'}`,
  })
}

/** By kind of problem. */
const CORRECTIONS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Remove the key here, or where it was before.',
  TAB_AS_INDENT: 'Indent this line with spaces.',
}

function requireResolved(document: Document, path: string): void {
  try {
    document.toJS()
  } catch (error) {
    throw unusable(path, `an alias in it cannot be resolved: ${(error as Error).message}`, 'Write the value itself.')
  }
}

/** A text that refers to another place of the file, or looks in another way unlike others, may mean something else now. */
function requireOthersUnchanged(
  before: Document.Parsed,
  after: Document,
  path: string,
  entries: readonly NewIndexEntry[],
): void {
  const old: Record<string, unknown> = before.toJS() ?? {}
  const now: Record<string, unknown> = after.errors.length > 0 ? {} : (after.toJS() ?? {})
  const others = ({ [KEY]: models, ...rest }: Record<string, unknown>) => {
    const isNew = (metric: unknown) => entries.some(({ value }) => isDeepStrictEqual(metric, value.metrics[0]))
    const isOther = ({ metric }: Measurement) => !isNew(metric) && !entries.some(({ isOwn }) => isOwn(metric))
    return { ...rest, [KEY]: measurementsOf(models).filter(isOther) }
  }
  const metrics = measurementsOf(now[KEY]).map(({ metric }) => metric)
  const isThere = ({ value }: NewIndexEntry) => metrics.some((metric) => isDeepStrictEqual(metric, value.metrics[0]))
  if (entries.every(isThere) && isDeepStrictEqual(others(old), others(now))) return
  throw unusable(
    path,
    'its front matter is written in a way that cannot be added to',
    `Remove ${KEY} from it, or write each key on a line of its own, and publish again.`,
  )
}

/** One metric, with the entry that it is in. */
interface Measurement {
  readonly result: unknown
  readonly metric?: unknown
}

/** An entry without metrics counts as well. */
function measurementsOf(models: unknown): Measurement[] {
  return resultsOf(models).flatMap((result): Measurement[] => {
    const metrics = metricsOf(result)
    if (metrics.length === 0) return [{ result }]
    const { metrics: _, ...rest } = result as Record<string, unknown>
    return metrics.map((metric) => ({ result: rest, metric }))
  })
}

function metricsOf(result: unknown): readonly unknown[] {
  const { metrics } = (result ?? {}) as { metrics?: unknown }
  return Array.isArray(metrics) ? metrics : []
}

function resultsOf(models: unknown): unknown[] {
  if (!Array.isArray(models)) return []
  return models.flatMap((model: { results?: unknown } | null) => (Array.isArray(model?.results) ? model.results : []))
}

const unusable = (
  path: string,
  what: string,
  hint = `Write ${KEY} as on https://hf.co/docs/hub/model-cards, or remove it.`,
) => new UsageError(`${path}: ${what}`, { hint: `Nothing was changed. ${hint}` })
