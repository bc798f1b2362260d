import { fileURLToPath } from 'node:url'
import { main } from '../../harness/cli.ts'

export const LAUNCHER = fileURLToPath(new URL('../../bin/evalkit.js', import.meta.url))

export interface Ended {
  /** `null` where a signal ended the process. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

interface Options {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** All that a command sees of the machine: a home and a cache of the test's own, and no settings. */
export const freshEnvironment = (cwd: string, env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: cwd,
  XDG_CACHE_HOME: `${cwd}/cache`,
  NO_COLOR: '1',
  ...env,
})

/** The command that runs: folder, environment and output belong to the whole process, so there is one at a time. */
let previous: Promise<unknown> = Promise.resolve()

/**
 * Runs the command line in this process, in a folder of the test's own and with no settings of the machine's. The output
 * is what a pipe would get.
 */
export function evalkit(args: readonly string[], { cwd, env }: Options): Promise<Ended> {
  const ended = previous.then(() => run(args, cwd, freshEnvironment(cwd, env)))
  previous = ended.catch(() => undefined)
  return ended
}

async function run(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  using stdout = captured(process.stdout)
  using stderr = captured(process.stderr)
  using _ = inPlaceOf(args, cwd, env)
  const code = await main(args)
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

/** What is written to a stream, until it is disposed of. */
function captured(stream: NodeJS.WriteStream): Disposable & { text(): string } {
  const { write, isTTY } = stream
  let text = ''
  Object.assign(stream, {
    isTTY: false,
    write(chunk: string | Uint8Array, ...rest: unknown[]) {
      text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
      const written = rest.at(-1)
      if (typeof written === 'function') queueMicrotask(() => written())
      return true
    },
  })
  return { text: () => text, [Symbol.dispose]: () => Object.assign(stream, { write, isTTY }) }
}

/** Arguments, folder and environment of this process, until it is disposed of. */
function inPlaceOf(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Disposable {
  const before = { argv: process.argv, cwd: process.cwd(), env: { ...process.env } }
  process.argv = [process.execPath, LAUNCHER, ...args]
  process.chdir(cwd)
  setEnvironment(env)
  return {
    [Symbol.dispose]() {
      process.argv = before.argv
      process.chdir(before.cwd)
      setEnvironment(before.env)
    },
  }
}

function setEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
  Object.assign(process.env, env)
}
