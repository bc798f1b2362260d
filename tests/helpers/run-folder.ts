/** Run folders as a command leaves them, or is writing them. */
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { RunManifest, SampleRecord } from '../../results/schema/schema.ts'
import { finishedRun } from './records.ts'

type Changes = Partial<RunManifest> & { readonly range?: [number, number] }

/** @returns its name */
export async function writeRun(
  root: string,
  label: string,
  records: readonly SampleRecord[],
  changes: Changes = {},
): Promise<string> {
  const { manifest, summary } = await finishedRun(label, records, changes)
  const name = nameOf(manifest)
  await mkdir(join(root, name), { recursive: true })
  await writeFile(join(root, name, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(join(root, name, 'samples.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  await writeFile(join(root, name, 'summary.json'), JSON.stringify(summary))
  return name
}

/** A run under way, held by this process. @returns its name, and how its samples come in */
export async function beginRun(root: string, label: string, planned: number, changes: Changes = {}) {
  const { manifest } = await finishedRun(label, [], {
    ...changes,
    status: 'running',
    items: { count: planned, hash: '00' },
  })
  const name = nameOf(manifest)
  const folder = join(root, name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest))
  await writeFile(
    join(folder, 'lock.json'),
    JSON.stringify({ pid: process.pid, host: hostname(), since: manifest.startedAt }),
  )
  await writeFile(join(folder, 'samples.jsonl'), '')
  return {
    name,
    append: (text: string) => appendFile(join(folder, 'samples.jsonl'), text),
    add: (...records: readonly SampleRecord[]) =>
      appendFile(join(folder, 'samples.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  }
}

const nameOf = ({ startedAt, benchmark, model }: RunManifest) =>
  `${startedAt.slice(0, 10)}_${benchmark.name}_${model.label.replace(/[^\w.-]/g, '-')}`
