/** Where the runs of a command stand, by the events they send. */
import type { ObservedRun, RunEvent } from './run-events.ts'
import { RunTally } from './run-tally.ts'
import { Throughput } from './throughput.ts'

export interface RunState {
  readonly run: ObservedRun
  phase: 'waiting' | 'under way' | 'closed'
  tally: RunTally
  /** It has sent requests in this session. */
  wasStarted: boolean
  /** Samples with long replies go first. */
  hasOrder: boolean
  /** Trials planned, and those of them that are needed. */
  planned: number
  total: number
}

/** All runs of a command together. */
export interface Overall {
  readonly done: number
  readonly total: number
  readonly elapsedMs: number
  /** Undefined while unknown; a lower bound where a benchmark has shown no reply yet. */
  readonly eta?: { readonly ms: number; readonly isLowerBound: boolean }
  /** Requests at the servers; undefined where models have none. */
  readonly inFlight?: number
  /** Requests that wait for another attempt. */
  readonly retrying: number
  /** Of the models under test; undefined where their servers do not count tokens, or nothing has ended yet. */
  readonly tokensPerSecond?: number
  /** In this session; undefined where no price is known. */
  readonly cost?: number
  readonly currency?: string
  /** No trial has ended for so long, which is longer than replies take here. */
  readonly stalledMs?: number
}

/** Silence shorter than this is no stall, nor is one shorter than two of the longest replies so far. */
const LEAST_STALL_MS = 60_000

export class ProgressState {
  readonly #runs = new Map<ObservedRun, RunState>()
  readonly #startedAt: number
  readonly #throughput: Throughput
  #lastEndAt: number
  #longestMs = 0
  #inFlight = 0
  #hasServers = false
  /** When each request that waits goes out again. */
  #retries: number[] = []

  constructor(now: number) {
    this.#startedAt = now
    this.#lastEndAt = now
    this.#throughput = new Throughput(now)
  }

  /** In the order of the queue. */
  underWay(): RunState[] {
    return [...this.#runs.values()].filter(({ phase }) => phase === 'under way')
  }

  of(run: ObservedRun): RunState {
    const known = this.#runs.get(run)
    if (known !== undefined) return known
    const state: RunState = {
      run,
      phase: 'waiting',
      tally: new RunTally(run),
      wasStarted: false,
      hasOrder: false,
      planned: run.trials,
      total: run.trials,
    }
    this.#runs.set(run, state)
    return state
  }

  apply(event: RunEvent, now: number): void {
    if (event.kind === 'planned') for (const run of event.runs) this.of(run)
    else if (event.kind === 'sent') this.#send()
    else if (event.kind === 'settled') this.#inFlight--
    else if (event.kind === 'retry') this.#retries.push(now + event.attempt.delayMs)
    else this.#applyToRun(this.of(event.run), event, now)
  }

  #send(): void {
    this.#inFlight++
    this.#hasServers = true
  }

  #applyToRun(
    state: RunState,
    event: Extract<RunEvent, { kind: 'kept' | 'started' | 'trial' | 'passed-over' | 'closed' }>,
    now: number,
  ) {
    switch (event.kind) {
      case 'kept':
        if (state.phase === 'closed') this.#begin(state)
        state.tally.keep(event.record)
        break
      case 'started':
        if (state.phase === 'closed') this.#begin(state)
        state.phase = 'under way'
        state.wasStarted = true
        state.hasOrder = event.hasOrder === true
        state.planned = event.trials
        state.total = event.trials
        break
      case 'trial':
        this.#ended(state, event, now)
        break
      case 'passed-over':
        state.total = state.planned - event.count
        break
      case 'closed':
        state.phase = 'closed'
        break
    }
  }

  /** A later stage of a run begins with what its folder holds. */
  #begin(state: RunState): void {
    state.phase = 'waiting'
    state.tally = new RunTally(state.run)
  }

  #ended({ tally, run }: RunState, { record }: Extract<RunEvent, { kind: 'trial' }>, now: number): void {
    const before = tally.outputTokens
    tally.add(record)
    this.#throughput.add(tally.outputTokens - before, now)
    this.#lastEndAt = now
    for (const { completion } of run.isStored ? [] : record.attempt.turns) {
      this.#longestMs = Math.max(this.#longestMs, completion.latencyMs ?? 0)
    }
  }

  overall(now: number): Overall {
    const runs = [...this.#runs.values()]
    this.#retries = this.#retries.filter((at) => at > now)
    const rate = this.#throughput.rate(now)
    const silence = now - this.#lastEndAt
    const isStalled = silence > Math.max(LEAST_STALL_MS, 2 * this.#longestMs)
    const isPriced = runs.some(({ run }) => run.price !== undefined)
    const eta = rate === undefined || isStalled ? undefined : remainingMs(runs, rate)
    return {
      done: sum(runs.map((state) => (isOver(state) ? state.total : state.tally.done))),
      total: sum(runs.map(({ total }) => total)),
      elapsedMs: now - this.#startedAt,
      ...(this.#hasServers && { inFlight: this.#inFlight }),
      retrying: this.#retries.length,
      ...(eta !== undefined && { eta }),
      ...(rate !== undefined && rate.tokensPerMs > 0 && { tokensPerSecond: 1000 * rate.tokensPerMs }),
      ...(isPriced && { cost: sum(runs.map(({ tally }) => tally.cost)), ...currencyOf(runs) }),
      ...(isStalled && { stalledMs: silence }),
    }
  }
}

/** Finished by an earlier session, and never started in this one. */
const isOver = ({ phase, wasStarted }: RunState) => phase === 'closed' && !wasStarted

const pendingOf = (state: RunState) => (state.phase === 'closed' ? 0 : Math.max(0, state.total - state.tally.done))

/** By the tokens of the replies to come where all servers count them, else by trials: one benchmark's replies are longer than another's. */
function remainingMs(
  runs: readonly RunState[],
  { trialsPerMs, tokensPerMs }: { trialsPerMs: number; tokensPerMs: number },
) {
  const pending = runs.filter((state) => pendingOf(state) > 0)
  const isCounted = tokensPerMs > 0 && pending.every(({ tally }) => tally.counted > 0 || tally.done === 0)
  const lengths = pending.map((state) => (isCounted ? replyTokens(state, runs) : 1))
  const known = lengths.map((length, at) => (length ?? 0) * pendingOf(pending[at] as RunState))
  if (pending.length > 0 && lengths.every((length) => length === undefined)) return undefined
  return { ms: sum(known) / (isCounted ? tokensPerMs : trialsPerMs), isLowerBound: lengths.includes(undefined) }
}

/** Of a trial: the run's own mean, else that of the same benchmark under another model. */
function replyTokens({ run, tally }: RunState, runs: readonly RunState[]): number | undefined {
  if (tally.counted > 0) return tally.outputTokens / tally.counted
  const alike = runs.filter((other) => other.run.benchmark === run.benchmark && other.tally.counted > 0)
  if (alike.length === 0) return undefined
  return sum(alike.map((other) => other.tally.outputTokens)) / sum(alike.map((other) => other.tally.counted))
}

function currencyOf(runs: readonly RunState[]): { currency?: string } {
  const [first, ...others] = new Set(runs.flatMap(({ run }) => run.price?.currency ?? []))
  return first === undefined || others.length > 0 ? {} : { currency: first }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
