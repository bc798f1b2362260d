/** The page of rows that the filters leave, and the one that is chosen. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { isSample, PAGE_SIZE, type Page, type Request, type Source } from './source.ts'

export interface ShownRows {
  /** Undefined until the first rows are read. */
  readonly page: Page | undefined
  /** Of the chosen row on its page. */
  readonly at: number
  /** Why there are no rows: a server that has ended, a browser that cannot read the file. */
  readonly failure: string | undefined
  /** The address names a sample that is not among the rows. */
  readonly missing: string | undefined
  choose(at: number): void
  /** To the page before, or after. */
  turn(by: 1 | -1): void
}

/** What to read, and which of its rows to choose where it has not got the sample of the address. */
interface Goal {
  readonly target: Request['from']
  readonly row: 'first' | 'last' | 'same'
}

/**
 * @param sample what the address names, without its benchmark
 * @param arrivals rises when an address was followed: then the page with that sample is opened
 * @param version rises when the samples themselves have changed
 */
export function useRows(
  source: Source,
  request: Omit<Request, 'from'>,
  sample: string | undefined,
  arrivals: number,
  version = 0,
): ShownRows {
  const [page, setPage] = useState<Page>()
  const [at, setAt] = useState(0)
  const [missing, setMissing] = useState<string>()
  const [failure, setFailure] = useState<string>()
  const [wanted, setWanted] = useState<Goal>({ target: 0, row: 'first' })
  const query = JSON.stringify(request)
  const seen = useRef({ query: '', arrivals: -1, wanted })
  const goal = useRef(wanted)

  useEffect(() => {
    let isOver = false
    const isArrival = seen.current.arrivals !== arrivals
    const isOther = seen.current.query !== query
    const isTurned = seen.current.wanted !== wanted
    seen.current = { query, arrivals, wanted }
    if (isArrival && sample !== undefined) goal.current = { target: { sample }, row: 'first' }
    else if (isOther) goal.current = { target: 0, row: 'first' }
    else if (isTurned) goal.current = wanted
    else if (isArrival) goal.current = { ...goal.current, row: 'first' }
    const { target, row } = goal.current
    const read = source.page({ ...request, from: target }).then((answer) => {
      if (isOver) return
      setFailure(undefined)
      const found = answer.rows.findIndex(
        (row) => sample !== undefined && isSample(row.sample.id, request.benchmark.name, sample),
      )
      setMissing(typeof target === 'object' && found === -1 ? target.sample : undefined)
      goal.current = { target: answer.first, row: 'same' } // for when there are new samples
      const last = answer.rows.length - 1
      setPage(answer)
      setAt((old) => (found !== -1 ? found : { first: 0, last, same: Math.min(old, last) }[row]))
    })
    read.catch((error: unknown) => {
      if (!isOver) setFailure(error instanceof Error ? error.message : String(error))
    })
    return () => {
      isOver = true
    }
  }, [source, query, arrivals, wanted, version])

  return {
    page,
    at,
    failure,
    missing,
    choose: setAt,
    turn: (by) =>
      setWanted({ target: Math.max(0, (page?.first ?? 0) + by * PAGE_SIZE), row: by < 0 ? 'last' : 'first' }),
  }
}
