/** The runs that are served: those of the runs folder and those named on the command line. Read again only where a folder has changed. */
import { join } from 'node:path'
import { checkpointOf } from '../../results/checkpoint.ts'
import { StoreError } from '../../results/errors.ts'
import type { ListedRun } from '../../results/report/forms/html/listed-run.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { type FolderState, folderNames, folderState } from '../../results/store/follow.ts'
import { statusNow } from '../../results/store/lock.ts'
import { openRun, runName, type StoredRun } from '../../results/store/read.ts'
import { RunSamples } from './run-samples.ts'

interface Entry {
  readonly state: FolderState
  readonly stored: StoredRun
  readonly listed: ListedRun
}

export class Catalog {
  readonly #root: string
  readonly #others: readonly string[]
  readonly #showProtected: boolean
  readonly #entries = new Map<string, Entry>()
  readonly #samples = new Map<string, RunSamples>()
  readonly #listeners: ((runs: readonly string[]) => void)[] = []
  #refreshing: Promise<void> | undefined
  readonly #watched = new Map<string, { readonly at: number; readonly done: number }>()

  /** @param others folders outside of the runs folder */
  constructor(root: string, others: readonly string[], showProtected: boolean) {
    this.#root = root
    this.#others = others
    this.#showProtected = showProtected
  }

  /** Newest first. */
  get runs(): ListedRun[] {
    return [...this.#entries.values()]
      .map(({ listed }) => listed)
      .sort((a, b) => (a.startedAt === b.startedAt ? (a.run < b.run ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1))
  }

  /** Undefined for a name that no served run has: nothing else is ever read. */
  stored = (run: string): StoredRun | undefined => this.#entries.get(run)?.stored

  /** @param listener is told of names of runs that are new, have changed, or are gone, whoever had them looked for */
  onChange(listener: (runs: readonly string[]) => void): void {
    this.#listeners.push(listener)
  }

  /** Looks for changes; once for all who ask meanwhile. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(): Promise<void> {
    const folders = [...(await folderNames(this.#root)).map((name) => join(this.#root, name)), ...this.#others]
    const names = new Set(folders.map(runName))
    const gone = [...this.#entries.keys()].filter((name) => !names.has(name))
    for (const name of gone) {
      this.#entries.delete(name)
      this.#samples.delete(name)
    }
    const changed: string[] = []
    for (const folder of folders) if (await this.#read(folder)) changed.push(runName(folder))
    const all = [...gone, ...changed]
    if (all.length > 0) for (const listener of this.#listeners) listener(all)
  }

  /** Whether it has changed. What is no run that can be read is passed over. */
  async #read(folder: string): Promise<boolean> {
    const name = runName(folder)
    const known = this.#entries.get(name)
    const state = await folderState(folder)
    const isSame = known?.state.facts === state.facts && known.state.size === state.size
    if (isSame && known.listed.status !== 'running') return false
    const stored =
      known?.state.facts === state.facts
        ? known.stored
        : await openRun(folder).catch((error: unknown) => {
            if (error instanceof StoreError) return undefined
            throw error
          })
    if (stored === undefined) return false
    if (known !== undefined && state.size < known.state.size) this.#samples.delete(name) // made anew
    const listed = await this.#listed(name, stored)
    this.#entries.set(name, { state, stored, listed })
    return !isSame || JSON.stringify(listed) !== JSON.stringify(known?.listed)
  }

  async #listed(name: string, stored: StoredRun): Promise<ListedRun> {
    const { manifest, summary } = stored
    const status = await statusNow(stored)
    const facts = {
      run: name,
      benchmark: manifest.benchmark.name,
      protocol: manifest.protocol.name,
      protocolHash: manifest.protocol.hash,
      ...(manifest.protocol.rule !== undefined && { rule: manifest.protocol.rule }),
      model: manifest.model.label,
      ...(manifest.model.version !== undefined && { version: manifest.model.version }),
      ...placeOf(manifest),
      startedAt: manifest.startedAt,
      status,
      planned: plannedTrials(manifest),
      range: summary?.range ?? defaultRange(manifest),
      ...(manifest.protected && { isProtected: true as const }),
    }
    if (summary !== undefined && status !== 'running') {
      const { trials, unscored, score, interval } = summary
      return {
        ...facts,
        ...{ done: trials + unscored, unscored },
        ...(score !== undefined && { score }),
        ...(interval !== undefined && { interval }),
      }
    }
    const samples = await this.samples(name, stored)
    const progress = samples.progress
    return { ...facts, ...progress, ...(status === 'running' && this.#rate(name, progress.done)) }
  }

  #rate(name: string, done: number): { rate?: number } {
    const now = performance.now()
    const since = this.#watched.get(name)
    if (since === undefined) this.#watched.set(name, { at: now, done })
    if (since === undefined || now - since.at < 1000) return {}
    return { rate: Number(((1000 * (done - since.done)) / (now - since.at)).toPrecision(3)) }
  }

  /** Up to date. @throws StoreError for a run that the folder does not have */
  async samples(name: string, stored = this.stored(name)): Promise<RunSamples> {
    if (stored === undefined) throw new StoreError(`${name}: not a run of this folder`)
    const samples = this.#samples.get(name) ?? new RunSamples(stored.folder, stored.manifest, this.#showProtected)
    this.#samples.set(name, samples)
    await samples.update()
    return samples
  }
}

export function plannedTrials({ design, items, trialsPerSample }: RunManifest): number {
  const samples = design?.kind === 'early-stop' && design.stopped !== undefined ? design.asked : items.count
  return samples * trialsPerSample
}

function placeOf({ model, items, dataset }: RunManifest): Pick<ListedRun, 'step' | 'series' | 'asked'> {
  const { step, series } = checkpointOf(model)
  if (step === undefined) return {}
  const asked = { hash: items.hash, count: items.count, of: dataset.size }
  return { step, asked, ...(series !== undefined && { series }) }
}

/** Of a run that has no summary yet. */
export const defaultRange = ({ judge }: RunManifest): [number, number] => (judge === undefined ? [0, 1] : [1, 10])
