/** One model server: starts it on a free port, and waits until it answers. */
import { statSync } from 'node:fs'
import { ModelError } from '../../../results/errors.ts'
import { refuseStopped } from '../limits/waiting.ts'
import { type Death, explainDeath, explainRefusal, symptomIn } from './explain-death.ts'
import { freePort } from './free-port.ts'
import { type ServerCommand, startGuarded } from './guarded-process.ts'
import { type ReadinessStage, untilReady } from './readiness.ts'
import { ServerLog } from './server-log.ts'
import { startProgress } from './start-progress.ts'

export interface ServerStart {
  /** As notes call it: `sft`, `base with 2 adapters`. */
  readonly label: string
  /** Name of the program: `vllm`. */
  readonly program: string
  readonly command: (ports: { readonly port: number; readonly otherPort: number }) => ServerCommand
  /** Name of the model that requests use; absent: whatever the server lists. */
  readonly name?: string
  readonly api: 'chat' | 'completions'
  /** File for its output. */
  readonly log: string
  readonly timeoutMs: number
  readonly graceMs?: number
  readonly onProgress: (sentence: string) => void
  /** Once aborted, the start is given up. */
  readonly stop?: AbortSignal
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** The model's name at the server. */
  readonly name: string
  /** Aborted when the server has ended; the reason is a ModelError that explains it. */
  readonly dead: AbortSignal
  stop(): Promise<void>
}

/** Time to stop after which the user is told what is waited for. */
const LONG_STOP_MS = 3000

/** Times that another program may have taken the port between its choice and its use. */
const MOST_PORTS = 3

/**
 * @throws ModelError when the server ended or did not get ready in time, with the cause from its log; Interrupted
 */
export async function startServer(start: ServerStart): Promise<RunningServer> {
  for (let tries = 1; ; tries++) {
    const result = await tryPort(start)
    if ('origin' in result) return result
    if (!result.isPortTaken || tries === MOST_PORTS) throw result.error
  }
}

async function tryPort(start: ServerStart): Promise<RunningServer | { error: ModelError; isPortTaken: boolean }> {
  const { label, program, log: path, api, name, stop } = start
  const [port, otherPort] = await Promise.all([freePort(), freePort()])
  const log = new ServerLog(path, sizeOf(path))
  const guarded = startGuarded(start.command({ port, otherPort }), path, start.graceMs)
  const origin = `http://127.0.0.1:${port}`
  const startedAt = performance.now()
  const dead = new AbortController()
  let isReady = false
  let isStopping = false
  let death: Death | undefined
  const ended = guarded.ended.then((end) => {
    death = explainDeath(end, log.lines())
    const when = isReady ? 'ended' : `ended ${seconds(startedAt)} after its start`
    dead.abort(
      isStopping ? new ModelError(`${label}: ${program} was stopped`, { retryable: true }) : deathOf(when, death),
    )
  })

  function deathOf(when: string, { cause, hint, isTransient }: Omit<Death, 'isPortTaken'>): ModelError {
    return new ModelError(`${label}: ${program} ${when}: ${cause}. Its log: ${path}`, {
      fatal: true,
      retryable: isTransient,
      hint,
    })
  }

  async function end(): Promise<void> {
    isStopping = true
    const patience = setTimeout(() => start.onProgress(`${label}: waiting for ${program} to end`), LONG_STOP_MS)
    await guarded.stop()
    clearTimeout(patience)
    await ended
  }

  const late = AbortSignal.timeout(start.timeoutMs)
  const waiting = AbortSignal.any([dead.signal, late, ...(stop === undefined ? [] : [stop])])
  let stage: ReadinessStage = 'health'
  const phase = () => (stage === 'token' ? 'generating its first token' : log.phase())
  const progress = startProgress({ label, program, log: { phase }, onProgress: start.onProgress })
  const onStage = (next: ReadinessStage) => {
    stage = next
  }
  try {
    const answer = await untilReady({ origin, api, onStage, ...(name !== undefined && { name }) }, waiting)
    if (answer.kind === 'ready') {
      dead.signal.throwIfAborted()
      isReady = true
      progress.ready()
      return { origin, name: answer.name, dead: dead.signal, stop: end }
    }
    throw deathOf('cannot be used', refusalOf(answer, name, log))
  } catch (error) {
    progress.end()
    const isDead = dead.signal.aborted
    await end()
    if (isDead && death?.isPortTaken) return { error: dead.signal.reason, isPortTaken: true }
    if (isDead) throw dead.signal.reason
    refuseStopped(stop)
    if (late.aborted) throw deathOf(`was not ready after ${seconds(startedAt)}`, lateness(log, stage))
    throw error
  }
}

const seconds = (since: number) => `${Math.round((performance.now() - since) / 1000)} s`

function refusalOf(
  answer: { kind: 'refused'; status: number; reply: string } | { kind: 'unlisted'; names: readonly string[] },
  name: string | undefined,
  log: ServerLog,
): Omit<Death, 'isPortTaken'> {
  if (answer.kind === 'refused')
    return { isTransient: false, ...explainRefusal(answer.status, answer.reply, log.lines()) }
  return {
    cause: `it lists no model "${name}", but ${answer.names.join(', ')}`,
    hint: 'Does the command line pass on {name}?',
    isTransient: false,
  }
}

const LATE: Readonly<Partial<Record<ReadinessStage, string>>> = {
  list: 'it is up, but does not list its models',
  token: 'it is up, but has generated no token',
}

const lateness = (log: ServerLog, stage: ReadinessStage): Death => ({
  cause: symptomIn(log.lines())?.cause ?? LATE[stage] ?? `it was ${log.phase()}`,
  hint: 'Allow more time with --serve-timeout SECONDS.',
  isTransient: true,
})

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
