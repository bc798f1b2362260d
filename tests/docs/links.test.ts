import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentation, type MarkdownPage, parsePage, ROOT } from '../helpers/markdown.ts'

const PAGES = documentation()

/** `results/errors.ts`, `tests/docs`, `harness/` */
const REPOSITORY_PATH = /^(?:bin|benchmarks|docs|harness|results|sandboxes|scorers|tests|tools)\/[\w./-]*$/

describe('links in the documentation', () => {
  it.each(PAGES)('lead to files and headings that are there: $path', (page) => {
    expect(brokenLinks(page, PAGES)).toEqual([])
  })

  it.each(PAGES)('are joined by paths of the repository that are there: $path', ({ inlineCode }) => {
    expect(inlineCode.filter((code) => REPOSITORY_PATH.test(code) && !existsSync(join(ROOT, code)))).toEqual([])
  })

  it('lead to pictures of at most 150 kB', () => {
    const pictures = PAGES.flatMap((page) => page.links.map((link) => targetOf(page, link).path)).filter((path) =>
      path.startsWith('docs/images/'),
    )
    expect(pictures.length).toBeGreaterThan(1)
    expect(pictures.filter((path) => statSync(join(ROOT, path)).size > 150_000)).toEqual([])
  })

  it('reach every page of docs from the README', () => {
    const reached = new Set<string>()
    const visit = (path: string) => {
      const page = PAGES.find((candidate) => candidate.path === path)
      if (page === undefined || reached.has(path)) return
      reached.add(path)
      for (const link of page.links) visit(targetOf(page, link).path)
    }
    visit('README.md')
    expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([])
  })
})

describe('the check of links', () => {
  it.each([
    ['a file that is not there', '[x](docs/nothing.md)'],
    ['a heading that is not there', '[x](docs/ci.md#nothing)'],
    ['a heading of its own that is not there', '[x](#nothing)'],
    ['an image that is not there', '![x](docs/images/nothing.png)'],
  ])('finds %s', (_, text) => expect(brokenLinks(parsePage('README.md', text), PAGES)).toHaveLength(1))
})

function brokenLinks(page: MarkdownPage, pages: readonly MarkdownPage[]): string[] {
  return page.links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const { path, anchor } = targetOf(page, link)
      const target = path === page.path ? page : pages.find((candidate) => candidate.path === path)
      return !existsSync(join(ROOT, path)) || (anchor !== undefined && target?.anchors.includes(anchor) === false)
    })
}

function targetOf(page: MarkdownPage, link: string): { readonly path: string; readonly anchor: string | undefined } {
  const [file, anchor] = link.split('#')
  return { path: file ? normalize(join(dirname(page.path), file)) : page.path, anchor }
}
