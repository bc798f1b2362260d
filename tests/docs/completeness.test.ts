import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BENCHMARKS } from '../../benchmarks/index.ts'
import { COMMANDS } from '../../harness/command-table.ts'
import { PRESETS } from '../../harness/models/openai/presets.ts'
import { Config } from '../../harness/options/config-schema.ts'
import { EXIT } from '../../results/errors.ts'
import { documentation, type MarkdownPage, parsePage, ROOT } from '../helpers/markdown.ts'
import { readSourceTree } from '../helpers/source-tree.ts'

/** Pages written by hand: the command reference has every flag by itself. */
const PAGES = documentation().filter(({ path }) => path.startsWith('docs/') && path !== 'docs/reference/cli.md')

describe('the documentation has a word on', () => {
  it.each(Object.entries(COMMANDS))('every flag of %s', async (_, { load }) => {
    const { command } = await load()
    const flags = Object.entries(command.flags).filter(([, flag]) => flag.hidden !== true)
    const forms = flags.map(([name, { alias = [] }]) => [
      `--${name}`,
      ...[alias].flat().flatMap((short) => (short.length === 1 ? [`-${short}`] : [])),
    ])
    expect(forms.filter((names) => !names.some(isShown)).flat()).toEqual([])
  })

  it('every command', () => {
    expect(Object.keys(COMMANDS).filter((name) => !isShown(`evalkit ${name}`))).toEqual([])
  })

  it('every key of the config file, on its page', () => {
    const { inlineCode } = pageNamed('docs/reference/config.md')
    expect(keysOf(Config).filter((key) => !inlineCode.includes(key))).toEqual([])
  })

  it.each(BENCHMARKS)('$name and its protocols', ({ name, protocols }) => {
    const { inlineCode } = pageNamed('docs/benchmarks.md')
    expect([name, ...Object.keys(protocols)].filter((word) => !inlineCode.includes(word))).toEqual([])
  })

  it('every provider, its address and the variable of its key', () => {
    const { inlineCode } = pageNamed('docs/models.md')
    const facts = Object.entries(PRESETS).flatMap(([name, { url, keyVariable }]) => [name, url, keyVariable ?? url])
    expect(facts.filter((fact) => !inlineCode.includes(fact))).toEqual([])
  })

  it('every variable of the environment that evalkit has of its own', () => {
    const { inlineCode } = pageNamed('docs/reference/environment.md')
    const sources = readSourceTree(ROOT, ['harness']).map(({ path }) => readFileSync(join(ROOT, path), 'utf8'))
    const variables = new Set(sources.flatMap((text) => text.match(/\bEVALKIT_[A-Z_]+/g) ?? []))
    expect(variables.size).toBeGreaterThan(3)
    expect([...variables].filter((name) => !inlineCode.includes(name))).toEqual([])
  })

  it('every folder of the code, in the table of CONTRIBUTING.md', () => {
    const { inlineCode } = parsePage('CONTRIBUTING.md', readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'))
    const paths = readSourceTree(ROOT, ['benchmarks', 'harness', 'results']).map(({ path }) => path.split('/'))
    const folders = paths.flatMap(([top, second, file]) => (file === undefined ? [] : [[top, second]]))
    // The row of `benchmarks/` names its folders.
    const names = folders.map(([top, second]) => (top === 'benchmarks' ? `${second}/` : `${top}/${second}/`))
    expect(new Set(names).size).toBeGreaterThan(20)
    expect([...new Set(names)].filter((name) => !inlineCode.includes(name))).toEqual([])
  })

  it('every exit code', () => {
    const rows = pageNamed('docs/reference/exit-codes.md').text.match(/^\| \d+ /gm) ?? []
    expect(rows.map((row) => Number(row.slice(1)))).toEqual(Object.values(EXIT))
  })
})

const isShown = (code: string) => {
  const pattern = new RegExp(`(?<![\\w-])${code}(?![\\w-])`)
  return PAGES.some(({ blocks, inlineCode }) =>
    [...blocks.map(({ text }) => text), ...inlineCode].some((text) => pattern.test(text)),
  )
}

function pageNamed(path: string): MarkdownPage {
  const page = PAGES.find((candidate) => candidate.path === path)
  if (page === undefined) throw new Error(`${path}: no such page`)
  return page
}

/** Names of fields at any depth, but for those of benchmarks. */
function keysOf(schema: unknown): string[] {
  if (schema === null || typeof schema !== 'object') return []
  if (Array.isArray(schema)) return schema.flatMap(keysOf)
  const { properties, ...rest } = schema as { readonly properties?: object }
  const fields = Object.entries(properties ?? {}).filter(([name]) => BENCHMARKS.every((known) => known.name !== name))
  return [...fields.flatMap(([name, inner]) => [name, ...keysOf(inner)]), ...Object.values(rest).flatMap(keysOf)]
}
