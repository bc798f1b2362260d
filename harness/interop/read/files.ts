/** Files of other tools: found below the paths that were named, and read within limits. */
import { createReadStream, openAsBlob } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InteropError } from '../../../results/errors.ts'
import { splitLines } from '../../../results/store/lines.ts'
import { openRegular } from '../../../results/store/regular-file.ts'
import { remedyFor } from '../../../results/system-errors.ts'
import { count } from '../../../results/words/format.ts'
import type { LogFile } from './foreign.ts'
import { parseTolerant } from './tolerant-json.ts'

const MAX_DEPTH = 12
const MAX_FILES = 100_000
const HEAD_BYTES = 65_536
export const MIB = 1_048_576
/** One line, or one file inside an archive. */
const MAX_LINE_BYTES = 64 * MIB
/** A file that has to be read whole. V8 holds no text beyond 512 MiB. */
const MAX_WHOLE_BYTES = 400 * MIB
const MAX_YAML_BYTES = 4 * MIB

/**
 * Every file at or below a path; links to folders are not followed, and names that start with a dot are skipped.
 *
 * @throws InteropError for a path that is not there, or too many files
 */
export async function filesBelow(path: string): Promise<LogFile[]> {
  const found: LogFile[] = []
  await collect(path, 0, found)
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function collect(path: string, depth: number, found: LogFile[]): Promise<void> {
  const facts = await stat(path).catch((error: unknown) => {
    if (depth > 0) return undefined // a link to nowhere
    throw unreadable(path, error)
  })
  if (facts?.isFile()) {
    found.push(logFile(path, facts.size))
    if (found.length > MAX_FILES) {
      throw new InteropError(`${path}: more than ${count(MAX_FILES)} files below the named folder`, {
        hint: 'Name the folder of one evaluation.',
      })
    }
  }
  if (!facts?.isDirectory() || depth > MAX_DEPTH) return
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    if (
      entry.isFile() ||
      entry.isDirectory() ||
      (entry.isSymbolicLink() && !(await isFolder(join(path, entry.name))))
    ) {
      await collect(join(path, entry.name), depth + 1, found)
    }
  }
}

const isFolder = (path: string) =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => true, // a link to nowhere is skipped as well
  )

function logFile(path: string, size: number): LogFile {
  let head: Promise<string> | undefined
  return {
    path,
    name: basename(path),
    size,
    head: () => {
      head ??= readHead(path)
      return head
    },
  }
}

async function readHead(path: string): Promise<string> {
  const file = await openRegular(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.toString('utf8', 0, bytesRead).replace(/^\uFEFF/, '')
  } catch (error) {
    throw unreadable(path, error)
  } finally {
    await file.close()
  }
}

/** A JSON file of moderate size. @throws InteropError where it is too large, cut off, or not JSON */
export async function readWholeJson({ path, size }: Pick<LogFile, 'path' | 'size'>): Promise<unknown> {
  if (size > MAX_WHOLE_BYTES) {
    throw new InteropError(`${path}: ${count(Math.round(size / MIB))} MiB, and JSON files are read up to 400 MiB`, {
      hint: 'Split the log, or write it in the tool’s form of one sample a line or one file a sample.',
    })
  }
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error)
  })
  return parseTolerant(text, path)
}

/** A YAML file that lies beside a log. @returns undefined where it is too large, or not YAML: the log can be read without it */
export async function readWholeYaml({ path, size }: Pick<LogFile, 'path' | 'size'>): Promise<unknown> {
  if (size > MAX_YAML_BYTES) return undefined
  const { parse } = await import('yaml')
  return readFile(path, 'utf8')
    .then((text) => parse(text) as unknown)
    .catch(() => undefined)
}

export interface NumberedRow {
  readonly line: number
  readonly row: unknown
}

export interface RowOptions {
  /** Lines that do not contain these bytes are skipped unparsed. */
  readonly containing?: readonly Buffer[]
  /** Told of a last line that was cut off, which is left out. */
  readonly onTorn?: (line: number) => void
}

/** JSON Lines, one at a time. @throws InteropError with file and line */
export async function* rowsOf(path: string, { containing = [], onTorn }: RowOptions = {}): AsyncGenerator<NumberedRow> {
  let torn: { readonly line: number; readonly error: unknown } | undefined
  for await (const { number, bytes } of splitLines(bounded(path))) {
    if (torn !== undefined) throw torn.error
    if (containing.some((needle) => !bytes.includes(needle))) continue
    const text = bytes.toString().trim()
    if (text === '') continue
    let row: unknown
    try {
      row = parseTolerant(text, `${path}:${number}`)
    } catch (error) {
      torn = { line: number, error }
      continue
    }
    yield { line: number, row }
  }
  if (torn === undefined) return
  if (onTorn === undefined) throw torn.error
  onTorn(torn.line)
}

/** The bytes of a file, refused where one line is longer than may be held. */
async function* bounded(path: string): AsyncGenerator<Buffer> {
  let line = 0
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      const last = chunk.lastIndexOf(10)
      line = last === -1 ? line + chunk.length : chunk.length - last
      if (line > MAX_LINE_BYTES) {
        throw new InteropError(`${path}: a line is longer than ${count(MAX_LINE_BYTES / MIB)} MiB`, {
          hint: 'The file is damaged, or not a log of one sample a line.',
        })
      }
      yield chunk
    }
  } catch (error) {
    throw error instanceof InteropError ? error : unreadable(path, error)
  }
}

/** The bytes of a file, read where they are asked for. @throws InteropError for a file that is gone */
export const openBlob = (path: string): Promise<Blob> =>
  openAsBlob(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })

function unreadable(path: string, error: unknown): InteropError {
  const { code, message } = error as NodeJS.ErrnoException
  const what = code === 'ENOENT' ? 'no such file or folder' : `cannot be read: ${message}`
  return new InteropError(`${path}: ${what}`, {
    cause: error,
    hint: code === 'ENOENT' ? 'Check the path.' : (remedyFor(error) ?? 'Check the file.'),
  })
}
