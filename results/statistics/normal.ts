/** The standard normal distribution. */

const SQRT_TAU = Math.sqrt(2 * Math.PI)

const density = (z: number) => Math.exp((-z * z) / 2) / SQRT_TAU

/**
 * Probability that a standard normal variable is at most `z`; relative error below 1e-11, far into the lower tail.
 *
 * Near the middle the series `Φ(z) = ½ + φ(z)·(z + z³/3 + z⁵/(3·5) + …)`, in the tails Laplace's continued fraction
 * `1 − Φ(z) = φ(z) / (z + 1/(z + 2/(z + 3/…)))`.
 *
 * @see Marsaglia 2004, Evaluating the Normal Distribution, J. Stat. Softw. 11(4)
 */
export function normalCdf(z: number): number {
  if (z > 4) return 1 - upperTail(z)
  if (z < -4) return upperTail(-z)
  let sum = z
  let term = z
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return 0.5 + sum * density(z)
}

/** `1 − Φ(z)` for `z ≥ 4`, where a hundred levels of the fraction are more than enough. */
function upperTail(z: number): number {
  let fraction = z
  for (let level = 100; level > 0; level--) fraction = z + level / fraction
  return density(z) / fraction
}

/**
 * The `z` below which a standard normal variable falls with probability `p`; −∞ for 0, ∞ for 1.
 *
 * A rational first guess (error below 5e-4), then two of Halley's steps, each of which triples the right digits.
 *
 * @param p in [0, 1]
 * @see Abramowitz & Stegun 1964, 26.2.23
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p <= 0) return Number.NEGATIVE_INFINITY
  const t = Math.sqrt(-2 * Math.log(p))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  return halleyStep(halleyStep(above / below - t, p), p)
}

function halleyStep(z: number, p: number): number {
  const newton = (normalCdf(z) - p) / density(z)
  return z - newton / (1 + (z * newton) / 2)
}

/** How many standard errors a two-sided interval reaches to each side: 1.96 for 0.95. */
export const normalReach = (confidence: number) => -normalQuantile((1 - confidence) / 2)

/** Probability that a normal variable with this mean and standard deviation (≥ 0) is above 0. */
export function chanceAbove0(mean: number, deviation: number): number {
  if (deviation === 0) return mean > 0 ? 1 : 0
  return normalCdf(mean / deviation)
}
