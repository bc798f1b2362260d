/**
 * Mean and variance of a stream of numbers, in constant memory.
 *
 * @see Welford 1962, Technometrics 4(3):419
 */
export class Moments {
  /** How many numbers were added. */
  n = 0
  /** 0 before the first number. */
  mean = 0
  #squares = 0

  static of(values: Iterable<number>): Moments {
    const moments = new Moments()
    for (const value of values) moments.add(value)
    return moments
  }

  add(value: number): void {
    this.n++
    const before = value - this.mean
    this.mean += before / this.n
    this.#squares += before * (value - this.mean)
  }

  /** Sample variance, divisor n − 1; 0 below two numbers. */
  get variance(): number {
    return this.n < 2 ? 0 : this.#squares / (this.n - 1)
  }

  /** Standard error of the mean, `s/√n`; 0 below two numbers. */
  get standardError(): number {
    return this.n < 2 ? 0 : Math.sqrt(this.variance / this.n)
  }
}
