/**
 * Writes runs for TensorBoard: a folder for each line of its charts, in it one event file for each run.
 *
 * A run that is sent again replaces its own file, and no two processes write one file, so a series may be written by many of them. The
 * steps of a line must be read in rising order: TensorBoard takes a smaller step for a training job that was restarted, and drops
 * the points after it. It reads files in the order of their names, and files with new names while it runs, so the files of later steps
 * are renamed when an earlier step arrives after them.
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../../../results/errors.ts'
import { makeFolder } from '../../../results/store/make-folder.ts'
import { writeWhole } from '../../../results/store/write-whole.ts'
import { remedyFor } from '../../../results/system-errors.ts'
import { hashFacts } from '../../lib/hash.ts'
import { eventFile } from './event-file.ts'
import type { TrackedRun } from './tracked-run.ts'

/** @throws UsageError for a folder that cannot be made */
export async function makeEventFolder(folder: string): Promise<void> {
  await makeFolder(folder).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--tensorboard ${folder}: cannot be made: ${error.message}`, {
      cause: error,
      hint: remedyFor(error) ?? 'Name another folder.',
    })
  })
}

/** @throws the error of the file system */
export async function writeEventFiles(folder: string, runs: readonly TrackedRun[]): Promise<void> {
  for (const run of runs.toSorted((a, b) => a.step - b.step)) {
    const place = join(folder, folderName(run.line, run.lineKey))
    await makeFolder(place)
    await writeRun(place, run)
  }
}

async function writeRun(place: string, run: TrackedRun): Promise<void> {
  const measured = hashFacts(run.measured, 8)
  const all = (await readdir(place)).flatMap((name) => parsed(name) ?? [])
  let next = Math.max(Date.now() * 1000, ...all.map(({ order }) => order + 1))
  const bytes = eventFile([run])
  const own = all.filter(({ key }) => key === run.key)
  const same = await firstEqual(place, own, bytes)
  const written = same ?? { order: next++, measured, step: run.step, key: run.key }
  if (same === undefined) await writeWhole(join(place, nameOf(written)), bytes)
  for (const old of own) if (old !== same) await rm(join(place, nameOf(old)), { force: true })

  const others = all.filter((file) => file.measured === measured && file.key !== run.key)
  let last = 0
  for (const file of [...others, written].sort((a, b) => a.step - b.step || a.order - b.order)) {
    const order = file.order > last ? file.order : next++
    if (order !== file.order) await rename(join(place, nameOf(file)), join(place, nameOf({ ...file, order })))
    last = order
  }
}

async function firstEqual(place: string, files: readonly EventFile[], bytes: Buffer): Promise<EventFile | undefined> {
  for (const file of files) if (bytes.equals(await readFile(join(place, nameOf(file))))) return file
  return undefined
}

/** What the name of a file says. */
interface EventFile {
  /** When it got its name, in microseconds since 1970; unique in its folder. */
  readonly order: number
  readonly measured: string
  readonly step: number
  readonly key: string
}

const NAME = /^events\.out\.tfevents\.(\d+)\.(\d{6})\.evalkit-(\w+)-(\d+)-(\w+)$/

function nameOf({ order, measured, step, key }: EventFile): string {
  const seconds = String(Math.floor(order / 1e6)).padStart(10, '0')
  return `events.out.tfevents.${seconds}.${String(order % 1e6).padStart(6, '0')}.evalkit-${measured}-${step}-${key}`
}

function parsed(name: string): EventFile | undefined {
  const [, seconds, micros, measured, step, key] = NAME.exec(name) ?? []
  if (measured === undefined || key === undefined) return undefined
  return { order: Number(seconds) * 1e6 + Number(micros), measured, step: Number(step), key }
}

/** Longest label in the name of a folder. */
const LONGEST = 100

/** The label, and a part of the key where the label alone would not tell lines apart. */
function folderName(line: string, lineKey: string): string {
  const plain = line
    .replaceAll(/[^\w.-]/g, '-')
    .replace(/^\.*$|^\.+/, '-')
    .slice(0, LONGEST)
  return plain === line && lineKey === hashFacts([line]) ? plain : `${plain}-${lineKey.slice(0, 8)}`
}
