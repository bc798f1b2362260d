/** The server of `evalkit view`: pages and samples of run folders, for one reader on this machine. Read-only. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EvalkitError, UsageError } from '../../results/errors.ts'
import { SHOWS, SORTS } from '../../results/report/forms/html/query.ts'
import type { PageAssets } from '../../results/report/forms/html/shell.ts'
import type { StoredRun } from '../../results/store/read.ts'
import { Catalog } from './catalog.ts'
import { ViewedComparison } from './comparison.ts'
import { refusalOf } from './guard.ts'
import { LiveEvents } from './live.ts'
import { comparisonPage, errorPage, historyPage, listPage } from './pages.ts'

export interface ViewOptions {
  readonly runsDir: string
  /** Runs outside of that folder. */
  readonly folders?: readonly string[]
  /** 0: any free port. */
  readonly port: number
  readonly showProtected: boolean
  readonly assets: PageAssets
}

export interface View {
  /** With the token; ends in a slash. */
  readonly url: string
  close(): Promise<void>
}

/** Rows of one answer. */
const PAGE_SIZE = 50

/** Comparisons that are kept, since a page asks for its samples again and again. */
const KEPT = 6

/** @throws UsageError for a port that is taken */
export async function startView({ runsDir, folders = [], port, showProtected, assets }: ViewOptions): Promise<View> {
  const token = randomBytes(16).toString('hex')
  const catalog = new Catalog(runsDir, folders, showProtected)
  // Reading a thousand runs takes seconds: the page opens before.
  const ready = catalog.refresh()
  ready.catch(() => undefined)
  const live = new LiveEvents(catalog)
  const comparisons = new Map<string, Promise<ViewedComparison>>()

  /**
   * Of runs that are there; the others are left out.
   *
   * @param isOpened a page is opened: its numbers of runs under way are those of now
   */
  function comparison(search: URLSearchParams, isOpened = false): Promise<ViewedComparison> {
    const runs = search.getAll('run').flatMap((name): StoredRun | readonly [] => catalog.stored(name) ?? [])
    const baseline = search.get('baseline') ?? undefined
    const state = runs.map(({ manifest: { status, finishedAt } }) => [status, finishedAt])
    const key = JSON.stringify([runs.map(({ folder }) => folder), baseline, state])
    const known = comparisons.get(key)
    const isOld = isOpened && runs.some(({ manifest: { status } }) => status === 'running')
    if (known !== undefined && !isOld) return known
    const made = ViewedComparison.of({ catalog, runs, showProtected, ...(baseline !== undefined && { baseline }) })
    comparisons.delete(key) // the newest is the last
    comparisons.set(key, made)
    made.catch(() => comparisons.delete(key))
    for (const old of [...comparisons.keys()].slice(0, -KEPT)) comparisons.delete(old)
    return made
  }

  const routes: Readonly<Record<string, (search: URLSearchParams, response: ServerResponse) => Promise<void> | void>> =
    {
      ''(_, response) {
        send(response, listPage(runsDir, assets))
      },
      async compare(search, response) {
        await catalog.refresh()
        const viewed = await comparison(search, true)
        send(
          response,
          viewed.results.runs.length === 0
            ? errorPage('None of these runs is in this folder.', assets)
            : await comparisonPage(viewed, assets),
        )
      },
      async history(search, response) {
        await catalog.refresh()
        send(response, historyPage(search.get('benchmark') ?? '', catalog.runs, assets))
      },
      async 'api/runs'(_, response) {
        await catalog.refresh()
        sendJson(response, catalog.runs)
      },
      'api/events'(_, response) {
        response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' })
        live.add(response)
      },
      async 'api/samples'(search, response) {
        const models = (search.get('models') ?? '')
          .split(',')
          .flatMap((text) => (/^\d{1,3}$/.test(text) ? Number(text) : []))
        const query = {
          models,
          show: SHOWS.find((show) => show === search.get('show')),
          sort: SORTS.find((sort) => sort === search.get('sort')),
          category: search.get('category') ?? undefined,
        }
        const benchmark = search.get('benchmark') ?? ''
        const { rows, ...counts } = await (await comparison(search)).page(benchmark, query, search.get('text') ?? '')
        const own = search.get('sample')
        const at =
          own === null
            ? Number(search.get('from')) || 0
            : rows.findIndex(({ sample: { id } }) => id === own || id === `${benchmark}/${own}`)
        const first = PAGE_SIZE * Math.floor(Math.max(0, at) / PAGE_SIZE)
        sendJson(response, { ...counts, rows: rows.slice(first, first + PAGE_SIZE), first, total: rows.length })
      },
      async 'api/texts'(search, response) {
        const texts = await (await comparison(search)).texts(search.get('benchmark') ?? '', search.get('id') ?? '')
        sendJson(response, texts ?? null)
      },
    }

  const server: Server = createServer((request, response) => {
    // Browsers ask for it by themselves, without the token: there is none, and nothing to tell.
    if (request.url === '/favicon.ico') return void response.writeHead(204, HEADERS).end()
    const refusal = refusalOf(request, token, (server.address() as AddressInfo).port)
    if (refusal !== undefined) return refuse(response, refusal.status, refusal.message)
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const path = url.pathname.slice(token.length + 1)
    if (path === '') return void response.writeHead(308, { ...HEADERS, location: `/${token}/` }).end()
    const route = routes[path.slice(1)]
    if (route === undefined) return refuse(response, 404, 'There is no such page.')
    const isList = path === '/'
    ;(isList ? Promise.resolve() : ready.then(() => undefined))
      .then(() => route(url.searchParams, response))
      .catch((error: unknown) => failed(response, error))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--port ${port}: ${error.code === 'EADDRINUSE' ? 'in use' : error.message}`, {
      cause: error,
      hint: 'Name another port, or leave it out to use any free one.',
    })
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    async close() {
      live.close()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

function send(response: ServerResponse, html: string): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' }).end(html)
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { ...HEADERS, 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`)
}

/** A damaged folder is told of; anything else is a fault of ours, and its words stay on this machine all the same. */
function failed(response: ServerResponse, error: unknown): void {
  const message = error instanceof EvalkitError ? error.message : `internal error: ${(error as Error).message}`
  if (response.headersSent) response.end()
  else refuse(response, 500, message)
}
