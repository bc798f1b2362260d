/** Further forms of code in replies, beside those of tests/fixtures/replies. */
import { describe, expect, it } from 'vitest'
import { extractCode } from '../../../../scorers/extract/code/code.ts'
import { CODE_WRAPPERS } from '../../../../scorers/extract/code/code-wrappers.ts'
import { loosenFences } from '../../../../scorers/extract/code/loose-fences.ts'
import { pythonCompletion } from '../../../../scorers/extract/code/program.ts'

const ADD = 'def add(x, y):\n    return x + y'
const WRONG = 'def add(x, y):\n    return x - y'
const STUB = 'def add(x: int, y: int):\n    """Add both."""\n    pass'
const block = (code: string, info = 'python') => `\`\`\`${info}\n${code}\n\`\`\``
const read = (answer: string, entryPoint = 'add') => extractCode(answer, { entryPoint, language: 'python' })
const HEAD = 'def add(x, y):\n'

describe('the function alone', () => {
  it.each([
    ['a fence behind a bold word', `**Answer**: ${block(ADD)}`],
    ['a fence behind a word, with text after it', `Here: ${block(ADD)}\nThat is all.`],
    ['a fence that the last line closes', `\`\`\`python\n${ADD}\`\`\`\nIt adds.`],
    ['a fence that the last line closes, with a full stop', `\`\`\`python\n${ADD}\`\`\`.`],
    ['a fence with words behind its end', `\`\`\`python\n${ADD}\n\`\`\` This adds both.`],
    ['an indented fence', `So:\n\n        ${block(ADD).replaceAll('\n', '\n        ')}`],
    ['a fence of tildes within Markdown', `~~~markdown\n# Answer\n${block(ADD)}\n~~~`],
    ['a longer fence of Markdown', `\`\`\`\`md\n# Answer\n\n${block(ADD)}\n\nDone.\n\`\`\`\``],
    ['prose before it', `Certainly, this function adds both:\n\n${ADD}`],
    ['prose around it', `Let's add them.\n\n${ADD}\n\nThis works because it's a sum (see above.\nHope this helps!`],
    ['prose in a fence', block(`${ADD}\n\nThis function adds both numbers.`)],
    ['a worked example', `${ADD}\n\nFor example, add(1, 2)\n\nreturns 3.`],
    ['a label', `Answer:\n${ADD}\n\nNote: it takes floats as well.`],
    ['a list after it', `${ADD}\n\n- It adds both.\n- It runs in constant time.\n1. Call it.`],
    ['a table after it', `${ADD}\n\n| x | y |\n|---|---|\n| 1 | 2 |`],
    ['Chinese prose', `下面是代码：\n\n${ADD}\n\n这个函数返回两数之和。`],
    ['a language alone', `Python:\n${ADD}`],
    ['a language in a fence', block(`python3\n${ADD}`, '')],
    ['tokens of a chat template', `<|im_start|>assistant\n${ADD}<|im_end|>`],
    ['an end token of Llama', `${ADD}</s>`],
    ['a question that goes on', `${ADD}\n\nQuestion: And now one that doubles.\nAnswer:\ndef double(x):\n    retu`],
    ['another task', `${ADD}\n\n### Problem 2:\nMultiply.\n\ndef mul(x, y)`],
    ['a session', block(`>>> def add(x, y):\n...     return x + y\n...\n>>> add(1, 2)\n3`)],
    ['JSON', JSON.stringify({ explanation: 'It adds.', solution: { code: ADD } })],
    ['JSON in a fence', block(JSON.stringify({ code: ADD }), 'json')],
    ['a magic of notebooks', block(`%matplotlib inline\n!pip install x\n${ADD}`)],
    ['a zero-width space', block('def add(x, y):\n    \u200breturn x + y')],
    ['odd indentation of the first line', ` ${ADD}\n\nprint(add(1, 2))`],
    ['odd indentation of all of it', `   ${ADD.replace('\n', '\n   ')}\n\nprint(add(1, 2))`],
  ])('is read from %s', (_what, answer) => {
    const found = read(answer)
    expect(found?.definesEntryPoint).toBe(true)
    const kept = pythonCompletion(HEAD, found as NonNullable<typeof found>)
      .replace(/\n+print\(add\(1, 2\)\)$/, '')
      .trim()
    expect(kept.replace(/\n +return/, '\n    return')).toBe(ADD)
  })

  it.each(CODE_WRAPPERS)('is read from $example', ({ example }) => {
    const found = read(example, 'one')
    expect(found).toMatchObject({ definesEntryPoint: true })
    expect(found?.code.trim()).toMatch(/^def one\(\):\n {4}return (?:1|0 if 2 < 1 else 1)$/)
  })

  it.each(['<code>', '`', '&lt;'])('is none in prose that mentions %s', (mark) =>
    expect(read(`I would use ${mark} here, but I cannot do that.`)).toBeNull(),
  )
})

describe('of several blocks', () => {
  it.each([
    ['not a common mistake', `${block(ADD)}\nA common mistake is\n${block(WRONG)}`],
    ['not what it warns of', `${block(ADD)}\n\n**Don't** write this:\n${block(WRONG)}`],
    ['not the wrong way', `Right:\n${block(ADD)}\n\nWrong:\n${block(WRONG)}\nIt subtracts.`],
    ['not what a comment calls wrong', `${block(ADD)}\n\nCompare:\n${block(`# Wrong: subtracts\n${WRONG}`)}`],
    ['the fix', `This is wrong:\n${block(WRONG)}\nThe mistake is the sign. Fixed:\n${block(ADD)}`],
    ['what corrects a mistake', `${block(WRONG)}\nCorrecting the mistake, the right version is:\n${block(ADD)}`],
    ['not a later stub', `${block(ADD)}\n\nFill it in yourself:\n${block(STUB)}`],
    ['not a later head', `${block(ADD)}\n\nIts signature:\n${block('def add(x, y): ...')}`],
    ['not a stub that raises', `${block(ADD)}\n\n${block('def add(x, y):\n    raise NotImplementedError("later")')}`],
    ['not what the words after it call wrong', `${block(ADD)}\n\nSome write\n${block(WRONG)}\nwhich is wrong.`],
    ['not what does not work', `${block(ADD)}\n\nThis one does **not** work:\n\n${block(WRONG)}`],
    ['the last', `${block(WRONG)}\n\nAnd again:\n${block(ADD)}`],
  ])('%s is read', (_what, answer) => expect(read(answer)?.code).toBe(ADD))

  it('the block comes with the imports and helpers it uses', () => {
    const main = 'def add(x, y):\n    return reduce(plus, [x, y], ZERO)'
    const answer = [
      block('from functools import reduce\nimport os\n\nZERO = 0\nresult = add(1, 2)'),
      'Helper:',
      block('@staticmethod\ndef plus(a, b):\n    return operator.add(a, b)\n\n\ndef unused():\n    pass'),
      block(main),
      'It needs this as well:',
      block('import operator'),
      block('print(add(1, 2))'),
    ].join('\n\n')
    expect(read(answer)?.code).toBe(
      `from functools import reduce\n\nZERO = 0\n\n@staticmethod\ndef plus(a, b):\n    return operator.add(a, b)\n\nimport operator\n\n\n${main}`,
    )
  })

  it('a helper of its own wins over that of another block', () => {
    const main = 'def plus(a, b):\n    return a + b\n\ndef add(x, y):\n    return plus(x, y)'
    expect(read(`${block('def plus(a, b):\n    return 0')}\n${block(main)}`)?.code).toBe(main)
  })
})

describe('the entry point is defined', () => {
  it.each([
    ['under if', `import sys\nif sys.version_info > (3,):\n    ${ADD.replace('\n', '\n    ')}\nelse:\n    add = None`],
    ['under try', 'try:\n    from operator import add\nexcept ImportError:\n    add = lambda x, y: x + y'],
    ['by an import', 'from operator import add'],
    ['by an import under another name', 'from operator import (\n    sub,\n    __add__ as add,\n)'],
    ['by a call', 'from functools import partial\nadd = partial(lambda x, y: x + y)'],
    ['by a decorator that is called', 'def _add(x, y):\n    return x + y\n\nadd = cache(maxsize=None)(_add)'],
    ['by a lambda in brackets', 'add = (lambda x, y: x + y)'],
    ['by a static method', 'class S:\n    @staticmethod\n    def add(x, y):\n        return x + y\n\nadd = S.add'],
  ])('%s', (_how, code) => expect(read(block(code))).toMatchObject({ definesEntryPoint: true, code }))

  it.each([
    ['a variable of a body', 'add = x.copy()\nadd.append(y)\nreturn add'],
    ['a number', 'add = 3'],
    ['a nested function', 'def outer():\n    if True:\n        def add(x, y):\n            return 1'],
  ])('but not by %s', (_what, code) => expect(read(block(code))).toMatchObject({ definesEntryPoint: false }))
})

describe('code that looks like prose stays', () => {
  it.each([
    'match command:\n    case Point(x=0):\n        print("a b c")',
    'type Pair = tuple[int, int]',
    'print(f"{table["first name"]} is here.")',
    'x = 1.',
    'assert add(1, 2) == 3, "it adds. It does not subtract."',
    'lines = """\nThis is prose, and it stays.\n"""',
    'async def f(): pass',
    'from a import b as c',
    'x = [a for b in c if d not in e]',
    'total: int = 0',
    '# This comment explains it.',
    'x = y if z else w',
    'print x',
    'del x, y',
    'if not x is None and y: pass',
    "s = 'it''s'",
    '-x\n+y\n~z',
    '...',
  ])('%j', (code) => expect(read(block(`${code}\n\n${ADD}`))?.code).toBe(`${code}\n\n${ADD}`))
})

it('an outlined program knows where its characters stood', () => {
  const text = 'Here: ```python\nx = 1``` and\n\nthere: ```\ny\n```'
  const { text: loosened, original } = loosenFences(text)
  for (const word of ['Here', 'python', 'x = 1', 'there', 'y\n'])
    expect(original(loosened.indexOf(word))).toBe(text.indexOf(word))
})
