/** `evalkit benchmark`: declarations are written and checked, and no model is needed. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { folderWith, jsonLines } from '../../helpers/own-benchmark.ts'

const LABELS = ['billing', 'technical', 'account']
const TICKETS = Array.from({ length: 60 }, (_, at) => ({
  ticket: `Ticket number ${at}: ${'abcdefghij'[at % 10]}${at} does not ${'klmnopqrst'[at % 7]} any more`,
  label: LABELS[at % 3],
  channel: at % 2 ? 'mail' : 'chat',
}))
const YAML =
  'data: tickets.jsonl\nprompt: "{ticket}\\n\\nWhich team?"\ntarget: "{label}"\nscore: exact\ngroup: "{channel}"\n'
const FILES = { 'tickets.benchmark.yaml': YAML, 'tickets.jsonl': jsonLines(TICKETS) }
const CHECK = ['benchmark', 'check', 'tickets.benchmark.yaml']

describe('evalkit benchmark check', () => {
  it('shows three prompts, tries the right answers, and says what so many samples can show', async () => {
    const { code, stdout } = await evalkit(CHECK, { cwd: await folderWith(FILES) })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^tickets, version \d+\n {2}60 samples in tickets\.jsonl \(sha256 [0-9a-f]{12}\)/)
    expect(stdout).toMatch(/groups: chat 30, mail 30/)
    for (const place of [0, 29, 59]) expect(stdout).toContain(`[user]\n  │ ${TICKETS[place]?.ticket}\n`)
    expect(stdout).toMatch(/✓ all 60 score full marks/)
    expect(stdout).toMatch(/✓ no question is there twice/)
    expect(stdout).toMatch(/no margin is set; an equally good model passes one of [\d.]+ points with 80%/)
    expect(stdout).toMatch(/evalkit run tickets/)
  })

  it('says how often an equally good model passes the margin', async () => {
    const cwd = await folderWith({ ...FILES, 'tickets.benchmark.yaml': `${YAML}margin: 3\n` })
    const { stdout } = await evalkit([...CHECK, '--json'], { cwd })
    const { power } = JSON.parse(stdout).check
    expect(power).toMatchObject({ margin: 0.03, range: [0, 1] })
    expect(power.pass).toBeLessThan(0.3)
    expect(power.passableMargin).toBeGreaterThan(0.1)
    const wider = await folderWith({
      ...FILES,
      'tickets.benchmark.yaml': `${YAML}margin: ${100 * power.passableMargin}\n`,
    })
    const again = JSON.parse((await evalkit([...CHECK, '--json'], { cwd: wider })).stdout).check.power
    expect(again.pass).toBeGreaterThanOrEqual(0.8)
  })

  it('ends with 2 where a right answer does not score, and shows line, answer and target', async () => {
    const rows = [...TICKETS.slice(0, 50), { ticket: 'x y z', label: 'Answer: ? Answer: none', channel: 'mail' }]
    const cwd = await folderWith({
      ...FILES,
      'tickets.jsonl': jsonLines(rows),
      'tickets.benchmark.yaml': `${YAML}gold: "I say: {label}"\n`,
    })
    const { code, stdout } = await evalkit(CHECK, { cwd })
    expect(code).toBe(2)
    expect(stdout).toMatch(/✗ 51 of 51 do not score full marks/)
    expect(stdout).toMatch(
      /tickets\/0 \(line 1\): "I say: billing": the answer read is "I say: billing", the target "billing"/,
    )
    expect(stdout).toMatch(/… and 46 more/)
  })

  it('finds questions that are there twice, and whether their answers contradict each other', async () => {
    const first = 'My invoice of last month shows the same payment two times, and nobody answers my mail'
    const rows = [
      ...TICKETS,
      { ticket: first, label: 'billing', channel: 'mail' },
      { ticket: first, label: 'account', channel: 'mail' },
      { ticket: `${first.toUpperCase()}!`, label: 'billing', channel: 'mail' },
      { ticket: `${first} at all`, label: 'billing', channel: 'mail' },
    ]
    const cwd = await folderWith({ ...FILES, 'tickets.jsonl': jsonLines(rows) })
    const { code, stdout } = await evalkit([...CHECK, '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout).check.duplicates).toEqual([
      { id: 'tickets/61', of: 'tickets/60', kind: 'exact', contradicts: true },
      { id: 'tickets/62', of: 'tickets/60', kind: 'normalised', contradicts: false },
      { id: 'tickets/63', of: 'tickets/60', kind: 'near', contradicts: false },
    ])
  })

  it('finds prompts that do not fit the context', async () => {
    const rows = [...TICKETS, { ticket: 'long '.repeat(2000), label: 'billing', channel: 'mail' }]
    const cwd = await folderWith({ ...FILES, 'tickets.jsonl': jsonLines(rows) })
    expect(await evalkit([...CHECK, '--context', '4096'], { cwd })).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(/✗ 1 sample may not fit 4,096 tokens: tickets\/60/),
    })
    expect((await evalkit([...CHECK, '--context', '8192'], { cwd })).code).toBe(0)
  })

  it('finds its samples in training data', async () => {
    const sft = TICKETS.slice(0, 3).map(({ ticket }) => ({
      messages: [{ role: 'user', content: `Please help. ${ticket} ok` }],
    }))
    const cwd = await folderWith({ ...FILES, 'sft.jsonl': jsonLines([...sft, { text: 'something else entirely' }]) })
    const { code, stdout } = await evalkit([...CHECK, '--train', 'sft.jsonl', '--json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout).check.training).toMatchObject({
      records: 4,
      overlapping: [{ id: 'tickets/0' }, { id: 'tickets/1' }, { id: 'tickets/2' }],
    })
  })

  it('shows no prompt of a protected benchmark unless asked to', async () => {
    const cwd = await folderWith({ ...FILES, 'tickets.benchmark.yaml': `${YAML}protected: true\n` })
    expect((await evalkit(CHECK, { cwd })).stdout).not.toContain('Ticket number')
    expect((await evalkit([...CHECK, '--show-protected'], { cwd })).stdout).toContain('Ticket number')
  })
})

describe('evalkit benchmark init', () => {
  const drafted = async (data: string, text: string) => {
    const cwd = await folderWith({ [data]: text })
    const ended = await evalkit(['benchmark', 'init', data], { cwd })
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^wrote \S+\.benchmark\.yaml\n/) })
    const [, path = ''] = /^wrote (\S+)/.exec(ended.stdout) ?? []
    const checked = await evalkit(['benchmark', 'check', path], { cwd })
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ all \d+ score full marks/) })
    return readFile(join(cwd, path), 'utf8')
  }

  it.each([
    [
      'labels',
      'tickets.jsonl',
      jsonLines(TICKETS),
      ['{ticket}', 'account, billing, technical', 'target: "{label}"', 'score: exact', 'group: "{channel}"'],
    ],
    [
      'numbers',
      'sums.csv',
      'Question,Answer\n1+1?,2\n10*108?,"1,080"\n',
      ['{Question}', 'target: "{Answer}"', 'score: number'],
    ],
    [
      'solutions that end in ####',
      'gsm.jsonl',
      jsonLines([
        { question: 'a?', answer: 'so\n#### 4' },
        { question: 'b?', answer: 'thus\n#### 5' },
      ]),
      ['score: number'],
    ],
    [
      'options and a letter',
      'quiz.jsonl',
      jsonLines([{ question: 'a?', choices: ['x', 'y'], answer: 'B' }]),
      ['{options}', 'options: "{choices}"'],
    ],
    [
      'options and an index',
      'quiz.jsonl',
      jsonLines([
        { question: 'a?', choices: ['x', 'y'], answer: 0 },
        { question: 'b?', choices: ['x', 'y'], answer: 1 },
      ]),
      ['index: 0'],
    ],
    [
      'formulas',
      'math.jsonl',
      jsonLines([
        { problem: 'a?', answer: '\\frac{1}{2}' },
        { problem: 'b?', answer: 'x' },
        { problem: 'c?', answer: 'y' },
      ]),
      ['score: math', '\\boxed{{}}'],
    ],
    [
      'free text',
      'qa.jsonl',
      jsonLines(TICKETS.map(({ ticket }, at) => ({ input: ticket, output: `about ${at} things` }))),
      ['score: contains'],
    ],
    [
      'names nobody knows',
      'My Data.v2.jsonl',
      jsonLines([
        { frage: 'Wie heißt der längste Fluss?', lösung: 'Nil' },
        { frage: 'Wie heißt der höchste Berg?', lösung: 'Everest' },
      ]),
      ['name: my-data.v2', '{frage}', 'target: "{lösung}"'],
    ],
  ])('guesses from %s, and the draft passes its own check', async (_, data, text, parts) => {
    const draft = await drafted(data, text)
    for (const part of parts) expect(draft).toContain(part)
  })

  it('leaves a file that is there as it is', async () => {
    const cwd = await folderWith(FILES)
    expect(await evalkit(['benchmark', 'init', 'tickets.jsonl'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/tickets\.benchmark\.yaml: is there already\n.*benchmark check/),
    })
    expect(await readFile(join(cwd, 'tickets.benchmark.yaml'), 'utf8')).toBe(YAML)
  })

  it.each([
    ['data.txt', 'x', /not a data file/],
    ['data.jsonl', '', /holds no rows/],
    ['data.jsonl', '[1]\n', /data\.jsonl:1: not an object/],
    ['data.jsonl', '{"only": "x"}\n', /needs a column to ask and one with the right answer, and has only/],
  ])('refuses %s with %j', async (data, text, says) => {
    const cwd = await folderWith({ [data]: text })
    expect(await evalkit(['benchmark', 'init', data], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(says),
    })
    expect((await readdir(cwd)).filter((file) => file.endsWith('.yaml'))).toEqual([])
  })

  it('refuses a file that is not there, and an action that there is not', async () => {
    const cwd = await folderWith({})
    await writeFile(join(cwd, 'x'), '')
    expect((await evalkit(['benchmark', 'init', 'no.jsonl'], { cwd })).stderr).toMatch(/no\.jsonl: no such file/)
    expect((await evalkit(['benchmark', 'chek', 'x'], { cwd })).stderr).toMatch(
      /unknown action\n.*Did you mean "check"/,
    )
  })
})
