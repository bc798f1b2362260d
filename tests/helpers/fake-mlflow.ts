/** An MLflow tracking server on this machine: experiments, runs, tags, and each metric once, as MLflow keeps them. */
import { serve } from './file-server.ts'

interface Metric {
  readonly key: string
  readonly value: number
  readonly timestamp: number
  readonly step: number
}

interface Tag {
  readonly key: string
  readonly value: string
}

interface FakeRun {
  readonly id: string
  readonly experiment: string
  readonly name: string
  readonly metrics: Metric[]
  readonly tags: Record<string, string>
  status: string
}

export interface FakeMlflow {
  readonly url: string
  readonly runs: FakeRun[]
  /** Names by id. */
  readonly experiments: Map<string, string>
  /** `METHOD path`, in order. */
  readonly requests: string[]
  readonly authorizations: Set<string>
}

type Fault = { readonly status: number; readonly body: unknown } | 'cut' | undefined

const failed = (code: string, status = 404) => ({ status, body: { error_code: code, message: `${code} there` } })

/** @param faults what is answered instead, by the request and how many there were */
export async function fakeMlflow(
  faults: (request: string, count: number) => Fault = () => undefined,
): Promise<FakeMlflow> {
  const fake: Omit<FakeMlflow, 'url'> = { runs: [], experiments: new Map(), requests: [], authorizations: new Set() }
  const url = await serve(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://fake')
    const path = pathname.replace(/^\/tracking\/api\/2\.0\/mlflow\//, '')
    const request = `${incoming.method} ${path}`
    fake.requests.push(request)
    fake.authorizations.add(incoming.headers.authorization ?? '')
    const fault = faults(request, fake.requests.length)
    if (fault === 'cut') return void outgoing.destroy()
    const { status, body } =
      fault ?? answer(request, { ...Object.fromEntries(searchParams), ...parsed(Buffer.concat(chunks).toString()) })
    outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })

  function answer(request: string, body: Record<string, unknown>): { status: number; body: unknown } {
    const run = fake.runs.find(({ id }) => id === body.run_id)
    switch (request) {
      case 'GET experiments/get-by-name': {
        const [found] = [...fake.experiments].filter(([, name]) => name === body.experiment_name)
        if (found === undefined) return failed('RESOURCE_DOES_NOT_EXIST')
        return ok({ experiment: { experiment_id: found[0], name: found[1], lifecycle_stage: 'active' } })
      }
      case 'POST experiments/create': {
        if ([...fake.experiments.values()].includes(String(body.name))) return failed('RESOURCE_ALREADY_EXISTS', 400)
        const id = String(fake.experiments.size + 1)
        fake.experiments.set(id, String(body.name))
        return ok({ experiment_id: id })
      }
      case 'POST runs/search': {
        const [, key = '', value] = /^tags\."([^"]+)" = '([^']*)'$/.exec(String(body.filter)) ?? []
        const [wanted] = body.experiment_ids as string[]
        const found = fake.runs.filter(({ tags, experiment }) => experiment === wanted && tags[key] === value)
        return ok({ runs: found.slice(0, Number(body.max_results)).map(({ id }) => ({ info: { run_id: id } })) })
      }
      case 'POST runs/create': {
        const tags = Object.fromEntries((body.tags as Tag[]).map(({ key, value }) => [key, value]))
        const id = `r${fake.runs.length + 1}`
        const made = { id, experiment: String(body.experiment_id), name: String(body.run_name), tags }
        fake.runs.push({ ...made, metrics: [], status: 'RUNNING' })
        return ok({ run: { info: { run_id: id } } })
      }
      case 'POST runs/log-batch': {
        if (run === undefined) return failed('RESOURCE_DOES_NOT_EXIST')
        const { metrics = [], tags = [] } = body as { metrics?: Metric[]; tags?: Tag[] }
        const isNamed = (key: string) => /^[\w\-./ ]{1,250}$/.test(key)
        if (metrics.length > 1000 || tags.length > 100 || ![...metrics, ...tags].every(({ key }) => isNamed(key))) {
          return failed('INVALID_PARAMETER_VALUE', 400)
        }
        const known = new Set(run.metrics.map((each) => JSON.stringify(each)))
        run.metrics.push(...metrics.filter((each) => !known.has(JSON.stringify(each))))
        for (const { key, value } of tags) run.tags[key] = value
        return ok({})
      }
      case 'POST runs/update': {
        if (run === undefined) return failed('RESOURCE_DOES_NOT_EXIST')
        run.status = String(body.status)
        return ok({ run_info: {} })
      }
      default:
        return failed('ENDPOINT_NOT_FOUND')
    }
  }

  return { ...fake, url: `${url}/tracking` }
}

const ok = (body: unknown) => ({ status: 200, body })

const parsed = (text: string): Record<string, unknown> => (text === '' ? {} : JSON.parse(text))
