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
  const [wanted, setWanted] = useState({ from: 0, isEnd: false })
  const query = JSON.stringify(request)
  const seen = useRef({ query: '', arrivals: -1 })

  useEffect(() => {
    let isOver = false
    const isArrival = seen.current.arrivals !== arrivals
    const isOther = seen.current.query !== query
    seen.current = { query, arrivals }
    const target = isArrival && sample !== undefined ? { sample } : isOther ? 0 : wanted.from
    const read = source.page({ ...request, from: target }).then((answer) => {
      if (isOver) return
      setFailure(undefined)
      const found = answer.rows.findIndex(
        (row) => sample !== undefined && isSample(row.sample.id, request.benchmark.name, sample),
      )
      setMissing(isArrival && sample !== undefined && found === -1 ? sample : undefined)
      setPage(answer)
      setAt(found !== -1 ? found : wanted.isEnd && !isOther ? answer.rows.length - 1 : 0)
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
    turn: (by) => setWanted({ from: Math.max(0, (page?.first ?? 0) + by * PAGE_SIZE), isEnd: by < 0 }),
  }
}
