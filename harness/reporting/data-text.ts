/** The output of `evalkit data`: a table of files, then what to do about missing or damaged ones. */
import { join, relative } from 'node:path'
import type { FileState, FileStatus } from '../../benchmarks/data/data-files.ts'
import { isBundled } from '../../benchmarks/data/dataset.ts'
import { plainTable } from '../../results/report/forms/terminal.ts'
import { wrapped } from '../../results/words/wrap.ts'

export interface ListedFile extends FileStatus {
  /** Names of the benchmarks that use the file. */
  readonly benchmarks: readonly string[]
}

const STATES: Readonly<Record<FileState, string>> = {
  present: 'here',
  verified: 'verified',
  unpublished: 'here (no published sha256)',
  damaged: 'DAMAGED',
  missing: 'missing',
}

/** @param folder folder of fetched files, which paths in the table are relative to */
export function listedText(files: readonly ListedFile[], folder: string): string {
  const rows = files.map(({ benchmarks, declared, state, path, bytes }) => [
    benchmarks.join(', '),
    isBundled(declared)
      ? `${declared.file} (ships with evalkit)`
      : path === undefined
        ? declared.file
        : relative(folder, path),
    bytes === undefined ? '' : size(bytes),
    declared.license,
    STATES[state],
  ])
  const table = plainTable(['benchmark', 'file', 'size', 'licence', 'state'], rows)
  return [`Data folder: ${folder}`, '', table, ...remedies(files, folder)].join('\n')
}

function remedies(files: readonly ListedFile[], folder: string): string[] {
  const failures = files.flatMap(({ failure }) =>
    failure === undefined ? [] : [`${failure.message}. ${failure.hint ?? ''}`.trim()],
  )
  const missing = files.filter(({ state, failure }) => state === 'missing' && failure === undefined)
  const byHand = missing
    .filter(({ declared }) => declared.url === undefined)
    .map(
      ({ declared: { file, obtain = '' } }) =>
        `${file} has no download address. ${obtain} Put it at ${join(folder, file)}`,
    )
  const names = new Set(missing.flatMap(({ declared, benchmarks }) => (declared.url ? benchmarks.slice(0, 1) : [])))
  const pull = names.size === 0 ? [] : [`Fetch what is missing: evalkit data pull ${[...names].join(' ')}`]
  const said = [...failures, ...byHand, ...pull]
  return said.length === 0 ? [] : ['', ...said.flatMap((text) => wrapped(text))]
}

const size = (bytes: number) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`)

/** The same as JSON. */
export const listedFacts = ({ benchmarks, declared, failure, ...found }: ListedFile) => ({
  benchmarks,
  file: declared.file,
  ...found,
  license: declared.license,
  ...(declared.url !== undefined && { url: declared.url }),
  ...(declared.sha256 !== undefined && { publishedSha256: declared.sha256 }),
  ...(failure !== undefined && { error: { message: failure.message, hint: failure.hint } }),
})
