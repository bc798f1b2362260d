/** Follows the checkpoints of a folder: which are whole, and have been so for long enough. */
import { type Candidate, listCandidates } from './candidates.ts'
import { inspectCheckpoint, type WholeCheckpoint } from './read-checkpoint.ts'

export interface Look {
  /** False where the folder is not there (yet). */
  readonly isThere: boolean
  /** All that may be checkpoints. */
  readonly candidates: readonly Candidate[]
  /** Whole and settled, in the order of their steps; final weights last. */
  readonly ready: readonly ReadyCheckpoint[]
  /** Whole, but written to a moment ago. */
  readonly settling: readonly ReadyCheckpoint[]
  /** Being written, or left half-written. */
  readonly incomplete: readonly Unfit[]
  /** No checkpoints, or of a kind that cannot be served. */
  readonly foreign: readonly Unfit[]
  /** Seen before, and deleted since. */
  readonly vanished: readonly Candidate[]
}

export interface ReadyCheckpoint {
  readonly candidate: Candidate
  readonly whole: WholeCheckpoint
}

export interface Unfit {
  readonly candidate: Candidate
  readonly reason: string
}

export interface FolderWatchOptions {
  /** How long sizes and times of a checkpoint's files must have been the same. */
  readonly settleMs: number
  /** Candidates of elsewhere, for as long as the folder has none of the same step. */
  readonly extra?: () => readonly Candidate[]
  /** ms since 1970. */
  readonly now?: () => number
}

/** Files that were written this long ago need not be seen twice. Clocks of file servers may be minutes off. */
const OLD_MS = 10 * 60_000

interface Seen {
  readonly candidate: Candidate
  state: string | undefined
  /** Since when it is in that state. */
  since: number
  wasWhole: boolean
}

const isSameStep = (one: Candidate, other: Candidate) => one.step === other.step && one.isFinal === other.isFinal

export class FolderWatch {
  readonly #out: string
  readonly #settleMs: number
  readonly #extra: () => readonly Candidate[]
  readonly #now: () => number
  #seen = new Map<string, Seen>()

  /** @param out see `listCandidates` */
  constructor(out: string, { settleMs, extra = () => [], now = Date.now }: FolderWatchOptions) {
    this.#out = out
    this.#settleMs = settleMs
    this.#extra = extra
    this.#now = now
  }

  /**
   * Looks at the folder once.
   *
   * @param skip candidates that are of no interest, and are not opened
   * @throws the system's error where the folder may not be read
   */
  async look(skip: (candidate: Candidate) => boolean | Promise<boolean> = () => false): Promise<Look> {
    const listed = await listCandidates(this.#out)
    const candidates = [
      ...(listed ?? []),
      ...this.#extra().filter((one) => !listed?.some((other) => isSameStep(one, other))),
    ]
    const before = this.#seen
    this.#seen = new Map()
    const look = {
      ready: [] as ReadyCheckpoint[],
      settling: [] as ReadyCheckpoint[],
      incomplete: [] as Unfit[],
      foreign: [] as Unfit[],
    }
    const vanished: Candidate[] = []
    for (const candidate of candidates) {
      const seen = before.get(candidate.path) ?? { candidate, state: undefined, since: this.#now(), wasWhole: false }
      this.#seen.set(candidate.path, seen)
      if (await skip(candidate)) continue
      if (candidate.unfinished !== undefined) {
        look.incomplete.push({ candidate, reason: candidate.unfinished })
        continue
      }
      const found = await inspectCheckpoint(candidate.path)
      if (found.outcome === 'whole') {
        if (this.#isSettled(seen, found)) look.ready.push({ candidate, whole: found })
        else look.settling.push({ candidate, whole: found })
        continue
      }
      seen.state = undefined
      // A trainer deletes file by file: what was whole is on its way out.
      if (found.outcome === 'vanished' || (seen.wasWhole && found.outcome === 'incomplete')) vanished.push(candidate)
      else look[found.outcome].push({ candidate, reason: found.reason })
    }
    const gone = [...before.values()].filter(({ candidate }) => !this.#seen.has(candidate.path))
    vanished.push(...gone.map(({ candidate }) => candidate))
    return { isThere: listed !== undefined, candidates, ...look, vanished }
  }

  #isSettled(seen: Seen, { state, changedAt }: WholeCheckpoint): boolean {
    const now = this.#now()
    if (seen.state !== state) Object.assign(seen, { state, since: now })
    seen.wasWhole = true
    return now - seen.since >= this.#settleMs || now - changedAt >= OLD_MS
  }
}
