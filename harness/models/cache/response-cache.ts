/**
 * Replies kept across runs, in one SQLite file that several processes may use at once.
 *
 * It is never needed: whatever goes wrong with it costs a warning and a request, and no reply. A file that SQLite cannot
 * read is set aside, and a new one begun.
 */
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreError } from '../../../results/errors.ts'
import type { Completion } from '../../../results/schema/schema.ts'

export interface CacheStats {
  readonly path: string
  readonly bytes: number
  readonly models: readonly { readonly model: string; readonly version: string; readonly replies: number }[]
}

/** Who replied: what prune and stats go by. */
export interface CachedModel {
  readonly model: string
  readonly version: string
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    version TEXT NOT NULL,
    at INTEGER NOT NULL,
    reply TEXT NOT NULL
  ) WITHOUT ROWID`

/** How long one process waits for another that is writing. */
const BUSY_MS = 10_000

interface Open {
  readonly database: DatabaseSync
  readonly read: StatementSync
  readonly write: StatementSync
}

export class ResponseCache {
  readonly path: string
  readonly #warn: (sentence: string) => void
  #open: Open | undefined
  #isLost = false

  /** @param warn told when replies cannot be kept, once */
  constructor(path: string, warn: (sentence: string) => void = () => undefined) {
    this.path = path
    this.#warn = warn
  }

  static isThere(path: string): boolean {
    return existsSync(path)
  }

  get(key: string): Completion | undefined {
    const row = this.#try(({ read }) => read.get(key)) as { reply: string } | undefined
    return row === undefined ? undefined : (JSON.parse(row.reply) as Completion)
  }

  put(key: string, { model, version }: CachedModel, reply: Completion): void {
    this.#try(({ write }) => write.run(key, model, version, Date.now(), JSON.stringify(reply)))
  }

  /** @throws StoreError when the file cannot be read */
  stats(): CacheStats {
    const rows = this.#must(({ database }) =>
      database
        .prepare(
          'SELECT model, version, count(*) AS replies FROM replies GROUP BY model, version ORDER BY model, version',
        )
        .all(),
    )
    return { path: this.path, bytes: statSync(this.path).size, models: rows as unknown as CacheStats['models'] }
  }

  /**
   * Drops replies kept before a moment, of one model where it is named, and gives their room back.
   *
   * @param before milliseconds since 1970
   * @returns how many were dropped
   * @throws StoreError when the file cannot be written
   */
  prune(before: number, model?: string): number {
    return this.#must(({ database }) => {
      const { changes } = database
        .prepare('DELETE FROM replies WHERE at < ? AND (? IS NULL OR model = ?)')
        .run(before, model ?? null, model ?? null)
      database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
      return Number(changes)
    })
  }

  close(): void {
    this.#open?.database.close()
    this.#open = undefined
  }

  #try<Result>(use: (open: Open) => Result): Result | undefined {
    if (this.#isLost) return undefined
    try {
      return use(this.#opened())
    } catch (error) {
      this.#setAside(error)
      return undefined
    }
  }

  #must<Result>(use: (open: Open) => Result): Result {
    try {
      return use(this.#opened())
    } catch (error) {
      throw new StoreError(`${this.path}: ${messageOf(error)}`, {
        hint: 'Replies are kept there for your convenience only: the file may be deleted.',
        cause: error,
      })
    }
  }

  #opened(): Open {
    this.#open ??= openDatabase(this.path)
    return this.#open
  }

  /** A damaged file makes room for a new one, once; anything else ends the keeping of replies. */
  #setAside(error: unknown): void {
    this.close()
    const aside = `${this.path}.damaged-${Date.now()}`
    if (isDamage(error)) {
      try {
        for (const suffix of ['', '-wal', '-shm']) renameIfThere(this.path + suffix, aside + suffix)
        openDatabase(this.path).database.close()
        this.#warn(`the response cache was damaged (${messageOf(error)}): set aside as ${aside}, and begun anew`)
        return
      } catch {
        // Nothing can be written there: the same as any other failure.
      }
    }
    this.#isLost = true
    this.#warn(`the response cache ${this.path} cannot be used (${messageOf(error)}): going on without it`)
  }
}

function openDatabase(path: string): Open {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path, { timeout: BUSY_MS })
  try {
    // A crash may cost the last replies and never the file.
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${SCHEMA}`)
    return {
      database,
      read: database.prepare('SELECT reply FROM replies WHERE key = ?'),
      write: database.prepare('INSERT OR REPLACE INTO replies (key, model, version, at, reply) VALUES (?, ?, ?, ?, ?)'),
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB; a table of another shape, or a reply that is no JSON. */
function isDamage(error: unknown): boolean {
  const { errcode } = error as { errcode?: number }
  return error instanceof SyntaxError || [1, 11, 26].includes((errcode ?? 0) & 0xff)
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
