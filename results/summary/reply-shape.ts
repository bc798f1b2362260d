/** What replies are like, whatever they say: whether two are equal, how long they are, how many end in a loop. */
import { hash } from 'node:crypto'
import type { BenchmarkSummary, Likelihood, OpeningTag, Turn } from '../schema/schema.ts'
import { QuantileSketch } from '../statistics/quantile-sketch.ts'
import { Counter } from './counter.ts'
import { isLoop } from './repetition.ts'

/** 24 bits as four characters: two different replies look equal once in 16 million. */
const DIGITS = 4

/** An answer of so many characters is a reply of its own: no two models write it alike. */
const LONG = 100

/**
 * Equal for equal replies, whatever their white space, and whatever was thought before a long answer.
 *
 * @returns undefined where nothing was said
 */
export function digestOf(turns: readonly Turn[]): string | undefined {
  const said = turns.map(
    ({ completion: { text, likelihoods } }) => likelihoods?.map(digitsOf).join(' ') ?? wordsOf(text),
  )
  if (said.every((text) => text === '')) return undefined
  return hash('sha256', JSON.stringify(said), 'base64url').slice(0, DIGITS)
}

/** Two models may find the same options most likely, but not with the same likelihoods. */
const digitsOf = ({ logLikelihood }: Likelihood) => logLikelihood.toPrecision(6)

function wordsOf(text: string): string {
  const [thought] = /^\s*<think>[\s\S]*?<\/think>/.exec(text) ?? ['']
  const answer = text.slice(thought.length).replace(/\s+/g, ' ').trim()
  const isAlike = answer.length >= LONG || /^\s*<think>\s*<\/think>$/.test(thought)
  return isAlike ? answer : text.replace(/\s+/g, ' ').trim()
}

/** Characters of all turns, reasoning included: where a server puts that makes no difference. */
export const lengthOf = (turns: readonly Turn[]) =>
  turns.reduce((sum, { completion }) => sum + completion.text.length + (completion.reasoning?.length ?? 0), 0)

export class ReplyShapeTally {
  readonly #lengths = new QuantileSketch()
  #loops = 0

  add(turns: readonly Turn[]): void {
    if (turns.length === 0 || turns.some(({ completion }) => completion.likelihoods !== undefined)) return
    this.#lengths.add(lengthOf(turns))
    if (turns.some(({ completion }) => isLoop(completion.text))) this.#loops++
  }

  facts(): Pick<BenchmarkSummary, 'loops' | 'replyLength'> {
    const replyLength = this.#lengths.quantile(0.5)
    return { ...(this.#loops > 0 && { loops: this.#loops }), ...(replyLength !== undefined && { replyLength }) }
  }
}

const LEAST_SHARE = 0.2
/** Fewer may be chance. */
const LEAST_REPLIES = 3

export class OpeningTags {
  readonly #replies = new Counter()
  readonly #closings = new Map<string, Counter>()

  add({ open, close }: OpeningTag): void {
    this.#replies.add(open)
    const closings = this.#closings.get(open) ?? new Counter()
    this.#closings.set(open, closings)
    closings.add(close)
  }

  /** @param trials of which these replies are */
  facts(trials: number): Pick<BenchmarkSummary, 'openingTag'> {
    const open = mostFrequent(this.#replies)
    const replies = open === undefined ? 0 : this.#replies.count(open)
    if (open === undefined || replies < LEAST_REPLIES || replies < LEAST_SHARE * trials) return {}
    return { openingTag: { open, close: mostFrequent(this.#closings.get(open)) ?? open, replies } }
  }
}

const mostFrequent = (counter: Counter | undefined) =>
  Object.entries(counter?.byName() ?? {}).sort(([, a], [, b]) => b - a)[0]?.[0]
