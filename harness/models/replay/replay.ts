/**
 * Replays replies from a JSON Lines file. The replies stay on disk, and memory holds an index: replies with reasoning can be large.
 */

import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { ModelError, UsageError } from '../../../results/errors.ts'
import type { Completion, ModelFacts } from '../../../results/schema/schema.ts'
import { LineTooLong, splitLines } from '../../../results/store/lines.ts'
import { NotAFile, openRegular, readingProblem } from '../../../results/store/regular-file.ts'
import { measured } from '../measured.ts'
import type { Model, ModelRequest } from '../model.ts'
import type { ModelSpec } from '../spec.ts'
import { parseReplayLine, type ReplayLine } from './replay-line.ts'

export interface ReplayOptions {
  /** The API whose prompts the records contain. */
  readonly api: ModelFacts['api']
  /** Default: the SHA-256 of the file. */
  readonly version?: string
}

/** @throws UsageError with file and line: no file, an empty one, an invalid line, two lines for one trial */
export async function openReplay(spec: ModelSpec, { api, version }: ReplayOptions): Promise<Model> {
  const path = spec.name
  const file = await openRegular(path).catch((error) => {
    throw unreadable(path, error)
  })
  const { places, sha256 } = await indexReplies(file, path).catch(async (error) => {
    await file.close()
    throw unreadable(path, error)
  })

  async function complete({ trial, continuations }: ModelRequest, signal?: AbortSignal): Promise<Completion> {
    signal?.throwIfAborted()
    const { sampleId, repeat, turn } = trial
    const place = places.get(trialKey(sampleId, repeat))
    if (place === undefined) throw missing(`${path} has no reply to ${sampleId}, repeat ${repeat}`)
    const { replies, finishReason, logLikelihoods } = await readReplies(file, path, place)
    if (continuations !== undefined) return replayed(`${path}:${place.line}`, sampleId, continuations, logLikelihoods)
    const text = replies[turn - 1]
    if (text === undefined) throw missing(`${path}:${place.line}: ${sampleId} has no reply to turn ${turn}`)
    return { text, finishReason: turn === replies.length ? finishReason : 'stop' }
  }

  return {
    facts: {
      label: spec.label,
      provider: spec.provider,
      name: basename(path),
      api,
      version: version ?? sha256,
      claimed: true,
    },
    async check({ allIds, repeats, options }) {
      const known = new Set(allIds)
      for (const { id, repeat, line, order } of places.values()) {
        if (!known.has(id)) throw unknownId(`${path}:${line}`, id, allIds)
        if (repeat > repeats) throw moreRepeats(`${path}:${line}`, repeat, repeats)
        if (options !== undefined) requireOrder(`${path}:${line}`, order, options)
      }
    },
    async checkLikelihoods() {
      const without = [...places.values()].find(({ isMeasured }) => !isMeasured)
      if (without === undefined) return
      throw new UsageError(`${path}:${without.line}: ${without.id} has no "log_likelihoods"`, {
        hint: 'This protocol compares log-likelihoods of options: {"id": "…", "log_likelihoods": [-1.5, -3.25, -2, -7]}. For replies, choose another: npx evalkit list protocols',
      })
    },
    orderOf: (sampleId, repeat) => places.get(trialKey(sampleId, repeat))?.order,
    complete,
    close: () => file.close(),
  }
}

/** Location of the replies of one trial. */
interface StoredLine {
  readonly id: string
  readonly repeat: number
  /** 1-based. */
  readonly line: number
  readonly offset: number
  readonly length: number
  readonly order?: readonly number[]
  readonly isMeasured: boolean
}

/** @throws ModelError where the line has other numbers of options than the sample */
function replayed(
  where: string,
  id: string,
  continuations: readonly string[],
  logLikelihoods: readonly number[] = [],
): Completion {
  if (logLikelihoods.length !== continuations.length) {
    throw missing(`${where}: ${logLikelihoods.length} log-likelihoods for the ${continuations.length} options of ${id}`)
  }
  return measured(continuations.map((text, at) => ({ text, logLikelihood: logLikelihoods[at] as number })))
}

async function indexReplies(file: FileHandle, path: string) {
  const hash = createHash('sha256')
  const places = new Map<string, StoredLine>()
  for await (const { number, offset, bytes } of splitLines(hashing(readChunks(file), hash))) {
    if (isBlank(bytes)) continue
    const { id, repeat, order, logLikelihoods } = parseAt(`${path}:${number}`, bytes)
    const earlier = places.get(trialKey(id, repeat))
    if (earlier !== undefined) {
      throw new UsageError(`${path}:${number}: ${id}, repeat ${repeat}, already has a reply in line ${earlier.line}`, {
        hint: 'Number several replies to one sample by "repeat": 1, 2, 3, …',
      })
    }
    places.set(trialKey(id, repeat), {
      ...{ id, repeat, line: number, offset, length: bytes.length, isMeasured: logLikelihoods !== undefined },
      ...(order !== undefined && { order }),
    })
  }
  if (places.size === 0) throw new UsageError(`${path}: the file is empty`, { hint: LINE_FORM })
  return { places, sha256: hash.digest('hex') }
}

function moreRepeats(where: string, repeat: number, repeats: number): UsageError {
  const answers = repeats === 1 ? 'one answer' : `${repeats} answers`
  return new UsageError(`${where}: repeat ${repeat}, but only ${answers} per sample would be read`, {
    hint: `Read all of them with --repeats N, where N is the largest repeat (at least ${repeat}).`,
  })
}

/** Checks the order of the options, without which an answer letter has no meaning. */
function requireOrder(where: string, order: readonly number[] | undefined, options: number): void {
  const hint = `Give the option at each letter, where 0 is the correct one: "order": [2, 0, 3, 1] puts it at B.`
  if (order === undefined) throw new UsageError(`${where}: the "order" of the options is missing`, { hint })
  const isPermutation = order.length === options && new Set(order).size === options && Math.max(...order) < options
  if (isPermutation) return
  throw new UsageError(`${where}: "order" is [${order.join(', ')}], which is not a permutation of ${options} options`, {
    hint,
  })
}

const LINE_FORM = 'A line looks like {"id": "gsm8k/0", "completion": "…"}'

const trialKey = (id: string, repeat: number) => `${repeat} ${id}`
const isBlank = (bytes: Buffer) => bytes.length < 100 && bytes.toString('latin1').trim() === ''

function readChunks(file: FileHandle): AsyncIterable<Buffer> {
  return file.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 18 })
}

async function* hashing(chunks: AsyncIterable<Buffer>, hash: { update(chunk: Buffer): unknown }) {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}

function parseAt(where: string, bytes: Buffer): ReplayLine {
  if (!isUtf8(bytes)) throw new UsageError(`${where}: not UTF-8`)
  try {
    return parseReplayLine(bytes.toString().replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new UsageError(`${where}: ${(error as Error).message}`, { hint: LINE_FORM })
  }
}

async function readReplies(
  file: FileHandle,
  path: string,
  { id, line, offset, length }: StoredLine,
): Promise<ReplayLine> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
  try {
    const found = parseAt(`${path}:${line}`, buffer)
    if (found.id === id) return found
  } catch {
    // An unreadable line is treated like a changed one.
  }
  throw new ModelError(`${path}:${line}: the file changed during the replay`)
}

const missing = (message: string) => new ModelError(message, { missing: true })

function unknownId(where: string, id: string, known: readonly string[]): UsageError {
  return new UsageError(`${where}: this benchmark has no sample "${id}"`, {
    hint: `Its ${known.length} samples have ids such as "${known[0]}".`,
  })
}

/** Words errors of the file system; other errors pass unchanged. */
function unreadable(path: string, error: NodeJS.ErrnoException): Error {
  if (error instanceof LineTooLong) return new UsageError(`replay file ${path}: ${error.message}`, { hint: LINE_FORM })
  if (error.syscall === undefined && !(error instanceof NotAFile)) return error
  const found = error.code === 'ENOENT' ? 'there is no such file' : readingProblem(error)
  return new UsageError(`replay file ${path}: ${found}`, {
    hint: 'A spec such as replay/answers.jsonl is relative to the working folder; an absolute path is replay//data/answers.jsonl.',
  })
}
