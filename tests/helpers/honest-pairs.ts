/** Invented pairs of runs in which nothing has gone wrong: models of one family as they really differ from each other. */
import type { RunManifest, SampleRecord, Score, Turn } from '../../results/schema/schema.ts'
import { finishedRun, record, turn } from './records.ts'

const WORDS =
  'first then eggs apples dollars each left costs buys twice half total per day so we get add take away times'.split(
    ' ',
  )

/** mulberry32. @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface HonestKind {
  readonly name: string
  readonly n: number
  readonly repeats?: number
  /** Share of replies that are the baseline's, word for word: of a quantised copy, or an early checkpoint. */
  readonly identical: number
  /** Median length of a reply, in words, of either. */
  readonly words: readonly [base: number, sft: number]
  /** Share of replies with each oddity, of either. */
  readonly truncated?: readonly [base: number, sft: number]
  readonly unanswered?: readonly [base: number, sft: number]
  readonly ranOn?: readonly [base: number, sft: number]
  /** Names that the servers put into replies; asked are `base-7b` and `my-sft`. */
  readonly served?: readonly [base: string, sft: string]
}

export const HONEST: readonly HonestKind[] = [
  { name: 'a fine-tune', n: 400, identical: 0.02, words: [120, 80] },
  { name: 'a quantised copy', n: 400, identical: 0.92, words: [120, 120] },
  { name: 'an early checkpoint', n: 164, identical: 0.95, words: [90, 90] },
  { name: 'a quantised copy, asked for a letter', n: 198, identical: 0.95, words: [2, 2] },
  { name: 'a terser fine-tune', n: 300, identical: 0, words: [200, 65] },
  { name: 'one that reasons longer', n: 198, identical: 0, words: [150, 450], truncated: [0.02, 0.05] },
  {
    name: 'one that forgets the format now and then',
    n: 300,
    identical: 0.1,
    words: [90, 90],
    unanswered: [0.01, 0.03],
  },
  { name: 'a base model that runs on', n: 300, identical: 0, words: [90, 80], ranOn: [0.6, 0.02] },
  {
    name: 'repeats at temperature 0.7',
    n: 100,
    repeats: 4,
    identical: 0.05,
    words: [100, 100],
    truncated: [0.02, 0.02],
  },
  {
    name: 'aliases and dates',
    n: 200,
    identical: 0.3,
    words: [60, 60],
    served: ['/models/base-7b', 'my-sft-2026-11-22'],
  },
]

export async function honestPair(kind: HonestKind, seed: number) {
  const random = randomFrom(seed)
  const { n, repeats = 1, identical, served } = kind
  const texts = [0, 1].map((side) => Array.from({ length: n * repeats }, () => prose(random, kind.words[side] ?? 0)))
  const sides = [0, 1].map((side) =>
    Array.from({ length: n * repeats }, (_, at): SampleRecord => {
      const text = (side === 1 && random() < identical ? texts[0]?.[at] : texts[side]?.[at]) ?? ''
      const oddity = oddityOf(kind, side, random)
      const value = oddity === undefined || oddity.runOn ? (random() < 0.8 ? 1 : 0) : 0
      const said: Partial<Turn['completion']> = { text, ...(served && { model: served[side] ?? '' }) }
      return record(`gsm8k/${at % n}`, value, { repeat: Math.floor(at / n) + 1, turns: [turn(said)], ...oddity })
    }),
  )
  const facts = (name: string, group: string): Partial<RunManifest> => ({
    group,
    trialsPerSample: repeats,
    model: { label: name, provider: 'vllm', name, api: 'chat', endpoint: 'http://127.0.0.1:8000/v1' },
  })
  return {
    baseline: await finishedRun('base', sides[0] ?? [], facts('base-7b', 'a')),
    candidate: await finishedRun('sft', sides[1] ?? [], facts('my-sft', 'a')),
  }
}

function oddityOf(kind: HonestKind, side: number, random: () => number): Partial<Score> | undefined {
  const shows = (share: readonly number[] | undefined) => share !== undefined && random() < (share[side] ?? 0)
  if (shows(kind.truncated)) return { answer: null, flaw: 'truncated' }
  if (shows(kind.unanswered)) return { answer: null }
  if (shows(kind.ranOn)) return { runOn: { at: 9, mark: 'Question:', leaked: false, ranOn: true } }
  return undefined
}

/** Around so many words, and an answer. */
function prose(random: () => number, words: number): string {
  const length = Math.max(1, Math.round(words * (0.6 + 0.8 * random())))
  const word = () => (random() < 0.15 ? String(Math.floor(random() * 500)) : WORDS[Math.floor(random() * WORDS.length)])
  return `${Array.from({ length }, word).join(' ')}\n#### ${Math.floor(random() * 100)}`
}
