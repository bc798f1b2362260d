/**
 * An engine of the host's own Python, on Linux: a warm interpreter in bubblewrap, which forks for each program.
 *
 * A program sees the files that Python needs and may read them, an empty folder of its own, and nothing else: no network, no
 * environment, no other process, and it can start none. What keeps it in is the kernel, and not a second interpreter: the
 * `isolate` engine is the stronger one.
 */
import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { promisify } from 'node:util'
import { SandboxError, UsageError } from '../../results/errors.ts'
import type { EngineFacts, Program, ProgramResult, Sandbox } from '../sandbox.ts'
import { MOST_MIB } from '../workers/worker-plan.ts'
import { WorkerPool } from '../workers/worker-pool.ts'
import { NOBODY, wrapped } from './bubblewrap.ts'
import { asUser, findPython, type HostPython } from './host-python.ts'

export class NativeSandbox implements Sandbox {
  readonly engine: EngineFacts
  readonly workers: number
  readonly #pool: WorkerPool

  private constructor(engine: EngineFacts, workers: number, pool: WorkerPool) {
    this.engine = engine
    this.workers = workers
    this.#pool = pool
  }

  /**
   * Finds what it needs, and tries it: a program looks around in there, and must find itself shut in.
   *
   * @param workers default: one a core
   * @throws UsageError where this engine cannot run, or would not hold
   */
  static async open(workers = availableParallelism()): Promise<NativeSandbox> {
    if (process.platform !== 'linux') throw new UsageError('--sandbox native: runs on Linux only', { hint: INSTEAD })
    const user = process.getuid?.() === 0 ? NOBODY : undefined
    const [python, bubblewrap] = await Promise.all([foundPython(user), bubblewrapVersion(user)])
    const pool = new WorkerPool({
      workers,
      command: {
        file: 'bwrap',
        arguments: wrapped(python),
        // To be found by; it hands on none of its own.
        environment: { PATH: process.env.PATH ?? '' },
        // Of bubblewrap itself; each program has a limit of its own (see confine.py).
        residentMiB: MOST_MIB,
        ...(user !== undefined && { user }),
      },
      hint: INSTEAD,
    })
    const sandbox = new NativeSandbox(
      { name: 'native', versions: { python: python.version, bubblewrap } },
      workers,
      pool,
    )
    try {
      await sandbox.#probe()
    } catch (error) {
      await sandbox.close()
      throw error
    }
    return sandbox
  }

  /** @throws SandboxError for another language than Python */
  async run(program: Program): Promise<ProgramResult> {
    if (program.language === 'python') return this.#pool.run(program)
    throw new SandboxError(`the native sandbox runs Python, and no ${program.language}`, { hint: INSTEAD })
  }

  close(): Promise<void> {
    return this.#pool.close()
  }

  async #probe(): Promise<void> {
    const { outcome, detail } = await this.#pool.run(PROBE).catch((error: unknown) => {
      if (!(error instanceof SandboxError)) throw error
      throw new UsageError(`--sandbox native: does not start here: ${error.message}`, {
        cause: error,
        hint: NAMESPACES,
      })
    })
    if (outcome === 'passed') return
    const found = detail.split('\n').at(-1)
    throw new UsageError(`--sandbox native: does not shut programs in here: ${outcome} ${found}`, { hint: INSTEAD })
  }
}

const INSTEAD = 'Use the default engine: --sandbox isolate'
const NAMESPACES = `Unprivileged user namespaces may be switched off here, as in most containers. ${INSTEAD}`

async function foundPython(user: number | undefined): Promise<HostPython> {
  return findPython(user).catch((error: unknown) => {
    throw new UsageError(`--sandbox native: needs python3 3.9 or newer, which ${reason(error)}`, {
      cause: error,
      hint: `Install it, as in "apt-get install python3". ${INSTEAD}`,
    })
  })
}

async function bubblewrapVersion(user: number | undefined): Promise<string> {
  const run = promisify(execFile)('bwrap', ['--version'], { ...asUser(user), timeout: 60_000 })
  const { stdout } = await run.catch((error: unknown) => {
    throw new UsageError(`--sandbox native: needs bubblewrap, whose bwrap ${reason(error)}`, {
      cause: error,
      hint: `Install it, as in "apt-get install bubblewrap". ${INSTEAD}`,
    })
  })
  return stdout.trim().replace(/^bubblewrap /, '')
}

/** Why a program of the host's could not be run, as the end of a sentence. */
function reason(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'is not on the PATH'
  const message = error instanceof Error ? error.message : String(error)
  return `does not run: ${message.trim().split('\n').at(-1)}`
}

/** Looks around from inside, and tells. */
const LOOK = `    import os, socket
    def refused(act):
        try:
            act()
        except OSError:
            return True
        return False
    return {
        'network': not refused(lambda: socket.create_connection(('127.0.0.1', 9), 1)),
        'processes': not refused(os.fork),
        'first': os.getpid(),
        'environment': dict(os.environ),
        'etc': os.path.exists('/etc/passwd'),
        'home': os.path.exists('/root') or os.path.exists('/home'),
        'proc': os.path.exists('/proc/self'),
        'writable': not refused(lambda: open('/usr/lib/evalkit', 'w')) or not refused(lambda: open('/evalkit', 'w')),
        'folder': os.listdir('.'),
    }
`

const SHUT_IN = `found = look_around()
assert not found['network'], 'the network is there'
assert not found['processes'], 'programs can start processes'
assert found['first'] == 2, 'there is no process namespace'
assert found['environment'] == {}, 'the environment is not empty'
assert not (found['etc'] or found['home'] or found['proc']), 'files of the host are there'
assert not found['writable'], 'files of the host can be written'
assert found['folder'] == [], 'its folder is not empty'
`

export const PROBE: Program = {
  language: 'python',
  check: 'split',
  prompt: 'def look_around():\n',
  completion: LOOK,
  tests: SHUT_IN,
  entryPoint: 'look_around',
  limits: { wallMs: 60_000 },
}
