import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CodeExtraction, extractCode } from '../../../../scorers/extract/code/code.ts'
import { pythonCompletion } from '../../../../scorers/extract/code/program.ts'
import { cpuMs } from '../../../helpers/cpu-time.ts'
import { sharedData } from '../../../helpers/shared.ts'

const PROMPT = 'import math\n\n\ndef half(x):\n    return x / 2\n\n\ndef add(a, b):\n    """ Sum of a and b. """\n'
const ADD = 'def add(a, b):\n    return a + b'
const OTHER = 'def sub(a, b):\n    return a - b'

/** A docstring that shows its use in a fenced block, as its own lines are indented. */
const FENCED_DOC = 'def add(a, b):\n    """\n    ```python\n    add(1, 2)\n    ```\n    """\n    return a + b'

const block = (code: string, info = 'python', fence = '```') => `${fence}${info}\n${code}\n${fence}`
const python = (answer: string) => extractCode(answer, { entryPoint: 'add', language: 'python' })
/** As the sandbox puts the two together. */
const pythonProgram = (prompt: string, found: CodeExtraction) => prompt + pythonCompletion(prompt, found)

const program = (answer: string) => {
  const found = python(answer)
  return found && pythonProgram(PROMPT, found)
}

describe('the code of a reply', () => {
  it.each<[string, string, string, string]>([
    // the block that defines the entry point
    ['in one block', `Sure!\n\n${block(ADD)}\n\nIt adds.`, ADD, 'block-with-entry-point'],
    ['in a block without a language', block(ADD, ''), ADD, 'block-with-entry-point'],
    ['in `py`', block(ADD, 'py'), ADD, 'block-with-entry-point'],
    ['in `Python3`', block(ADD, ' Python3 '), ADD, 'block-with-entry-point'],
    ['in tildes', block(ADD, 'python', '~~~'), ADD, 'block-with-entry-point'],
    ['in a longer fence', block(ADD, 'python', '`````'), ADD, 'block-with-entry-point'],
    ['right after a line of text', `Here:\n${block(ADD)}\nDone.`, ADD, 'block-with-entry-point'],
    ['right after HTML', `<details>\n${block(ADD)}\n</details>`, ADD, 'block-with-entry-point'],
    ['in a list', `1. Add:\n\n   ${block(ADD).replaceAll('\n', '\n   ')}\n2. Done`, ADD, 'block-with-entry-point'],
    ['in a quote', `> ${block(ADD).replaceAll('\n', '\n> ')}`, ADD, 'block-with-entry-point'],
    ['as the last of two', `${block(`${ADD} + 1`)}\nBetter:\n${block(ADD)}`, ADD, 'block-with-entry-point'],
    ['before its use', `${block(ADD)}\nUse it:\n${block('print(add(1, 2))')}`, ADD, 'block-with-entry-point'],
    ['before its output', `${block(ADD)}\nOutput:\n${block('3', '')}`, ADD, 'block-with-entry-point'],
    ['before a helper', `${block(ADD)}\nand\n${block(OTHER)}`, ADD, 'block-with-entry-point'],
    ['after what to install', `${block('pip install x', 'bash')}\n${block(ADD)}`, ADD, 'block-with-entry-point'],
    ['whole, before a block that is cut off', `${block(ADD)}\n\`\`\`python\ndef add(`, ADD, 'block-with-entry-point'],
    ['with a fence in its docstring', block(FENCED_DOC), FENCED_DOC, 'block-with-entry-point'],
    ['with Windows line ends', block(ADD).replaceAll('\n', '\r\n'), ADD, 'block-with-entry-point'],
    [
      'with non-breaking spaces',
      block('def add(a,\u00a0b):\n\u00a0\u00a0return "\u00a0"'),
      'def add(a, b):\n  return "\u00a0"',
      'block-with-entry-point',
    ],
    ['after a byte order mark', `\ufeff${block(ADD)}`, ADD, 'block-with-entry-point'],
    // the language
    ['that is a body', `${block('x = 1', 'text')}\n${block('return a + b')}`, 'return a + b', 'language-block'],
    [
      'as the last Python',
      `${block('y = 1')}\n${block('return a + b')}\n${block('$ ls', 'sh')}`,
      'return a + b',
      'language-block',
    ],
    [
      'by an attribute',
      `${block('1', '')}\n${block('return 3', '{.python .numberLines}')}`,
      'return 3',
      'language-block',
    ],
    ['by its first word', `${block('1', '')}\n${block('return 3', 'python title="x"')}`, 'return 3', 'language-block'],
    ['that names another function', block(OTHER), OTHER, 'language-block'],
    [
      'that is a class',
      block(`class Solution:\n    ${ADD.replaceAll('\n', '\n    ')}`),
      `class Solution:\n    ${ADD.replaceAll('\n', '\n    ')}`,
      'language-block',
    ],
    ['without its session', `${block('return a + b')}\n${block('>>> add(1, 2)\n3')}`, 'return a + b', 'language-block'],
    // any block
    ['in the first block', `${block('return a + b', '')}\n${block('3', 'output')}`, 'return a + b', 'first-block'],
    ['in the first block that is not empty', `${block('', '')}\n${block('return a', '')}`, 'return a', 'first-block'],
    // cut off
    ['in a block never closed', `Sure:\n\`\`\`python\n${ADD}`, ADD, 'unclosed-block'],
    [
      'that is cut in a line',
      '```python\ndef add(a, b):\n    return a +',
      'def add(a, b):\n    return a +',
      'unclosed-block',
    ],
    ['that is a body and cut', '```\n    return a +', '    return a +', 'unclosed-block'],
    ['after a mention of a fence', `Use \`\`\` as a fence.\n\n${block(ADD)}`, ADD, 'block-with-entry-point'],
    // no block
    ['that is all', ADD, ADD, 'raw'],
    ['that is a bare body', '    return a + b', '    return a + b', 'raw'],
    [
      'with blank lines and no fence',
      'def add(a, b):\n\n    c = a\n\n    return c + b',
      'def add(a, b):\n\n    c = a\n\n    return c + b',
      'raw',
    ],
    ['that ends with a fence', `${ADD}\n\`\`\`\nThis adds.`, `${ADD}\n`, 'raw'],
  ])('is found %s', (_where, answer, code, via) => {
    expect(python(answer)).toMatchObject({ code, via })
  })

  it.each(['', ' \n\t\n', 'I cannot do that.', '```python', '```python\n```', '\ufeff', block('>>> add(1, 2)\n3')])(
    'is none in %j',
    (answer) => expect(python(answer)).toBeNull(),
  )

  it.each([block(ADD), `\ufeffSure:\n\n${block(ADD)}`, `\`\`\`py\n${ADD}`, ADD, `\ufeff${ADD}`])(
    'is where its span says in %j',
    (answer) => {
      const { span } = python(answer) ?? { span: [0, 0] as const }
      expect(answer.slice(...span)).toBe(ADD)
    },
  )

  it('has a span that keeps what indents it in a list', () => {
    const answer = '- ```\n  a\n  b\n  ```'
    const { code, span } = python(answer) ?? { code: '', span: [0, 0] as const }
    expect([code, answer.slice(...span)]).toEqual(['a\nb', '  a\n  b'])
  })
})

describe('the entry point', () => {
  it.each([
    ADD,
    'async def add(a, b): ...',
    '@cache\ndef add(a, b): ...',
    'def  add (a): ...',
    'def add[T](a: T): ...',
    'add = lambda a, b: a + b',
    'add: Adder = lambda a, b: a + b',
    'class Solution:\n    def add(self): ...\n\nadd = Solution().add',
    `${OTHER}\n\nadd = sub  # the same`,
    'import math\n\nTEXT = """\nit\'s\n"""\ndef add(a): ...',
    '    def add(a, b):\n        return a + b',
    '\tdef add(a, b):\n\t\treturn a + b',
    'x = "\'" # (\ndef add(a): ...',
    `${ADD}\n\n\nif __name__ == "__main__":\n    print(add(1, 2))`,
  ])('is defined in %j', (code) => expect(python(block(code))).toMatchObject({ definesEntryPoint: true }))

  it.each([
    OTHER,
    'def adder(a): ...',
    'add(1, 2)',
    'add = 3',
    '# def add(a):',
    '"""\ndef add(a): ...\n"""',
    "s = '''\ndef add(a): ...'''",
    'class Solution:\n    def add(self): ...',
    'def outer():\n    def add(a): ...',
    'return add',
  ])('is not defined in %j', (code) => expect(python(block(code))).toMatchObject({ definesEntryPoint: false }))

  it.each([
    'function add(a, b) {}',
    'async function add(a) {}',
    'function* add() {}',
    'const add = (a, b) => a + b',
    'export default function add() {}',
    'class add {}',
  ])('is defined in the JavaScript %j', (code) =>
    expect(extractCode(block(code, 'js'), { entryPoint: 'add', language: 'javascript' })).toMatchObject({
      via: 'block-with-entry-point',
      definesEntryPoint: true,
    }),
  )

  it.each([
    'function adder() {}',
    'const adds = 1',
    'if (true) {\n  function add() {}\n}',
    'add(1)',
    'function add$() {}',
  ])('is not defined in the JavaScript %j', (code) =>
    expect(extractCode(block(code, 'js'), { entryPoint: 'add', language: 'javascript' })).toMatchObject({
      via: 'language-block',
      definesEntryPoint: false,
    }),
  )

  it('may have any name', () => {
    for (const entryPoint of ['$', '(', 'é', '\\', 'a b', '']) {
      expect(() => extractCode('def', { entryPoint, language: 'python' })).not.toThrow()
      expect(() => extractCode('def', { entryPoint, language: 'javascript' })).not.toThrow()
    }
  })
})

describe('a program', () => {
  it.each([
    ['the function', ADD],
    ['a helper and an import', `from typing import List\n\n${OTHER}\n\n${ADD}`],
    ['the function twice', `${ADD} + 1\n\n${ADD}`],
    ['a main part', `${ADD}\n\nif __name__ == "__main__":\n    print(add(1, 2))`],
    ['two-space indentation', 'def add(a, b):\n  if a:\n    return a + b\n  return b'],
    ['tabs', 'def add(a, b):\n\treturn a + b'],
    ['a class around it', 'class Solution:\n    def add(self, a, b):\n        return a + b'],
    ['another name', OTHER],
  ])('is the prompt, and then %s', (_what, code) => expect(program(block(code))).toBe(`${PROMPT}\n${code}`))

  it('takes back the indentation of a whole function, but not of its strings', () => {
    const code = '    def add(a, b):\n        s = """\n  x\n        """\n        return a + b'
    const expected = 'def add(a, b):\n    s = """\n  x\n        """\n    return a + b'
    expect(program(block(code))).toBe(`${PROMPT}\n${expected}`)
  })

  it.each<[string, string, string]>([
    ['as it is', '    c = a\n    return c + b', '    c = a\n    return c + b'],
    ['not indented', 'c = a\n\nif c:\n    return b', '    c = a\n\n    if c:\n        return b'],
    ['indented by two', '  if a:\n    return a\n  return b', '    if a:\n      return a\n    return b'],
    ['indented by eight', '        if a:\n            return b', '    if a:\n        return b'],
    ['with tabs', '\tif a:\n\t\treturn b', '    if a:\n        return b'],
    ['whose first line lost its indentation', 'c = a\n    return c', '    c = a\n    return c'],
    ['whose first line lost a part of it', ' c = a\n    return c', '    c = a\n    return c'],
    [
      'whose first line lost it before a block',
      'for c in a:\n        b += c\n    return b',
      '    for c in a:\n        b += c\n    return b',
    ],
    ['whose first line opens a block', 'if a:\n    return b\nreturn a', '    if a:\n        return b\n    return a'],
    [
      'whose first line lost it, and with a call after it',
      'c = a\n    return c\n\nprint(1)',
      '    c = a\n    return c\n\nprint(1)',
    ],
    ['with more after it', '    return a\n\ndef main():\n    add(1, 2)', '    return a\n\ndef main():\n    add(1, 2)'],
    ['over several lines', 'c = max(\n  a,\n    b)\nreturn c', '    c = max(\n      a,\n        b)\n    return c'],
    ['with a backslash', 'c = a + \\\n  b\nreturn c', '    c = a + \\\n      b\n    return c'],
    ['with a long string', 'c = """\nx\n  y"""\nreturn c', '    c = """\nx\n  y"""\n    return c'],
    ['with a comment first', '# Sum.\nreturn a + b', '    # Sum.\n    return a + b'],
    ['with a comment at the left', '    c = a\n# odd\n    return c', '    c = a\n# odd\n    return c'],
    ['with a helper in it', 'def c(x):\n    return x\nreturn c(a)', '    def c(x):\n        return x\n    return c(a)'],
    ['after its docstring', '"""Sum."""\nreturn a + b', '    """Sum."""\n    return a + b'],
    ['cut off', 'c = (a +\n', '    c = (a +'],
  ])('is the prompt with its body, %s', (_how, body, expected) =>
    expect(program(block(body))?.trimEnd()).toBe(PROMPT + expected),
  )

  it('is without imports from __future__, which cannot follow the prompt', () => {
    const code = `import re\nfrom __future__ import (\n    annotations,\n)\n${ADD}`
    expect(program(block(code))).toBe(`${PROMPT}\nimport re\n\n\n\n${ADD}`)
  })
})

describe('any reply', () => {
  const pieces = [
    '```',
    '~~~',
    'python',
    '\n',
    '\r\n',
    '    ',
    '\t',
    '> ',
    '- ',
    'def add(',
    '):',
    'return a',
    '"""',
    "'",
    '#',
    '(',
    ']',
    '\\',
    '\u00a0',
    '\ufeff',
    '>>> ',
    'from __future__ import x',
    'class A:',
    'Here it is: ',
    'Question:',
    '<code>',
    '</code>',
    '[PYTHON]',
    'import ',
    '‘',
    '{"code": "',
    '\\n',
    '```md',
    'pass',
    'try:',
  ]
  const replies = fc.oneof(
    fc.array(fc.constantFrom(...pieces)).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  )

  it('is code of some kind, in one piece, or none', () => {
    fc.assert(
      fc.property(replies, (answer) => {
        const found = python(answer)
        if (found === null) return
        expect(found.code.trim()).not.toBe('')
        const [start, end] = found.span
        expect(0 <= start && start < end && end <= answer.length).toBe(true)
        const whole = pythonProgram(PROMPT, found)
        expect(whole).toContain(PROMPT)
        expect(whole.endsWith(PROMPT + pythonCompletion(PROMPT, found))).toBe(true)
      }),
    )
  })

  it.each([
    '`',
    '```\n',
    '```py\nx\n```\n',
    '> ',
    '- ',
    '[',
    '(',
    '"',
    "'''",
    '\\',
    '    ',
    '\t',
    '\n',
    'def add(\n',
    ' add =',
    '#',
    ':',
    '\u00a0',
    'x',
    'the sum ',
    'x```\n',
    '```\n"""\n',
    '```md\n',
    '`a` ',
    '‘',
    '<code>',
    '[PYTHON]',
    "'''\n",
    '<|a|>',
    'Question:\n',
    'add = f(\n',
    'try:\n',
    '  def add(x): pass\n',
    'import add, ',
    '```py\ndef add():\n  return h\n```\n',
    '>>> ',
  ])('of %j, 300,000 characters long, is read in linear time', (piece) => {
    for (const start of ['', '```python\n', 'if x:\n        y\n']) {
      const spent = cpuMs(() => {
        const found = python(`${start}${piece.repeat(3e5 / piece.length)}x`)
        if (found !== null) pythonProgram(PROMPT, found)
      })
      expect(spent).toBeLessThan(5000)
    }
  })
})

const file = sharedData('humaneval/HumanEval.jsonl.gz')

describe.skipIf(file === undefined)('HumanEval’s own solutions (skipped where ../shared/datasets is absent)', () => {
  interface Problem {
    readonly prompt: string
    readonly canonical_solution: string
    readonly entry_point: string
  }
  const problems: Problem[] =
    file === undefined
      ? []
      : gunzipSync(readFileSync(file))
          .toString()
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))

  it.each<[string, (problem: Problem) => string, boolean]>([
    ['a block', ({ prompt, canonical_solution }) => block(prompt + canonical_solution), true],
    [
      'a chat',
      ({ prompt, canonical_solution }) =>
        `Sure, here:\n\n${block(prompt + canonical_solution)}\n\nUse it:\n${block('print("x")')}\n`,
      true,
    ],
    [
      'a list',
      ({ prompt, canonical_solution }) =>
        `1. So:\n\n   ${block(prompt + canonical_solution).replaceAll('\n', '\n   ')}`,
      true,
    ],
    [
      'a block never closed',
      ({ prompt, canonical_solution }) => `Sure:\n~~~python\n${prompt}${canonical_solution}`,
      true,
    ],
    ['plain text', ({ prompt, canonical_solution }) => prompt + canonical_solution, true],
    ['a body', ({ canonical_solution }) => block(canonical_solution), false],
    ['a body without its first indentation', ({ canonical_solution }) => block(canonical_solution.trimStart()), false],
    ['a body never closed', ({ canonical_solution }) => `\`\`\`\n${canonical_solution}`, false],
  ])('are whole in the program when they come as %s', (_form, reply, isWhole) => {
    expect(problems).toHaveLength(164)
    const indentedOtherwise = problems.filter((problem) => {
      const { prompt, canonical_solution, entry_point } = problem
      const found = extractCode(reply(problem), { entryPoint: entry_point, language: 'python' })
      expect(found).toMatchObject({ definesEntryPoint: isWhole })
      const whole = found === null ? '' : pythonProgram(prompt, found)
      const expected = `${prompt}${isWhole ? `\n${prompt}` : ''}${canonical_solution}`
      expect(withoutIndentation(whole)).toBe(withoutIndentation(expected))
      return withoutBlankLines(whole) !== withoutBlankLines(expected)
    })
    // One solution is a single loop: without its first indentation it is a loop with a deep step, which does the same.
    expect(indentedOtherwise.length).toBeLessThanOrEqual(1)
  })
})

const withoutBlankLines = (code: string) => code.replaceAll(/^[ \t]*\n/gm, '').trimEnd()
const withoutIndentation = (code: string) => withoutBlankLines(code).replaceAll(/^[ \t]+/gm, '')
