import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, it } from 'vitest'
import { fencedBlocks } from '../../../../scorers/extract/code/fences.ts'
import { cpuMs } from '../../../helpers/cpu-time.ts'

describe('a fenced block', () => {
  it.each<[string, string, string]>([
    ['```py\na\n\n b\n```', 'py', 'a\n\n b'],
    ['~~~\n```\n~~~', '', '```'],
    ['`````\n```\n`````', '', '```'],
    ['```\na\n    ```\n```', '', 'a\n    ```'],
    ['``` python  title="x" \na\n```', 'python  title="x"', 'a'],
    ['- one:\n  - two:\n\n    ```\n    a\n      b\n    ```', '', 'a\n  b'],
    ['> ```\n> a\n\nb', '', 'a'],
    ['  ```\n  a\n b\n   c\n  ```', '', 'a\nb\n c'],
    ['-\t```\n\ta\n\t\tb', '', 'a\n\tb'],
    ['<details>\n```\na\n```\n</details>', '', 'a'],
    ['```\r\na\r\rb\r\n```', '', 'a\n\nb'],
  ])('is read in %j', (text, info, content) => expect(fencedBlocks(text)).toMatchObject([{ info, content }]))

  it.each(['a ``` b', '``` `a`\n', '``\na\n``', '    ```\n    a\n    ```', 'text\n    ```\n    a', '\\```\na'])(
    'is none in %j',
    (text) => expect(fencedBlocks(text)).toEqual([]),
  )

  it('knows where it stands, and whether it ends', () => {
    const text = 'One:\r\n```\r\na\r\nb\r\n```\r\nTwo:\r\n```\r\nc\r\n'
    const blocks = fencedBlocks(text)
    expect(blocks.map(({ span }) => text.slice(...span))).toEqual(['a\r\nb', 'c'])
    expect(blocks.map(({ opens }) => text.slice(opens, opens + 3))).toEqual(['```', '```'])
    expect(blocks.map(({ closed }) => closed)).toEqual([true, false])
  })
})

describe('the fenced blocks', () => {
  const fences = ['```', '```', '````', '~~~', '`', 'python']
  const lines = ['\n', '\n', '\n\n', '\r\n', ' ', '  ', '    ', '\t']
  // No `2)`: the parser starts no such list after an indented block, nor in a quote right after text, where CommonMark does.
  const containers = ['> ', '>', '- ', '-', '* ', '1. ', '1)']
  const leaves = ['a', 'b c', '#', '# ', '---', '===', '***']
  const pieces = fc.array(fc.constantFrom(...fences, ...lines, ...containers, ...leaves), { maxLength: 40 })

  it('are those of a full CommonMark parser', () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('')
        const blocks = fencedBlocks(text).map(({ info, content }) => [
          info.replaceAll(/\s+/g, ' '),
          withoutBlankEnd(content),
        ])
        expect(blocks).toEqual(referenceBlocks(text))
      }),
      { numRuns: 2000 },
    )
  })

  const bulky = [
    '`',
    '~',
    '```\n',
    '```\nx\n```\n',
    '>',
    '> ',
    '- ',
    '- a\n',
    '- > ',
    '-',
    '1. ',
    '[',
    '*a_',
    ' ',
    '\t',
    '\n',
  ]

  it.each(bulky)('of a million characters of %j take linear time', (piece) => {
    for (const start of ['', 'a\n', '> ```\n', '- > '.repeat(16)]) {
      const text = `${start}${piece.repeat(1e6 / piece.length)}x`
      expect(cpuMs(() => fencedBlocks(text))).toBeLessThan(5000)
    }
  })
})

/** HTML and link definitions are off: they hide no fence from us. Indented blocks are told by their data. */
function referenceBlocks(text: string): string[][] {
  const tree = fromMarkdown(text, {
    extensions: [{ disable: { null: ['htmlFlow', 'definition'] } }],
    mdastExtensions: [
      {
        enter: {
          codeIndented(token) {
            this.enter({ type: 'code', value: '', data: {} }, token)
            this.buffer()
          },
        },
      },
    ],
  })
  return fencedIn(tree)
}

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>['children'][number]

function fencedIn(node: Node): string[][] {
  if (node.type === 'code' && node.data === undefined) {
    return [
      [[node.lang, node.meta].filter(Boolean).join(' ').trim().replaceAll(/\s+/g, ' '), withoutBlankEnd(node.value)],
    ]
  }
  return 'children' in node ? node.children.flatMap((child) => fencedIn(child as Node)) : []
}

/** The parser leaves blank lines at the end of a list item out of an unclosed block. */
const withoutBlankEnd = (content: string) => content.replaceAll(/\r\n?/g, '\n').replace(/\n+$/, '')
