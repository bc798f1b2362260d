/** The documentation as data: its pages, and the links, headings and code in them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromMarkdown } from 'mdast-util-from-markdown'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface MarkdownPage {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Where links and images lead, as written. */
  readonly links: readonly string[]
  /** The anchors that GitHub gives its headings. */
  readonly anchors: readonly string[]
  readonly blocks: readonly { readonly language: string; readonly text: string }[]
  /** Code within a sentence or a table. */
  readonly inlineCode: readonly string[]
}

/** A node of the syntax tree, whatever its type. */
interface Node {
  readonly type: string
  readonly children?: readonly Node[]
  readonly value?: string
  readonly url?: string
  readonly lang?: string | null | undefined
}

/** README, what lies beside it for contributors, and all of docs. */
export function documentation(): MarkdownPage[] {
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
  return ['README.md', 'CONTRIBUTING.md', 'BENCHMARKS.md', ...docs.sort()].map((path) =>
    parsePage(path, readFileSync(join(ROOT, path), 'utf8')),
  )
}

export function parsePage(path: string, text: string): MarkdownPage {
  const nodes = [...walk(fromMarkdown(text))]
  return {
    path,
    text,
    links: nodes.flatMap((node) => (node.type === 'link' || node.type === 'image' ? [node.url ?? ''] : [])),
    anchors: nodes.flatMap((node) => (node.type === 'heading' ? [anchorOf(plainText(node))] : [])),
    blocks: nodes.flatMap((node) =>
      node.type === 'code' ? [{ language: node.lang ?? '', text: node.value ?? '' }] : [],
    ),
    inlineCode: nodes.flatMap((node) => (node.type === 'inlineCode' ? [node.value ?? ''] : [])),
  }
}

function* walk(node: Node): Generator<Node> {
  yield node
  for (const child of node.children ?? []) yield* walk(child)
}

const plainText = (node: Node): string =>
  [...walk(node)]
    .map((child) => (child.type === 'text' || child.type === 'inlineCode' ? (child.value ?? '') : ''))
    .join('')

/** GitHub's rule: lower case, letters, digits, `_` and `-` stay, spaces become hyphens. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
