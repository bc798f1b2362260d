import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { loadSamples } from '../../../benchmarks/data/samples.ts'
import { protocolNamed } from '../../../benchmarks/index.ts'
import { loadBenchmarkFile } from '../../../benchmarks/own/load.ts'
import { EvalkitError } from '../../../results/errors.ts'
import { folderWith, jsonLines, ownQuiz } from '../../helpers/own-benchmark.ts'

const ROWS = [
  { question: 'Six times seven?', answer: 42, topic: 'sums' },
  { question: 'Two and two?', answer: '4', topic: 'sums' },
]
const YAML = 'data: rows.jsonl\nprompt: "{question}"\ntarget: "{answer}"\nscore: number\n'

describe('a benchmark of one’s own', () => {
  it('is read from ten lines, with the name of its file', async () => {
    const { benchmark, samples } = await ownQuiz(`${YAML}group: "{topic}"\nmargin: 3\n`, ROWS)
    expect(benchmark).toMatchObject({ name: 'quiz', metric: 'accuracy', margin: 3 })
    expect(samples).toEqual([
      { id: 'quiz/0', turns: ['Six times seven?'], target: '42', group: 'sums' },
      { id: 'quiz/1', turns: ['Two and two?'], target: '4', group: 'sums' },
    ])
  })

  it('records the sha256 of its data', async () => {
    const { loaded } = await ownQuiz(YAML, ROWS)
    expect(loaded.facts).toMatchObject({ size: 2, files: { 'rows.jsonl': expect.stringMatching(/^[0-9a-f]{64}$/) } })
  })

  it.each([
    ['exact', 'Answer: 42.', 1],
    ['exact', '43', 0],
    ['exact/strict', '42', 1],
    ['exact/strict', '42.', 0],
    ['contains', 'It must be 42, no doubt.', 1],
    ['number', 'So it is\n#### 42', 1],
    ['math', 'Thus $\\boxed{\\frac{84}{2}}$.', 1],
  ])('scores by %s: %j is %d', async (kind, reply, value) => {
    const { samples, score } = await ownQuiz(YAML.replace('number', kind), ROWS)
    const [sample] = samples
    expect(sample && (await score(sample, reply))).toMatchObject({ value })
  })

  it('takes any of several right answers', async () => {
    const yaml = YAML.replace('number', 'exact').replace('"{answer}"', '["{answer}", "{also}"]')
    const { samples, score } = await ownQuiz(yaml, [
      { question: 'q', answer: 'UK', also: ['Britain', 'United Kingdom'] },
    ])
    const [sample] = samples
    expect(sample).toMatchObject({ target: 'UK', alternatives: ['Britain', 'United Kingdom'] })
    for (const [reply, value] of [
      ['uk', 1],
      ['Britain.', 1],
      ['United Kingdom', 1],
      ['France', 0],
    ] as const) {
      expect(sample && (await score(sample, reply))).toMatchObject({ value })
    }
  })

  it('asks in a conversation that is given', async () => {
    const yaml = `data: rows.jsonl\nmessages:\n  - {role: system, content: Be brief.}\n  - {role: user, content: "{question}"}\n  - {role: assistant, content: "Hm."}\n  - {role: user, content: "Well, {question}"}\ntarget: "{answer}"\nscore: exact\n`
    const { samples } = await ownQuiz(yaml, ROWS)
    expect(samples[0]).toMatchObject({
      history: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Six times seven?' },
        { role: 'assistant', content: 'Hm.' },
      ],
      turns: ['Well, Six times seven?'],
    })
  })

  it('asks in turns', async () => {
    const { samples } = await ownQuiz(YAML.replace('prompt: "{question}"', 'turns: ["{question}", "Sure?"]'), ROWS)
    expect(samples[0]?.turns).toEqual(['Six times seven?', 'Sure?'])
  })

  it('samples for gates that ask several times, as built-in ones do', async () => {
    const { benchmark } = await ownQuiz(`${YAML}generation: {maxTokens: 64, topP: 1}\n`, ROWS)
    expect(benchmark.protocols.chat?.generation).toEqual({ temperature: 0, maxTokens: 64, topP: 1 })
    expect(benchmark.protocols.gate?.generation).toEqual({ temperature: 0.6, maxTokens: 64, topP: 0.95 })
  })
})

describe('its data', () => {
  const read = async (name: string, bytes: string | Buffer) => {
    const folder = await folderWith({ 'quiz.benchmark.yaml': YAML.replace('rows.jsonl', name) })
    await writeFile(join(folder, name), bytes)
    const benchmark = await loadBenchmarkFile(join(folder, 'quiz.benchmark.yaml'))
    const { protocol } = protocolNamed(benchmark, undefined)
    return (await loadSamples(benchmark, protocol, {}, { cacheDir: folder })).samples
  }

  it.each([
    ['rows.jsonl', jsonLines(ROWS)],
    ['rows.jsonl', `\uFEFF${jsonLines(ROWS)}\n`],
    ['rows.jsonl.gz', gzipSync(jsonLines(ROWS))],
    ['rows.csv', 'question,answer\nSix times seven?,42\n"Two and two?",4\n'],
    ['rows.csv', '\uFEFFquestion,answer\r\n"Six times seven?",42\r\nTwo and two?,4\r\n'],
  ])('may be %s', async (name, bytes) => {
    expect((await read(name, bytes)).map(({ turns, target }) => [turns[0], target])).toEqual([
      ['Six times seven?', '42'],
      ['Two and two?', '4'],
    ])
  })

  it('may be Parquet', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer')
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'question', data: ['Six times seven?'], type: 'STRING' },
        { name: 'answer', data: [42n], type: 'INT64' },
      ],
    })
    expect(await read('rows.parquet', Buffer.from(bytes))).toMatchObject([{ target: '42' }])
  })
})

describe('its version', () => {
  const versionOf = async (yaml: string) => (await ownQuiz(yaml, ROWS)).benchmark.version

  it.each([
    ['a comment', `# hello\n${YAML}# bye\n`],
    ['the order of fields', 'score: number\ntarget: "{answer}"\nprompt: "{question}"\ndata: rows.jsonl\n'],
    ['the way of quoting', YAML.replaceAll('"', "'")],
    ['its margin', `${YAML}margin: 5\n`],
    ['its description', `${YAML}about: numbers\n`],
    ['an example of a right reply', `${YAML}gold: "It is {answer}"\n`],
  ])('does not change with %s', async (_, yaml) => expect(await versionOf(yaml)).toBe(await versionOf(YAML)))

  it.each([
    ['its prompt', YAML.replace('{question}', '{question}!')],
    ['its score', YAML.replace('number', 'exact')],
    ['its settings', `${YAML}generation: {maxTokens: 64}\n`],
  ])('changes with %s', async (_, yaml) => expect(await versionOf(yaml)).not.toBe(await versionOf(YAML)))
})

describe('an error', () => {
  const BAD: readonly [when: string, yaml: string, says: RegExp, hints?: RegExp, rows?: readonly object[]][] = [
    ['an unknown field', `${YAML}promt: x\n`, /quiz\.benchmark\.yaml:5: unknown field promt/, /Did you mean "prompt"/],
    ['a value of the wrong type', `${YAML}margin: three\n`, /yaml:5: margin must be number/],
    ['a template without quotes', YAML.replace('"{question}"', '{question}'), /yaml:2: prompt must be string/],
    ['an unknown score', YAML.replace('number', 'numbr'), /yaml:4: score must be one of exact/],
    [
      'a placeholder that no column has',
      YAML.replace('{question}', '{qestion}'),
      /yaml:2: prompt: \{qestion\} is no column of .*rows\.jsonl/,
      /Did you mean "question"\? Columns: question, answer, topic/,
    ],
    ['a target that no column has', YAML.replace('{answer}', '{label}'), /yaml:3: target: \{label\} is no column/],
    ['a single brace', YAML.replace('{question}', '{question} {'), /yaml:2: prompt: a single "\{"/, /twice/],
    ['no prompt', YAML.replace(/prompt.*\n/, ''), /yaml: needs one of prompt, messages and turns, and there is none/],
    ['two prompts', `${YAML}turns: [a]\n`, /yaml:5: turns: needs one of .* there are prompt and turns/],
    ['no target', YAML.replace(/target.*\n/, ''), /yaml: has no target/, /target: "\{answer\}"/],
    [
      'a last message that is not the user’s',
      YAML.replace(
        'prompt: "{question}"',
        'messages:\n  - {role: user, content: a}\n  - {role: assistant, content: b}',
      ),
      /yaml:4: messages\.1: the last message/,
    ],
    [
      'an unknown role',
      YAML.replace('prompt: "{question}"', 'messages: [{role: robot, content: a}]'),
      /yaml:2: messages\.0\.role must be one of system, user, assistant/,
    ],
    ['broken YAML', 'data: "rows.jsonl\n', /quiz\.benchmark\.yaml: .*quote/i],
    [
      'a row without a value',
      YAML,
      /rows\.jsonl:2: "answer" is missing/,
      /leave the row out/,
      [ROWS[0] ?? {}, { question: 'x' }],
    ],
    [
      'a blank target',
      YAML,
      /rows\.jsonl:1: the target is empty: "answer"/,
      /Correct it there/,
      [{ question: 'x', answer: ' ' }],
    ],
    [
      'a target that is no number',
      YAML,
      /rows\.jsonl:1: the target "many" is not a number/,
      /score as exact/,
      [{ question: 'x', answer: 'many' }],
    ],
    [
      'two rows with one id',
      `${YAML}id: "{question}"\n`,
      /rows\.jsonl:2: the id quiz\/x is that of line 1/,
      /id of its own/,
      [
        { question: 'x', answer: 1 },
        { question: 'x', answer: 2 },
      ],
    ],
    ['an empty file', YAML, /rows\.jsonl: holds no rows/, /at least one row/, []],
    [
      'data that is not there',
      YAML.replace('rows.jsonl', 'nowhere.csv'),
      /nowhere\.csv: no such file/,
      /relative to that file/,
    ],
    [
      'a format that is not read',
      YAML.replace('rows.jsonl', 'rows.json'),
      /yaml:1: data: rows\.json is neither/,
      /jq -c/,
    ],
    [
      'other data than its sha256',
      `${YAML}sha256: ${'a'.repeat(64)}\n`,
      /rows\.jsonl: sha256 is .*expected a{64}/,
      /has changed/,
    ],
  ]

  const cases = BAD.map(([when, yaml, says, hints = /^/, rows = ROWS]) => ({ when, yaml, says, hints, rows }))

  it.each(cases)('about $when names the place and the next step', async ({ yaml, says, hints, rows }) => {
    const failure = await ownQuiz(yaml, rows).catch((error) => error)
    expect(failure).toBeInstanceOf(EvalkitError)
    expect(failure.message).toMatch(says)
    expect(failure.hint ?? '').toMatch(hints)
  })

  it('about a torn line tells to correct it, and not to fetch anything', async () => {
    const failure = await ownQuiz(YAML, [], { 'rows.jsonl': `${jsonLines(ROWS)}{"question":\n` }).catch(
      (error) => error,
    )
    expect(failure.message).toMatch(/rows\.jsonl:3: not a JSON object/)
    expect(failure.hint).not.toMatch(/fetch/)
  })

  it('about a file that is not there tells how to write one', async () => {
    const failure = await loadBenchmarkFile('nowhere/x.benchmark.yaml').catch((error) => error)
    expect(failure).toMatchObject({
      message: 'nowhere/x.benchmark.yaml: no such file',
      hint: expect.stringMatching(/benchmark init/),
    })
  })
})
