/** The file beside the runs that remembers which checkpoints were gated, one JSON object a line, only ever appended to. */
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../errors.ts'
import type { Look } from './looks.ts'

const LOOKS = 'gate-looks.jsonl'

/** @throws StoreError naming file and line for what is no look; a last line torn by a crash is dropped */
export async function readLooks(runsDir: string): Promise<Look[]> {
  const path = join(runsDir, LOOKS)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return ''
    throw new StoreError(`${path}: cannot be read: ${error.message}`, { cause: error })
  })
  const lines = text.split('\n')
  return lines.flatMap((line, index) => {
    if (line === '') return []
    const look = parseLook(line)
    if (look !== undefined) return [look]
    if (index === lines.length - 1) return []
    throw new StoreError(`${path}:${index + 1}: not a look: "key" and "runs" must be texts`, {
      hint: 'The file was damaged or edited; mend or remove that line.',
    })
  })
}

/** @throws StoreError when they cannot be written down */
export async function recordLooks(runsDir: string, looks: readonly Look[]): Promise<void> {
  if (looks.length === 0) return
  const path = join(runsDir, LOOKS)
  try {
    await mkdir(runsDir, { recursive: true })
    const torn = (await readFile(path, 'utf8').catch(() => '')).match(/[^\n]$/) ? '\n' : ''
    await appendFile(path, torn + looks.map((look) => `${JSON.stringify(look)}\n`).join(''))
  } catch (error) {
    throw new StoreError(`${path}: the look cannot be written down: ${(error as Error).message}`, { cause: error })
  }
}

function parseLook(line: string): Look | undefined {
  try {
    const look: unknown = JSON.parse(line)
    if (look === null || typeof look !== 'object') return undefined
    const { key, runs } = look as Partial<Look>
    return typeof key === 'string' && typeof runs === 'string' ? (look as Look) : undefined
  } catch {
    return undefined
  }
}
