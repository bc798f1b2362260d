import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Ended, freshEnvironment, LAUNCHER } from './evalkit.ts'

/** Machine code that all processes of tests share: compiling again takes as long as a command. */
const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/evalkit-tests/code', import.meta.url))

/** All that a process of a test sees of the machine. */
export const processEnvironment = (cwd: string, env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv =>
  freshEnvironment(cwd, { NODE_COMPILE_CACHE: COMPILED, ...env })

interface Options {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Told the process's number. */
  readonly onStart?: (pid: number) => void
  /** Hears standard error as it comes. */
  readonly onError?: (text: string) => void
  /** Ctrl-C is sent once this says so. */
  readonly interruptWhen?: () => boolean
  /** Of another checkout than this one. */
  readonly launcher?: string
}

/**
 * Runs the command line in a process of its own, for tests of signals, pipes, secrets and the launcher. Others use
 * `evalkit()`, which takes a tenth of the time.
 */
export function evalkitProcess(
  args: readonly string[],
  {
    cwd,
    env = {},
    interruptWhen = () => false,
    onStart = () => undefined,
    onError = () => undefined,
    launcher = LAUNCHER,
  }: Options,
): Promise<Ended> {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd,
    env: processEnvironment(cwd, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 110_000,
  })
  if (child.pid !== undefined) onStart(child.pid)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
    onError(text)
  })
  const watch = setInterval(() => {
    if (!interruptWhen()) return
    clearInterval(watch)
    child.kill('SIGINT')
  }, 5)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearInterval(watch)
      resolve({ code, stdout, stderr })
    })
  })
}
