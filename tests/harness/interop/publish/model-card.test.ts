import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  type NewEntry,
  type NewIndexEntry,
  withEvalResults,
  withModelIndex,
} from '../../../../harness/interop/publish/model-card.ts'
import { UsageError } from '../../../../results/errors.ts'

/** An entry as a card has it; `by` is what it is known by. */
const entry = (by: string, value: number, text = 'accuracy, 95% interval 1.0 to 2.0') => ({
  value: {
    task: { type: 'text-generation' },
    metrics: [{ type: 'accuracy', value, name: text, args: { by } }] as const,
  },
  isOwn: (other: unknown) => (other as { args?: { by?: unknown } } | null)?.args?.by === by,
})

const added = (card: string, ...entries: NewIndexEntry[]) => withModelIndex(card, 'README.md', 'tiny', entries)

const frontMatter = (card: string) => parse(/^\uFEFF?\s*---\r?\n([\s\S]*?)^---\s*$/m.exec(card)?.[1] ?? '')

describe('a model card', () => {
  it('gets entries behind those of others', () => {
    const card =
      '---\nlicense:   "mit"  # ours\nmodel-index: # kept\n- name: mine\n  results:\n  - task: {type: x}\n    # of x\n# end\n\ntags: [a,\n b]\n---\n\n# Card\n'
    expect(added(card, entry('evalkit', 50))).toBe(
      card.replace(
        '    # of x\n',
        `    # of x
  - task:
      type: text-generation
    metrics:
      - type: accuracy
        value: 50
        name: accuracy, 95% interval 1.0 to 2.0
        args:
          by: evalkit
`,
      ),
    )
  })

  it('without front matter gets one', () =>
    expect(added('# Card\r\n', entry('evalkit', 50))).toMatch(
      /^---\r\nmodel-index:\r\n- name: tiny\r\n {2}results:\r\n {4}- task:\r\n.*args:\r\n {12}by: evalkit\r\n---\r\n\r\n# Card\r\n$/s,
    ))

  it.each([
    ['', 'an empty file'],
    ['---\n---\n', 'empty front matter'],
    ['---\nlicense: mit\n---', 'no line end at its end'],
    ['\uFEFF---\r\nlicense: mit\r\n---\r\n# Karte', 'a byte order mark'],
    ['\n\n---\nlicense: mit\n---\n', 'empty lines above'],
    ['---\nmodel-index:\n---\n', 'no models'],
    ['---\nmodel-index: []  # none\n---\n', 'an empty list of models'],
    ['---\nmodel-index: null\ntags: [a]\n---\n', 'a null'],
    ['---\nmodel-index:\n- name: mine\n  results: []\nlicense: mit\n---\n', 'the empty results of a trainer'],
    ['---\nmodel-index:\n- name: mine\n  results: # none yet\n    []\n---\n', 'an empty list below'],
    ['---\nmodel-index:\n- name: mine\nlicense: mit\n---\n', 'a model without results'],
    ['---\nmodel-index:\n  -   results:\n      -   task: 1\n      name: mine\n---\n', 'wide dashes'],
    ['---\nmodel-index: [{name: mine, results: [{task: {type: x}}]}]\n---\n', 'braces'],
    ['---\nmodel-index:\n- {name: mine, results: []}\n---\n', 'empty braces'],
    ['---\nmodel-index:\n- {name: mine}\n---\n', 'braces without results'],
    [
      '---\nmodel-index:\n- name: mine\n  results: [\n    {task: 1}, # one\n    {task: 2}\n  ]\n---\n',
      'brackets over several lines',
    ],
    ['---\nmodel-index:\n- name: mine\n  results:\n  - task: |\n      text\n---\n', 'a block of text'],
    ['---\nmodel-index:\n- name: mine\n  results:\n  - task:\n---\n', 'a key without a value'],
    ['---\nabout: >\n  --- is no end\n---\n', 'dashes in a text'],
  ])('%j (%s) keeps everything else, and says what was added', (card) => {
    const first = added(card, entry('evalkit', 50), entry('other', 60))
    const { 'model-index': models, ...others } = frontMatter(first)
    const { 'model-index': before = [], ...kept } = frontMatter(card) ?? {}
    expect(others).toEqual(kept)
    expect(models).toHaveLength(1)
    const results = before?.[0]?.results ?? []
    expect(models[0].results).toEqual([...results, entry('evalkit', 50).value, entry('other', 60).value])
    expect(added(first, entry('evalkit', 50))).toBe(first)
    const second = added(first, entry('evalkit', 70))
    expect(frontMatter(second)['model-index'][0].results).toEqual([
      ...results,
      entry('evalkit', 70).value,
      entry('other', 60).value,
    ])
    expect(added(second, entry('evalkit', 50))).toBe(first)
  })

  it('of several models gets entries of the one that is meant', () => {
    const card = '---\nmodel-index:\n- name: first\n  results: []\n- name: tiny\n  results: []\n---\n'
    expect(frontMatter(added(card, entry('evalkit', 50)))['model-index']).toMatchObject([
      { results: [] },
      { results: [{}] },
    ])
  })

  it('keeps metrics of others in the entry that its own one was joined with', () => {
    const card = `---
model-index:
- name: tiny
  results:
  - task: {type: x}
    metrics:
    - {type: f1, value: 1} # theirs
    - type: accuracy
      value: 40
      args: {by: evalkit}
    # after
  - metrics: [{type: f1, value: 2}, {value: 30, args: {by: other}}]
---
`
    const [own, other] = [entry('evalkit', 50, 'new'), entry('other', 60, 'new')]
    const first = added(card, own, other)
    expect(first).toContain('    - {type: f1, value: 1} # theirs\n')
    expect(first).toContain('    # after\n')
    const [{ results }] = frontMatter(first)['model-index']
    expect(results).toEqual([
      { task: { type: 'x' }, metrics: [{ type: 'f1', value: 1 }, own.value.metrics[0]] },
      { metrics: [{ type: 'f1', value: 2 }, other.value.metrics[0]] },
    ])
    expect(added(first, own, other)).toBe(first)
    expect(added(added(first, entry('evalkit', 51)), own)).toBe(first)
  })

  it('is read alike by readers of YAML 1.1, where on, 12:30 and 1_000 are no texts', () => {
    for (const name of ['on', 'no', '12:30', '1_000', '2026-11-28']) {
      const made = withModelIndex('', 'README.md', name, [entry('evalkit', 50)])
      const [, yaml = ''] = made.split('---\n')
      for (const version of ['1.1', '1.2'] as const) {
        expect(parse(yaml, { version })['model-index'][0].name).toBe(name)
      }
    }
  })

  it.each([
    ['---\nlicense: mit\n', /README\.md: its front matter begins in the first line with --- and does not end/],
    ['---\nlicense: "mit\n---\n', /README\.md:\d: not YAML/],
    ['---\nlicense: mit\n\tname: x\n---\n', /README\.md:3: not YAML/],
    ['---\na: 1\na: 2\n---\n', /README\.md:3: not YAML: Map keys must be unique/],
    ['---\na: *nothing\n---\n', /not YAML|cannot be resolved/],
    ['---\n- a list\n---\n', /not a list of keys and values/],
    ['---\na text\n---\n', /not a list of keys and values/],
    ['---\n{license: mit}\n---\n', /in braces/],
    ['---\n? license\n: mit\n---\n', /cannot be added to/],
    ['---\rlicense: mit\r---\r', /carriage return alone/],
    ['---\nmodel-index: {name: x}\n---\n', /model-index is not a list of models/],
    ['---\nmodel-index: [x]\n---\n', /model-index is not a list of models/],
    ['---\nmodel-index:\n- name: x\n  results: 5\n---\n', /the results are not a list/],
  ])('%j is refused, with where and what to do', (card, words) => {
    const publish = () => added(card, entry('evalkit', 50))
    expect(publish).toThrow(UsageError)
    expect(publish).toThrow(words)
    try {
      publish()
    } catch (error) {
      expect((error as UsageError).hint).toMatch(/^Nothing was changed\. /)
    }
  })

  it('is changed in one place only, however it is written', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/)
    const scalar = fc.oneof(
      word,
      word.map((text) => `"${text}: #"`),
      word.map((text) => `'${text}'`),
      fc.integer().map(String),
    )
    const comment = fc.constantFrom('', '  # why', '\t# tab')
    const own = (indent: string) =>
      fc
        .array(fc.tuple(scalar, comment, fc.constantFrom('', `\n${indent}  # below`, '\n')), {
          minLength: 1,
          maxLength: 3,
        })
        .map((entries) => entries.map(([value, tail, below]) => `${indent}- task: ${value}${tail}${below}`).join('\n'))
    const index = fc
      .constantFrom('', '  ', '    ')
      .chain((indent) =>
        own(`${indent}  `).map(
          (results) => `model-index:\n${indent}- name: "x" # its name\n${indent}  results:\n${results}`,
        ),
      )
    const line = fc.oneof(
      fc.tuple(word, scalar, comment).map(([key, value, tail]) => `k${key}:  ${value}${tail}`),
      word.map((text) => `# ${text}`),
      fc.constant(''),
    )
    const lines = fc.uniqueArray(line, { maxLength: 4, selector: (text) => text.split(':')[0] })
    const card = fc.tuple(lines, index, lines, fc.constantFrom('\n', '\r\n'), fc.string())
    fc.assert(
      fc.property(card, ([above, middle, below, end, body]) => {
        const keys = new Set(above.map((text) => text.split(':')[0]))
        const yaml = [...above, middle, ...below.filter((text) => !keys.has(text.split(':')[0]))]
        const text = `---\n${yaml.join('\n')}\n---\n`.replaceAll('\n', end) + body
        const first = added(text, entry('evalkit', 50))
        const start = text.split('').findIndex((_, at) => text[at] !== first[at])
        const at = start === -1 ? text.length : start
        const kept = text.length - at
        expect(first.endsWith(text.slice(at))).toBe(true)
        expect(first.slice(at, first.length - kept).replaceAll('\r\n', '\n')).toContain('value: 50')
        expect(added(first, entry('evalkit', 50))).toBe(first)
        expect(added(added(first, entry('evalkit', 51, 'another: "text" #')), entry('evalkit', 50))).toBe(first)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a file of .eval_results', () => {
  const result = (value: number, notes: string): NewEntry => ({
    value: { dataset: { id: 'openai/gsm8k', task_id: 'gsm8k' }, value, notes },
    isOwn: (other) => String((other as { notes?: unknown } | null)?.notes).startsWith('evalkit'),
  })

  it('is made, and made again with the same bytes', () => {
    const first = withEvalResults(undefined, 'a.yaml', [result(50, 'evalkit: 95% interval')])
    expect(first).toBe(
      '- dataset:\n    id: openai/gsm8k\n    task_id: gsm8k\n  value: 50\n  notes: "evalkit: 95% interval"\n',
    )
    expect(withEvalResults(first, 'a.yaml', [result(50, 'evalkit: 95% interval')])).toBe(first)
  })

  it('keeps the results of others, byte for byte', () => {
    const others = '# ours\r\n- dataset: {id: x}   # x\r\n  value: 0.10\r\n'
    const first = withEvalResults(others, 'a.yaml', [result(50, 'evalkit')])
    expect(first.startsWith(others)).toBe(true)
    expect(parse(first)).toHaveLength(2)
    const second = withEvalResults(first, 'a.yaml', [result(60, 'evalkit')])
    expect(second).toBe(first.replace('50', '60'))
  })

  it.each(['key: value\n', 'a text', '- [', '{}'])('%j is refused', (text) =>
    expect(() => withEvalResults(text, 'a.yaml', [result(50, 'evalkit')])).toThrow(UsageError),
  )
})
