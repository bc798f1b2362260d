/** How much of a server a whole suite uses, in time that nobody has to wait for. */
import { expect, it, onTestFinished } from 'vitest'
import { commandSignals } from '../../../harness/lib/interrupt.ts'
import { ExpectedReplies } from '../../../harness/runs/expected-replies.ts'
import { longestOf, orderOf } from '../../../harness/runs/longest-first.ts'
import { planTrials } from '../../../harness/runs/runner.ts'
import { type QueuedRun, runQueues } from '../../../harness/runs/schedule.ts'
import type { FinishedRun } from '../../../results/store/read.ts'
import { manifest, summary } from '../../helpers/stored-run.ts'
import { VirtualTime } from '../../helpers/virtual-time.ts'

/** GSM8K, HumanEval, GPQA-Diamond, MT-Bench and AlignBench. */
const SAMPLES = [1319, 164, 198, 80, 683]
const AT_ONCE = 64
const MEDIAN_MS = 1000
/** A 99th percentile of 12 s. */
const SIGMA = Math.log(12) / 2.326
/** Where `max_tokens` cuts a reply. */
const LONGEST_MS = 30_000

/** Mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** @returns the share of its places that the server was busy, from the first request to the last reply */
async function useOf(seed: number, isKnown: boolean): Promise<number> {
  const time = new VirtualTime()
  const random = randomOf(seed)
  const latency = () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.min(LONGEST_MS, MEDIAN_MS * Math.exp(SIGMA * normal))
  }
  const waiting: (() => void)[] = []
  let inFlight = 0
  let busyMs = 0

  async function ask(ms: number): Promise<void> {
    if (inFlight >= AT_ONCE) await new Promise<void>((enter) => waiting.push(enter))
    inFlight++
    busyMs += ms
    await time.sleep(ms)
    inFlight--
    waiting.shift()?.()
  }

  const queued = SAMPLES.map((count, at): QueuedRun => {
    const latencies = new Map(Array.from({ length: count }, (_, index) => [`${at}/${index}`, latency()]))
    const sorted = [...latencies].map(([id, tokens]) => ({ id, tokens })).sort((a, b) => b.tokens - a.tokens)
    const meanTokens = sorted.reduce((sum, { tokens }) => sum + tokens, 0) / count
    const lengths = { sorted, meanTokens }
    const isLast = at === SAMPLES.length - 1
    const order = isKnown ? orderOf(lengths, 1, isLast ? AT_ONCE : undefined) : undefined
    const samples = [...latencies.keys()].map((id) => ({ id, turns: [''] }))
    const longest = longestOf(lengths).map(({ tokens }) => tokens)
    return {
      ...{ name: String(at), queue: 'server', places: () => 2 * AT_ONCE, model: 'm', isJudged: false },
      ...(isKnown && { expected: new ExpectedReplies(count, meanTokens, longest) }),
      async make(turn) {
        const bounds = { atOnce: () => 2 * AT_ONCE }
        await turn.forEach(planTrials(samples, 1, order), bounds, ({ sample }) => ask(latencies.get(sample.id) ?? 0))
        const run: FinishedRun = {
          folder: '',
          manifest: { ...manifest, status: 'complete' },
          summary,
          async *records() {},
        }
        return { run }
      },
    }
  })
  const signals = commandSignals()
  onTestFinished(() => signals.release())
  let endedAt = 0
  const done = runQueues(queued, signals).then(() => {
    endedAt = time.now()
  })
  await time.until(10 * 60_000)
  await done
  return busyMs / (AT_ONCE * endedAt)
}

it.each([1, 2, 3])('is nearly all of it where an earlier run tells which replies are long (suite %d)', async (seed) => {
  const [unknown, known] = [await useOf(seed, false), await useOf(seed, true)]
  expect(known).toBeGreaterThanOrEqual(0.97)
  expect(known).toBeLessThanOrEqual(1)
  expect(unknown).toBeLessThan(known)
})
