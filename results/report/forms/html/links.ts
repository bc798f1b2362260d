/** Addresses within the page: `#gsm8k/17?models=base,sft` is a sample, `#gsm8k?show=lost` a list of them. */

export interface Place {
  /** Empty: every benchmark. */
  readonly benchmark: string
  /** Id of a sample, as `gsm8k/17`; read from a link, without the benchmark in front. */
  readonly sample?: string
  readonly models?: readonly string[]
  /** Name of a filter. */
  readonly show?: string
  readonly category?: string
  readonly text?: string
  readonly sort?: string
}

/** Beside the sample ids of benchmarks, which have no such characters; everything else is escaped. */
export function placeLink({ benchmark, sample, models = [], ...filters }: Place): string {
  const own = sample?.startsWith(`${benchmark}/`) ? sample.slice(benchmark.length + 1) : sample
  const path = [benchmark, ...(own?.split('/') ?? [])].map(encoded).join('/')
  const query = [
    ...(models.length > 0 ? [`models=${models.map(encoded).join(',')}`] : []),
    ...Object.entries(filters).flatMap(([key, value]) => (value ? [`${key}=${encoded(value)}`] : [])),
  ]
  return `#${path}${query.length > 0 ? `?${query.join('&')}` : ''}`
}

/**
 * @param benchmarks names that there are
 * @returns undefined for any other fragment, such as that of a heading
 */
export function readLink(hash: string, benchmarks: readonly string[]): Place | undefined {
  const [path = '', query = ''] = split(hash.replace(/^#/, ''), '?')
  const id = path.split('/').map(decoded).join('/')
  const benchmark = benchmarks
    .filter((name) => id === name || id.startsWith(`${name}/`))
    .sort((a, b) => b.length - a.length)[0]
  if (benchmark === undefined && (id !== '' || query === '')) return undefined
  const fields = new Map(query.split('&').map((part) => split(part, '=') as [string, string]))
  const field = (name: string) => {
    const value = decoded(fields.get(name) ?? '')
    return value === '' ? {} : { [name]: value }
  }
  const models = (fields.get('models') ?? '').split(',').map(decoded).filter(Boolean)
  return {
    benchmark: benchmark ?? '',
    ...(benchmark !== undefined && id !== benchmark && { sample: id.slice(benchmark.length + 1) }),
    ...(models.length > 0 && { models }),
    ...field('show'),
    ...field('category'),
    ...field('text'),
    ...field('sort'),
  }
}

/** Half a surrogate pair has no encoding. */
const encoded = (text: string) => encodeURIComponent(text.toWellFormed())

function split(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
