/** The folder of a build: one process at a time, and nothing in it that looks finished before it is. */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError, UsageError } from '../../results/errors.ts'
import type { RunManifest } from '../../results/schema/schema.ts'
import { type Lock, lockFolder } from '../../results/store/lock.ts'
import { listRuns, type StoredRun } from '../../results/store/read.ts'
import { note } from '../lib/terminal.ts'

/** Written last: a folder without it is unfinished. */
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
   * @param resume go on with what is there; without it the folder must be new or empty
   * @throws UsageError or StoreError when it cannot be used
   */
  static async open(path: string, resume: boolean): Promise<BuildFolder> {
    await mkdir(path, { recursive: true }).catch((error: Error) => {
      throw new UsageError(`${path}: cannot be made: ${error.message}`, { cause: error })
    })
    const names = await readdir(path)
    const isBuild = names.includes('runs')
    if (names.length > 0 && !(resume && isBuild)) {
      throw new UsageError(`${path}: is there already${isBuild ? ', and holds a build' : ''}`, {
        hint: isBuild ? 'Continue it with --resume, or name another folder.' : 'Name a folder that is new or empty.',
      })
    }
    if (resume && !isBuild) note('nothing to resume: starting anew')
    return new BuildFolder(path, await lockFolder(path))
  }

  get runsDir(): string {
    return join(this.path, 'runs')
  }

  /**
   * The earlier sitting's run of the same stage.
   *
   * @returns undefined where there is none; also of another summarizer, which may have been changed for a better one
   * @throws StoreError when the teacher was asked something else: its answers would be paid for anew
   */
  async earlierRun(manifest: RunManifest): Promise<StoredRun | undefined> {
    const ofStage = (await listRuns(this.runsDir)).filter(({ manifest: { benchmark } }) => {
      return benchmark.name === manifest.benchmark.name
    })
    const same = ofStage.find((run) => run.manifest.hash === manifest.hash)
    const [other] = ofStage
    if (same !== undefined || other === undefined) return same
    if (manifest.benchmark.name === 'sft-summarizer') {
      note('another summarizer than before, or asked in other words: every summary is asked for anew')
      return undefined
    }
    const differing = PARTS.filter((part) => JSON.stringify(other.manifest[part]) !== JSON.stringify(manifest[part]))
    const what = differing.length > 0 ? `its ${differing.join(', ')} differs` : 'it was asked for something else'
    throw new StoreError(`${other.folder}: not what is asked for: ${what}`, {
      hint: 'Repeat the command that began it, or name another folder with -o. Filters of answers and --format may change.',
    })
  }

  /** Before anything of a build is written anew. */
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

const PARTS = ['model', 'generation', 'repeats', 'dataset', 'items', 'protocol', 'sandbox'] as const
