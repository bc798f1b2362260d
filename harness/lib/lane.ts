/** Places that several lots of work take in turn: the next lot starts as soon as the one before leaves places free. */
import { onAbort } from './abort.ts'

export interface Bounds {
  /** The most items of this lot under way. Looked at before each item, since it may change; below 1 counts as 1. */
  readonly atOnce: () => number
  /** The most places taken in the lane, by all lots together. Default: `atOnce`. */
  readonly places?: () => number
}

/** One lot of work. What entered the lane earlier goes first. */
export interface Turn {
  /**
   * Works through `items`; the next item is taken the moment there is room for it. An item holds its place until `leave` is called, or
   * its work ends; until then it counts as under way.
   *
   * Once `work` has failed or `stop` is aborted no further item is started; what is under way is waited for, so that nothing finished
   * is lost.
   *
   * @throws the first failure of `work`
   */
  forEach<Item>(
    items: Iterable<Item>,
    bounds: Bounds,
    work: (item: Item, leave: () => void) => Promise<void>,
    stop?: AbortSignal,
  ): Promise<void>
  /** Items started so far. */
  readonly started: number
  /** Whatever becomes of it, it takes no further place. */
  end(): void
}

interface Entry {
  /** `due` until its work begins: those behind it wait for that. */
  state: 'due' | 'working' | 'over'
  started: number
  /** How many of its first items go before those of earlier lots. */
  readonly urgent: () => number
  /** Starts items until so many have been started in all. */
  start(most: number): void
}

interface Waiting {
  readonly places: () => number
  readonly isUrgent: () => boolean
  readonly enter: () => void
}

const NONE = () => 0

export class Lane {
  readonly #entries = new Set<Entry>()
  readonly #waiting: Waiting[] = []
  #taken = 0
  #isFilling = false
  #isFilled = true

  /**
   * Queues behind those who entered before.
   *
   * @param urgent how many of its first items go before those of earlier lots; looked at again for each place
   */
  enter(urgent = NONE): Turn {
    const entry: Entry = { state: 'due', started: 0, urgent, start: () => undefined }
    this.#entries.add(entry)
    const end = () => {
      entry.state = 'over'
      this.#entries.delete(entry)
      this.#fill()
    }
    return {
      end,
      get started() {
        return entry.started
      },
      forEach: (items, bounds, work, stop) => this.#work(entry, items, bounds, work, stop).finally(end),
    }
  }

  /**
   * Resolves once a place is free that nobody who entered wants.
   *
   * @param isUrgent whether to enter all the same, once those who entered have begun
   */
  room(places: () => number, isUrgent = () => false): Promise<void> {
    return new Promise((enter) => {
      this.#waiting.push({ places, isUrgent, enter })
      this.#fill()
    })
  }

  async #work<Item>(
    entry: Entry,
    items: Iterable<Item>,
    { atOnce, places = atOnce }: Bounds,
    work: (item: Item, leave: () => void) => Promise<void>,
    stop: AbortSignal | undefined,
  ): Promise<void> {
    const iterator = items[Symbol.iterator]()
    const { promise: allDone, resolve } = Promise.withResolvers<void>()
    const failures: unknown[] = []
    let underWay = 0
    let isExhausted = false

    const isOver = () => isExhausted || failures.length > 0 || stop?.aborted === true
    const hasRoom = () => underWay < Math.max(1, atOnce()) && this.#taken < Math.max(1, places())
    entry.start = (most) => {
      try {
        while (entry.started < most && !isOver() && hasRoom()) {
          const next = iterator.next()
          if (next.done) isExhausted = true
          else begin(next.value)
        }
      } catch (error) {
        failures.push(error)
      }
      if (underWay === 0 && isOver()) resolve()
    }

    const begin = (item: Item) => {
      underWay++
      entry.started++
      const leave = this.#take()
      const done = () => {
        underWay--
        leave()
        this.#fill()
      }
      work(item, leave).then(done, (error) => {
        failures.push(error)
        done()
      })
    }

    entry.state = 'working'
    const letGo = onAbort(stop, () => this.#fill())
    this.#fill()
    await allDone
    letGo()
    if (failures.length > 0) throw failures[0]
  }

  /** @returns gives the place back, once */
  #take(): () => void {
    this.#taken++
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#taken--
      this.#fill()
    }
  }

  #fill(): void {
    this.#isFilled = false
    if (this.#isFilling) return // whoever fills looks again
    this.#isFilling = true
    while (!this.#isFilled) {
      this.#isFilled = true
      for (const entry of this.#entries) if (entry.urgent !== NONE) entry.start(entry.urgent())
      for (const entry of this.#entries) entry.start(Number.POSITIVE_INFINITY)
      const [next] = this.#waiting
      if (next === undefined || !this.#isOpenTo(next)) continue
      this.#waiting.shift()
      next.enter()
    }
    this.#isFilling = false
  }

  #isOpenTo({ places, isUrgent }: Waiting): boolean {
    const isFree = this.#taken < Math.max(1, places())
    return (isFree || isUrgent()) && !this.#entries.values().some(({ state }) => state === 'due')
  }
}
