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

const KEY = 'model-index'

/**
 * The card with entries in `model-index`: each in the place of the earlier one it replaces, else at the end of the results of its model.
 * A card without front matter gets one.
 *
 * @param name of the model in a new `model-index`; an existing one keeps its own
 * @throws UsageError for front matter that is no YAML, or whose `model-index` is not a list of models
 */
export function withModelIndex(card: string, path: string, name: string, entries: readonly NewEntry[]): string {
  const { head, yaml, tail } = partsOf(card, path)
  const document = parsed(yaml, path, lineOf(head))
  const root = document.contents
  if (root !== null && !isMap(root)) throw unusable(path, 'its front matter is not a list of keys and values')
  const changed = withEdits(yaml, indexEdits({ yaml, head, path }, root, name, entries))
  requireOthersUnchanged(document, parsed(changed, path, lineOf(head)), path, entries)
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
  entries: readonly NewEntry[],
): Edit[] {
  const values = entries.map(({ value }) => value)
  const models: unknown = root?.get(KEY)
  if (isFilled(models)) {
    const at = modelAt(asList(models), name, entries)
    const model = models.items[at]
    if (!isMap(model)) throw unusable(path, `${KEY} is not a list of models`)
    const results: unknown = model.get('results')
    if (isFilled(results)) return entryEdits(yaml, results, changesOf(asList(results), entries))
    if (results != null && !isSeq(results)) throw unusable(path, `${KEY}: the results are not a list`)
    if (isBlockMap(model)) return listEdits(yaml, model, 'results', values)
    return entryEdits(yaml, models, { replaced: new Map([[at, { ...model.toJSON(), results: values }]]), added: [] })
  }
  if (models != null && !isSeq(models)) throw unusable(path, `${KEY} is not a list of models`)
  const added = [{ name, results: values }]
  if (root !== null && root.items.length > 0) {
    if (isBlockMap(root)) return listEdits(yaml, root, KEY, added)
    throw unusable(path, 'its front matter is in braces, where nothing can be added')
  }
  const lines = `${KEY}:${newline(head)}${blockLines(head, added)}`
  const isOpen = yaml !== '' && !yaml.endsWith('\n')
  return [{ start: yaml.length, end: yaml.length, text: isOpen ? newline(yaml) + lines : lines }]
}

/** The model with earlier entries of the same kind, else the one of this name, else the first. */
function modelAt(models: readonly unknown[], name: string, entries: readonly NewEntry[]): number {
  const own = models.findIndex((model) =>
    resultsOf([model]).some((result) => entries.some(({ isOwn }) => isOwn(result))),
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
  const opening = /^\uFEFF?\s*?---[ \t]*(?:\r?\n|$)/.exec(card)?.[0]
  if (opening === undefined) {
    const line = newline(card)
    const [mark = ''] = /^\uFEFF?/.exec(card) ?? []
    const body = card.slice(mark.length)
    return { head: `${mark}---${line}`, yaml: '', tail: `---${line}${body === '' ? '' : line}${body}` }
  }
  const rest = card.slice(opening.length)
  const closing = /^---[ \t]*$/m.exec(rest.replaceAll('\r\n', ' \n'))
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
    hint: 'Nothing was changed. Correct this line; texts with a colon, a brace or a # belong in quotes.',
  })
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
  after: Document.Parsed,
  path: string,
  entries: readonly NewEntry[],
): void {
  const [old, now] = [before.toJS() ?? {}, after.toJS() ?? {}]
  const others = ({ [KEY]: _, ...rest }: Record<string, unknown>) => rest
  const kept = resultsOf(old[KEY]).filter((result) => !entries.some(({ isOwn }) => isOwn(result)))
  const found = resultsOf(now[KEY])
  const isThere = (value: unknown) => found.some((result) => isDeepStrictEqual(result, value))
  const isWhole = [...kept, ...entries.map(({ value }) => value)].every(isThere)
  if (isWhole && isDeepStrictEqual(others(old), others(now))) return
  throw unusable(
    path,
    'its front matter is written in a way that cannot be added to',
    `Remove ${KEY} from it, and publish again.`,
  )
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
