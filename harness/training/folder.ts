/** The output folder of a build: locked by one process; the manifest appears only when the build is finished. */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError, UsageError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { type Lock, lockFolder } from '../../results/store/lock.ts'
import { makeFolder } from '../../results/store/make-folder.ts'
import { listRuns, type StoredRun } from '../../results/store/read.ts'
import { note } from '../lib/terminal.ts'

/** Written last: a folder without it holds an unfinished build. */
export const BUILD_MANIFEST = 'manifest.json'
export const DATA_CARD = 'data-card.md'

export class BuildFolder implements AsyncDisposable {
  readonly path: string
  readonly #lock: Lock

  private constructor(path: string, lock: Lock) {
    this.path = path
    this.#lock = lock
  }

  /**
   * @param resume continue the build in the folder; false: the folder must be new or empty
   * @throws UsageError when the folder cannot be created or holds something else, StoreError when another process has it locked
   */
  static async open(path: string, resume: boolean): Promise<BuildFolder> {
    await makeFolder(path).catch((error: Error) => {
      throw new UsageError(`${path}: cannot be created: ${error.message}`, { cause: error })
    })
    const names = await readdir(path)
    const isBuild = names.includes('runs')
    if (names.length > 0 && !(resume && isBuild)) {
      throw new UsageError(`${path}: the folder ${isBuild ? 'holds a build' : 'is not empty'}`, {
        hint: isBuild ? 'Continue it with --resume, or name another folder.' : 'Name a folder that is new or empty.',
      })
    }
    if (resume && !isBuild) note('nothing to resume: starting a new build')
    return new BuildFolder(path, await lockFolder(path))
  }

  get runsDir(): string {
    return join(this.path, 'runs')
  }

  /**
   * Finds the run of the same stage from an earlier session.
   *
   * @returns undefined when there is none, or when the summarizer changed
   * @throws StoreError when the teacher's run has other settings: all its answers would have to be requested again
   */
  async earlierRun(manifest: RunManifest): Promise<StoredRun | undefined> {
    const ofStage = (await listRuns(this.runsDir)).filter(({ manifest: { benchmark } }) => {
      return benchmark.name === manifest.benchmark.name
    })
    const same = ofStage.find((run) => run.manifest.hash === manifest.hash)
    const [other] = ofStage
    if (same !== undefined || other === undefined) return same
    if (manifest.benchmark.name === 'sft-summarizer') {
      note('the summarizer or its template changed: all summaries are requested again')
      return undefined
    }
    const differing = PARTS.filter((part) => JSON.stringify(other.manifest[part]) !== JSON.stringify(manifest[part]))
    const what = differing.length > 0 ? `its ${differing.join(', ')} differs` : 'its prompts differ'
    throw new StoreError(`${other.folder}: not the run of this command: ${what}`, {
      hint: 'Repeat the command that started it, or name another folder with -o. Answer filters and --format may change.',
    })
  }

  /** Removes the files of an earlier build, before new ones are written. */
  async clear(): Promise<void> {
    await rm(join(this.path, BUILD_MANIFEST), { force: true })
    for (const name of await readdir(this.path)) {
      if (WRITTEN.test(name)) await rm(join(this.path, name))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lock.release()
  }
}

const WRITTEN =
  /^(?:data-card\.md|(?:original|direct|think-summary)(?:\.validation)?\.jsonl|(?:rows|dropped)\.jsonl)(?:\.unfinished)?$/

const PARTS = ['model', 'generation', 'trialsPerSample', 'dataset', 'items', 'protocol', 'sandbox'] as const
