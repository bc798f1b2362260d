/** A file that remembers which checkpoints were gated: one JSON object a line, only ever appended to. */

import { appendFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StoreError } from '../errors.ts'
import type { GateLook } from '../schema/gate.ts'
import { jsonLines } from '../store/lines.ts'
import { makeFolder } from '../store/make-folder.ts'
import { readingProblem, readText } from '../store/regular-file.ts'

/** Its name in the runs folder, where no other file is named. */
export const LOOKS = 'gate-looks.jsonl'

/** @throws StoreError naming file and line for what is no look; a line torn by a crash is dropped */
export async function readLooks(path: string): Promise<GateLook[]> {
  const text = await readText(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return ''
    throw new StoreError(`${path}: cannot be read: ${readingProblem(error)}`, { cause: error })
  })
  const lines = text.split('\n')
  return jsonLines(text).flatMap(({ number, value }) => {
    if (isLook(value)) return [value]
    if (value === undefined && isTorn(lines[number - 1] ?? '')) return []
    throw new StoreError(`${path}:${number}: not a look: "key" and "runs" must be texts`, {
      hint: 'The file was damaged or edited; correct or remove that line.',
    })
  })
}

/** @throws StoreError when they cannot be written */
export async function recordLooks(path: string, looks: readonly GateLook[]): Promise<void> {
  if (looks.length === 0) return
  try {
    await makeFolder(dirname(path))
    const torn = (await readText(path).catch(() => '')).match(/[^\n]$/) ? '\n' : ''
    await appendFile(path, torn + looks.map((look) => `${JSON.stringify(look)}\n`).join(''))
  } catch (error) {
    throw new StoreError(`${path}: the look cannot be recorded: ${(error as Error).message}`, { cause: error })
  }
}

/** Anything else at the end was written by another program, and the file may be another one than was meant. */
const isTorn = (line: string) => line.startsWith(BEGIN) || BEGIN.startsWith(line)
const BEGIN = '{"schemaVersion":'

function isLook(value: unknown): value is GateLook {
  const { key, runs } = (value ?? {}) as Partial<GateLook>
  return typeof key === 'string' && typeof runs === 'string'
}
