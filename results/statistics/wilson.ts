/** Interval for a share: how many of all questions a model would answer right. */
import type { Interval } from '../schema/schema.ts'
import { normalReach } from './normal.ts'

/**
 * Wilson's score interval for a share: `(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)`. It stays within [0, 1],
 * contains the share, and is never of width 0.
 *
 * @param n may be an effective size, and no whole number
 * @returns undefined when `n` is 0
 * @see Wilson 1927, JASA 22:209; Newcombe 1998, Stat. Med. 17:857, method 3
 */
export function wilson(successes: number, n: number, confidence: number): Interval | undefined {
  if (n <= 0) return undefined
  const share = successes / n
  const z2 = normalReach(confidence) ** 2
  const centre = share + z2 / (2 * n)
  const reach = Math.sqrt((z2 * share * (1 - share)) / n + (z2 / (2 * n)) ** 2)
  const shrink = 1 + z2 / n
  const [low, high] = [(centre - reach) / shrink, (centre + reach) / shrink]
  // The share itself is a limit at 0 and 1, which rounding must not move past it.
  return [Math.max(0, Math.min(share, low)), Math.min(1, Math.max(share, high))]
}

export interface RepeatedShare {
  /** Mean over samples of the mean over repeats, in [0, 1]. */
  readonly share: number
  /** Of that mean, over samples. */
  readonly standardError: number
  readonly samples: number
  /** Answers in all: samples × repeats, when none is missing. */
  readonly trials: number
}

/**
 * How many single answers to different questions tell as much as repeated answers to the same ones:
 * `max(n, p(1−p)/SE²)`. At most the number of answers there are, which only luck (or an SE of 0) would exceed.
 */
export function effectiveSize({ share, standardError, samples, trials }: RepeatedShare): number {
  const variance = share * (1 - share)
  if (variance === 0) return samples
  return Math.min(trials, Math.max(samples, variance / standardError ** 2))
}
