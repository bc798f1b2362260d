/** Values as percent of a width, with room at both ends; rounded, so that the same facts give the same bytes. */
export class Scale {
  readonly #low: number
  readonly #width: number
  readonly ticks: readonly number[]

  /** @param room at each end, as a share of what the values span */
  constructor(values: readonly number[], room = 0.08) {
    const [min, max] = [Math.min(...values), Math.max(...values)]
    const span = Math.max(max - min, 1e-6)
    this.#low = min - room * span
    this.#width = (1 + 2 * room) * span
    const step = roundStep(span / 5)
    const first = Math.ceil(min / step)
    const count = Math.floor(max / step) - first + 1
    this.ticks = Array.from({ length: count }, (_, at) => Number(((first + at) * step).toPrecision(6)))
  }

  at(value: number): string {
    return `${this.percent(value)}%`
  }

  percent(value: number): number {
    return Number(((100 * (value - this.#low)) / this.#width).toFixed(2))
  }
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  return ([1, 2, 5].find((factor) => factor * power >= size) ?? 10) * power
}
