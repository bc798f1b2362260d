import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, it } from 'vitest'
import { visibleLine } from '../../../results/visible.ts'
import { code, codeCell, paragraph, prose } from '../../../results/words/escape-markdown.ts'

/** Text that means something to Markdown, more often than chance would have it. */
const HOSTILE = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '`',
        '```',
        '~~~',
        '|',
        '\\',
        '<',
        '>',
        '&',
        '@ann',
        '#1',
        '\n',
        '\r\n',
        '[a](b)',
        '![',
        '](',
        '*',
      ),
      fc.constantFrom(
        '<script>',
        '</details>',
        '<!--',
        '-->',
        'https://x.y',
        'www.x.y',
        'GH-1',
        '&lt;',
        '$a$',
        '__',
        '\t',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

type Node = { type: string; value?: string; children?: readonly Node[] }

function nodesOf(markdown: string): Node[] {
  const walk = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(walk)]
  return walk(fromMarkdown(markdown) as Node)
}

const visible = (text: string) => text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u200b]+/gu, ' ').trim()

describe('prose', () => {
  it('is read as it is written, whatever it says', () =>
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const nodes = nodesOf(`So: ${prose(text)}.`)
        expect(new Set(nodes.map(({ type }) => type))).toEqual(new Set(['root', 'paragraph', 'text']))
        expect(nodes.at(-1)?.value?.replaceAll('\u200b', '').slice(4, -1)).toBe(
          visibleLine(text).replaceAll('\u200b', '').trim(),
        )
      }),
    ))

  it.each(['@ann', 'org/repo#12', '#12', 'https://evil.example/x', 'www.evil.example', 'GH-12', '@org/team'])(
    'has no link to %s',
    (text) => {
      const shown = nodesOf(prose(`see ${text} there`)).at(-1)?.value ?? ''
      expect(shown).not.toMatch(/@[a-z]|#\d|:\/\/|www\.|GH-/)
      expect(visible(shown).replaceAll(' ', '')).toContain(visible(text))
    },
  )
})

describe('code', () => {
  it('is one code span, whatever it says', () =>
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const nodes = nodesOf(`So: ${code(text, 1000)} it is`)
        const spans = nodes.filter(({ type }) => type === 'inlineCode')
        expect(nodes.some(({ type }) => ['html', 'link', 'image', 'code', 'heading'].includes(type))).toBe(false)
        expect(spans).toHaveLength(code(text, 1000) === '' ? 0 : 1)
      }),
    ))

  it('stays in its cell', () =>
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const cell = codeCell(text)
        const bars = [...cell.matchAll(/\\*\|/g)].map(([run]) => run.length - 1)
        expect(bars.every((backslashes) => backslashes % 2 === 1)).toBe(true)
        expect(cell).not.toMatch(/[\r\n]/)
      }),
    ))

  it('is cut where it is long, and not within a character', () => {
    expect(code('x'.repeat(200), 10)).toBe(`\`${'x'.repeat(10)}…\``)
    expect(code(`${'x'.repeat(9)}😀`, 10)).toBe(`\`${'x'.repeat(9)}…\``)
  })
})

it('a paragraph begins no list, heading or quotation', () => {
  for (const text of ['1. better', '# sft is better', '- is better', '+ is better', '> is better', '=== x']) {
    expect(fromMarkdown(paragraph(text)).children.map(({ type }) => type)).toEqual(['paragraph'])
  }
})
