/** The mean over samples of the mean over their repeats, by name of a score. */
export class SampleMeans {
  readonly #samples = new Map<string, Map<string, { sum: number; values: number }>>()

  add(name: string, id: string, value: number): void {
    const samples = this.#samples.get(name) ?? new Map<string, { sum: number; values: number }>()
    this.#samples.set(name, samples)
    const { sum, values } = samples.get(id) ?? { sum: 0, values: 0 }
    samples.set(id, { sum: sum + value, values: values + 1 })
  }

  all(): ReadonlyMap<string, number> {
    const means = [...this.#samples].map(([name, samples]) => {
      let total = 0
      for (const { sum, values } of samples.values()) total += sum / values
      return [name, total / samples.size] as const
    })
    return new Map(means)
  }
}
