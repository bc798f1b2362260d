/** The queue of a run, and the order of runs in it. */

export interface RunQueue {
  /** The server, or whatever else its runs share. */
  readonly queue: string
  /** Weights that are loaded for the run: two runs of a queue overlap only where this is the same. */
  readonly engine?: string
}

/** The same runs, those of one engine one after the other, so that each is loaded once. */
export function byEngine<Run extends { readonly engine?: string }>(queue: readonly Run[]): Run[] {
  return [...Map.groupBy(queue, ({ engine }) => engine).values()].flat()
}
