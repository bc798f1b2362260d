/** An Inspect log, version 2: one JSON file, or a zip archive with one file for each sample. */
import { InteropError } from '../../../../results/errors.ts'
import { readWholeJson } from '../files.ts'
import type { LogFile } from '../foreign.ts'
import { type Fields, fieldsOf, isFields, listIn, numberIn } from '../json-fields.ts'
import { parseTolerant } from '../tolerant-json.ts'
import { openZip, type ZipArchive } from '../zip-archive.ts'

export interface InspectLog {
  readonly path: string
  /** Everything but the samples. */
  readonly header: Fields
  /** It has no header: the evaluation has not ended, or was killed. */
  readonly isUnfinished: boolean
  /** One after the other. May be called again. */
  samples(): AsyncIterable<Fields>
}

/** The version of the format that is read in full. */
export const VERSION = 2

/** @throws InteropError for what is no log of Inspect, or cannot be read */
export const openInspectLog = (file: LogFile): Promise<InspectLog> =>
  file.name.endsWith('.eval') ? openArchive(file.path) : openJson(file)

async function openJson(file: LogFile): Promise<InspectLog> {
  const { samples, ...header } = fieldsOf(await readWholeJson(file))
  requireLog(header, file.path)
  const all = listIn(samples).map(fieldsOf)
  return {
    path: file.path,
    header,
    isUnfinished: header.status === 'started',
    async *samples() {
      yield* all
    },
  }
}

async function openArchive(path: string): Promise<InspectLog> {
  const archive = await openZip(path)
  const hasHeader = archive.names.includes('header.json')
  const name = hasHeader ? 'header.json' : '_journal/start.json'
  if (!archive.names.includes(name)) {
    throw new InteropError(`${path}: not a log of Inspect: it has neither header.json nor _journal/start.json`, {
      hint: 'Name the .eval file that inspect eval wrote.',
    })
  }
  const header = fieldsOf(parseTolerant(await archive.text(name), `${path}: ${name}`))
  requireLog(header, path)
  return {
    path,
    header: hasHeader ? header : { ...header, status: 'started' },
    isUnfinished: !hasHeader || header.status === 'started',
    samples: () => samplesIn(archive, path),
  }
}

function requireLog(header: Fields, path: string): void {
  if (numberIn(header.version) !== undefined && isFields(header.eval)) return
  throw new InteropError(`${path}: not a log of Inspect: it has no "version" and "eval"`, {
    hint: 'Name a file that inspect eval wrote.',
  })
}

/** `samples/7_epoch_1.json`; in parts since 2026-08, `samples/7_epoch_1/sample.json`. */
const WHOLE = /^samples\/[^/]+\.json$/
const PART = /^samples\/[^/]+\/sample\.json$/

async function* samplesIn(archive: ZipArchive, path: string): AsyncGenerator<Fields> {
  const read = async (name: string) => parseTolerant(await archive.text(name), `${path}: ${name}`)
  const parts = Map.groupBy(archive.names, (name) => name.split('/').slice(0, 2).join('/'))
  for (const name of archive.names) {
    if (WHOLE.test(name)) yield fieldsOf(await read(name))
    else if (PART.test(name)) yield await joined(name, parts.get(name.slice(0, name.lastIndexOf('/'))) ?? [], read)
  }
}

/** A sample whose messages and attachments lie in files of their own, named by their first index. */
async function joined(
  name: string,
  names: readonly string[],
  read: (name: string) => Promise<unknown>,
): Promise<Fields> {
  const folder = name.slice(0, -'sample.json'.length)
  const sample = fieldsOf(await read(name))
  const listOf = async (part: string) => {
    const start = (file: string) => Number(/(\d+)\.json$/.exec(file)?.[1] ?? 0)
    const files = names.filter((file) => file.startsWith(`${folder}${part}/`)).sort((a, b) => start(a) - start(b))
    const items: unknown[] = []
    for (const file of files) items.push(...listIn(await read(file)))
    return items
  }
  const messages = listIn(sample.messages).length > 0 ? sample.messages : await listOf('messages')
  const attachments = Object.fromEntries((await listOf('attachments')).map((text, index) => [String(index), text]))
  return { ...sample, messages, attachments: { ...attachments, ...fieldsOf(sample.attachments) } }
}
