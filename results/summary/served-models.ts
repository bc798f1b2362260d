/** Which model answered, by the server's own word: gateways route, fall back, and serve aliases. */

import type { BenchmarkSummary, ModelFacts, Turn } from '../schema/schema.ts'
import { visibleLine } from '../visible.ts'
import { Counter } from './counter.ts'

/** Names beyond this many are counted together; a server that makes a new one for each reply fills no summary. */
const MOST_NAMES = 20
const LONGEST_NAME = 200

/** The name under which further names are counted. */
const FURTHER = '(further names)'

/** Counts replies by the model's name in them. */
export class ServedModelsTally {
  readonly #counts = new Counter()
  readonly #names = new Set<string>()

  add(turns: readonly Turn[]): void {
    for (const { completion } of turns) {
      if (completion.model !== undefined) this.#counts.add(this.#known(visibleLine(completion.model, LONGEST_NAME)))
    }
  }

  #known(name: string): string {
    if (!this.#names.has(name) && this.#names.size >= MOST_NAMES) return FURTHER
    this.#names.add(name)
    return name
  }

  /** Absent where no reply named a model. */
  facts(): Pick<BenchmarkSummary, 'servedModels'> {
    return this.#counts.total === 0 ? {} : { servedModels: this.#counts.byName() }
  }
}

/** Replies that name another model than the one asked, most frequent first; none for files, which nobody else can serve. */
export function foreignModels(
  { name, endpoint }: Pick<ModelFacts, 'name' | 'endpoint'>,
  { servedModels = {} }: Pick<BenchmarkSummary, 'servedModels'>,
): [name: string, replies: number][] {
  if (endpoint === undefined) return []
  return Object.entries(servedModels)
    .filter(([served]) => !isSameModel(name, served))
    .sort(([, a], [, b]) => b - a)
}

/**
 * Whether two names can be the same model: equal but for case, folders, `.gguf`, a tag (`:latest`, `:free`) or a date or version
 * (`-2024-08-06`, `@20240806`) that one of them has and the other leaves out. `gpt-4o` and `gpt-4o-mini` are two models.
 */
export function isSameModel(asked: string, served: string): boolean {
  const [a, b] = [bare(asked), bare(served)]
  return a === b || isDetailOf(a, b) || isDetailOf(b, a)
}

const bare = (name: string) =>
  (
    name
      .toLowerCase()
      .split(/[/\\]/)
      .findLast((part) => part !== '') ?? ''
  )
    .replace(/\.gguf$/, '')
    .replace(/:latest$/, '')

const isDetailOf = (short: string, long: string) => long.startsWith(short) && DETAIL.test(long.slice(short.length))

/**
 * - tag     `:8b`, `:free`
 * - date    `-2024-08-06`, `-20240806`, `-0613`
 * - version `@001`, `-001`
 */
const DETAIL = /^(:[\w.-]+|[-@](\d{4}-\d{2}-\d{2}|\d{3,8}))$/
