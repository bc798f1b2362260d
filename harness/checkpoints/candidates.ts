/** Lists what may be checkpoints in the folder that a trainer writes to. Opens no weights. */
import { basename, dirname, join } from 'node:path'
import { type Names, namesIn, readText, stateOf } from './files.ts'
import { ggufFilesIn, isStaging, stepIn } from './names.ts'
import { isOtherFormat } from './other-formats.ts'

export interface Candidate {
  /** A folder or a GGUF file. */
  readonly path: string
  /** Candidates with the same pattern are one series: `out/checkpoint-*`. */
  readonly pattern: string
  /** Absent for final weights. */
  readonly step?: number
  /** Weights that a trainer saves at its end, without a step in the name: in the folder itself, or in `final`. */
  readonly isFinal: boolean
  /** A pin: hard links to its files, in another folder. */
  readonly isPinned?: true
  /** Of a pin: the path that the trainer wrote to. Absent if it is no longer known. */
  readonly original?: string
  /** The trainer's own word that it is not finished. */
  readonly unfinished?: string
}

const FINAL = /^final(?:[-_.].*)?$|[-_.]final(?:[-_.].*)?\.gguf$/i

/**
 * @param out the folder, or with a `*` in its last part one series of it: `out/checkpoint-*`
 * @returns in the order of their steps, final weights last; undefined where there is no such folder
 * @throws the system's error where it may not be read
 */
export async function listCandidates(out: string): Promise<readonly Candidate[] | undefined> {
  const { root, series } = watchedPlace(out)
  const top = await namesIn(root)
  if (top === undefined) return undefined
  // A trainer may keep its checkpoints one folder below: weights/step_40, v0-20261128/checkpoint-500.
  const below = top.folders.filter((name) => !isStaging(name) && stepIn(name) === undefined && !FINAL.test(name))
  const groups = await Promise.all(below.map((name) => namesIn(join(root, name)).catch(() => undefined))) // lost+found
  const folders = [top, ...groups.filter((group) => group !== undefined)]
  const found = (await Promise.all(folders.map(steppedIn))).flat()
  const chosen = series === undefined ? found : found.filter(({ pattern }) => pattern === join(root, series))
  return [...chosen.sort((a, b) => (a.step ?? 0) - (b.step ?? 0)), ...finalIn(top)]
}

/** Splits `out/checkpoint-*` into the folder and the series. */
export function watchedPlace(out: string): { readonly root: string; readonly series?: string } {
  return basename(out).includes('*') ? { root: dirname(out), series: basename(out) } : { root: out }
}

/** The folders in which further checkpoints may appear. */
export const foldersToWatch = (out: string, candidates: readonly Candidate[]): string[] => [
  ...new Set([
    watchedPlace(out).root,
    ...candidates.filter(({ isFinal }) => !isFinal).map(({ pattern }) => dirname(pattern)),
  ]),
]

/** The step-named folders and GGUF files of a folder. */
async function steppedIn(folder: Names): Promise<Candidate[]> {
  const named = steppedNames(folder, [...folder.folders, ...ggufFilesIn(folder.files)])
  // Files that cannot be served are named only where there is nothing else.
  const candidates = named.length > 0 ? named : steppedNames(folder, [...folder.files].filter(isOtherFormat))
  const words = candidates.length === 0 ? undefined : await finishedWords(folder, candidates)
  return candidates.map((one) => {
    const unfinished = words?.(one)
    return { ...one, ...(unfinished !== undefined && { unfinished }) }
  })
}

const steppedNames = ({ path }: Names, names: readonly string[]): Candidate[] =>
  names.flatMap((name) => {
    const found = isStaging(name) ? undefined : stepIn(name)
    if (found === undefined) return []
    return [{ path: join(path, name), pattern: join(path, found.pattern), step: found.step, isFinal: false }]
  })

/** What Megatron and prime-rl say of finished checkpoints. */
async function finishedWords(folder: Names, candidates: readonly Candidate[]) {
  const tracker = 'latest_checkpointed_iteration.txt'
  const told = folder.files.has(tracker) ? await readText(join(folder.path, tracker)).catch(() => '') : ''
  const latest = told.trim() === '' ? Number.NaN : Number(told)
  const marked = new Set<string>()
  for (const { path } of candidates) {
    const mark = await stateOf(join(path, 'STABLE')).catch(() => undefined)
    if (mark !== undefined) marked.add(path)
  }
  return ({ path, step }: Candidate): string | undefined => {
    if (marked.size > 0 && !marked.has(path)) return 'it has no file STABLE yet, unlike others'
    if (step !== undefined && step > latest) return `${tracker} says ${latest}`
    return undefined
  }
}

/** The folder itself, where it holds weights, or the folder or GGUF file called final. */
function finalIn(top: Names): Candidate[] {
  const isModel = top.files.has('config.json') || top.files.has('adapter_config.json')
  const own = isModel && [...top.files].some((name) => name.endsWith('.safetensors')) ? [top.path] : []
  const named = [...top.folders, ...ggufFilesIn(top.files)].filter((name) => FINAL.test(name) && !isStaging(name))
  return [...own, ...named.map((name) => join(top.path, name))].map((path) => ({ path, pattern: path, isFinal: true }))
}
