/** The documents of a file, in its order. Where they are numbered from 0, as lm-eval does, a count tells it all: a million fit. */
export class DocIndex {
  #length = 0
  /** Absent as long as document and place are the same number. */
  #places: Map<number, number> | undefined

  get length(): number {
    return this.#length
  }

  /** @returns whether it was not there before */
  add(docId: number): boolean {
    if (this.placeOf(docId) !== undefined) return false
    if (this.#places === undefined && docId !== this.#length) this.#places = new Map(this.#numbered())
    this.#places?.set(docId, this.#length)
    this.#length++
    return true
  }

  placeOf(docId: number): number | undefined {
    if (this.#places !== undefined) return this.#places.get(docId)
    return Number.isInteger(docId) && docId >= 0 && docId < this.#length ? docId : undefined
  }

  *ids(): Generator<number> {
    if (this.#places !== undefined) yield* this.#places.keys()
    else for (let docId = 0; docId < this.#length; docId++) yield docId
  }

  *#numbered(): Generator<[number, number]> {
    for (let docId = 0; docId < this.#length; docId++) yield [docId, docId]
  }
}
