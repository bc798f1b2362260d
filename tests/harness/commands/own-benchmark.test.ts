/** Benchmarks of one's own on the command line, from declaration to verdict; replies are replayed. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { folderWith, jsonLines } from '../../helpers/own-benchmark.ts'

const LABELS = ['billing', 'technical', 'account']
const ROWS = Array.from({ length: 100 }, (_, at) => ({
  ticket: `Ticket ${at}`,
  label: LABELS[at % 3],
  channel: at % 2 ? 'mail' : 'chat',
}))
const YAML = 'data: tickets.jsonl\nprompt: "{ticket}"\ntarget: "{label}"\nscore: exact\ngroup: "{channel}"\n'
const replies = (wrong: number) =>
  jsonLines(ROWS.map(({ label }, at) => ({ id: `tickets/${at}`, completion: at < wrong ? 'none' : `${label}.` })))
const FILES = {
  'tickets.benchmark.yaml': YAML,
  'tickets.jsonl': jsonLines(ROWS),
  'base.jsonl': replies(10),
  'same.jsonl': replies(11),
  'worse.jsonl': replies(50),
}
const against = (model: string) => ['--baseline', 'base=replay/base.jsonl', '--model', `${model}=replay/${model}.jsonl`]
const runs = async (cwd: string) =>
  (await readdir(join(cwd, 'evalkit-runs'))).sort().map((run) => `evalkit-runs/${run}`)

describe('a declaration beside its data', () => {
  it('is run by the name of its benchmark, and by its file', async () => {
    const cwd = await folderWith(FILES)
    for (const name of ['tickets', './tickets.benchmark.yaml']) {
      const { code, stdout } = await evalkit(['run', name, '--model', 'base=replay/base.jsonl', '--json'], { cwd })
      expect(code).toBe(0)
      expect(JSON.parse(stdout).runs).toMatchObject([{ benchmark: 'tickets', correct: 90, n: 100 }])
    }
    const [folder = ''] = await runs(cwd)
    const manifest = JSON.parse(await readFile(join(cwd, folder, 'manifest.json'), 'utf8'))
    expect(manifest.benchmark).toMatchObject({ name: 'tickets', source: 'tickets.benchmark.yaml' })
  })

  it.each([
    ['same', 0],
    ['worse', 10],
  ])('is gated by its own margin: a model that is %s ends with %d', async (model, expected) => {
    const cwd = await folderWith({ ...FILES, 'tickets.benchmark.yaml': `${YAML}margin: 8\n` })
    expect((await evalkit(['run', 'tickets', ...against(model), '--gate'], { cwd })).code).toBe(expected)
  })

  it('is found again, and gated by its own margin, in runs that were rescored', async () => {
    const { 'tickets.benchmark.yaml': _, ...files } = FILES
    const yaml = `${YAML.replace('tickets', '../tickets')}margin: 8\n`
    const cwd = await folderWith({ ...files, 'own/tickets.benchmark.yaml': yaml })
    await evalkit(['run', 'own/tickets.benchmark.yaml', ...against('same')], { cwd })
    const made = await runs(cwd)
    expect((await evalkit(['rescore', ...made], { cwd })).code).toBe(0)
    const rescored = (await runs(cwd)).filter((run) => !made.includes(run))
    const baseline = rescored.filter((run) => run.includes('_base_'))
    const candidate = rescored.filter((run) => run.includes('_same_'))
    expect(await evalkit(['gate', ...baseline, ...candidate], { cwd })).toMatchObject({ code: 0 })
    expect(await evalkit(['rescore', ...candidate], { cwd })).toMatchObject({ code: 0 })
  })

  it('is saved as a baseline by its file', async () => {
    const cwd = await folderWith(FILES)
    const set = ['baseline', 'set', 'main', './tickets.benchmark.yaml', '--model', 'base=replay/base.jsonl']
    expect(await evalkit(set, { cwd })).toMatchObject({ code: 0 })
    const run = ['run', 'tickets', '--model', 'same=replay/same.jsonl', '--baseline', '@main', '--json']
    const { stdout } = await evalkit(run, { cwd })
    expect(JSON.parse(stdout).comparisons).toMatchObject([{ benchmark: 'tickets', baseline: 'base', lost: 1 }])
  })

  it('without a margin is not gated before it has run, and afterwards the gate says what the runs suggest', async () => {
    const cwd = await folderWith(FILES)
    const before = await evalkit(['run', 'tickets', ...against('same'), '--gate'], { cwd })
    expect(before).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no margin is known.*\n.*without --gate first/),
    })
    expect((await evalkit(['run', 'tickets', ...against('same')], { cwd })).code).toBe(0)
    const gate = ['gate', ...(await runs(cwd))]
    const after = await evalkit(gate, { cwd })
    expect(after.code).toBe(2)
    const [, margin = '', file = ''] = /suggest ([\d.]+):.*as "margin:" in (\S+)\.\n/.exec(after.stderr) ?? []
    await writeFile(join(cwd, file), `${YAML}margin: ${margin}\n`)
    expect(await evalkit(gate, { cwd })).toMatchObject({ code: 0, stdout: expect.stringContaining('PASS') })
  })

  it('that has changed in between cannot be compared', async () => {
    const cwd = await folderWith(FILES)
    await evalkit(['run', 'tickets', '--model', 'base=replay/base.jsonl'], { cwd })
    await writeFile(join(cwd, 'tickets.benchmark.yaml'), YAML.replace('"{ticket}"', '"Well: {ticket}"'))
    await evalkit(['run', 'tickets', '--model', 'same=replay/same.jsonl'], { cwd })
    expect(await evalkit(['compare', ...(await runs(cwd))], { cwd })).toMatchObject({
      code: 12,
      stderr: expect.stringMatching(/benchmark-version/),
    })
  })

  it('is rescored, resumed, planned and listed like any other', async () => {
    const cwd = await folderWith({ ...FILES, 'tickets.benchmark.yaml': `${YAML}margin: 8\n` })
    await evalkit(['run', 'tickets', '--model', 'base=replay/base.jsonl'], { cwd })
    const [run = ''] = await runs(cwd)
    expect(await evalkit(['rescore', run, '--rule', 'contains'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('rule contains'),
    })
    const resumed = await evalkit(['run', 'tickets', '--model', 'base=replay/base.jsonl', '--resume'], { cwd })
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing is requested again') })
    expect(await evalkit(['plan', 'tickets'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/tickets/),
    })
    expect((await evalkit(['list', 'benchmarks'], { cwd })).stdout).toMatch(/\ntickets +your own, scored by exact/)
    expect((await evalkit(['data', 'list', 'tickets'], { cwd })).stdout).toMatch(/tickets\.jsonl/)
  })
})

it('is searched for in training data by its name', async () => {
  const question = 'Where on earth did the parcel with the blue ribbon and the two red shoes go last week'
  const rows = [{ ticket: question, label: 'billing', channel: 'mail' }]
  const cwd = await folderWith({
    ...FILES,
    'tickets.jsonl': jsonLines(rows),
    'sft.jsonl': jsonLines([{ text: `Q: ${question}` }, { text: 'nothing of it' }]),
  })
  const { code, stdout } = await evalkit(
    ['contamination', '--train', 'sft.jsonl', '--benchmarks', 'tickets', '--json'],
    { cwd },
  )
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ contaminated: 1, benchmarks: [{ benchmark: 'tickets', samples: 1 }] })
})

it('is continued where a run was cut off, and only what is missing is requested', async () => {
  const half = FILES['base.jsonl'].split('\n').slice(0, 40).join('\n')
  const cwd = await folderWith({ ...FILES, 'part.jsonl': half })
  const command = ['run', 'tickets', '--model', 'm=replay/part.jsonl', '--json']
  expect((await evalkit(command, { cwd })).code).toBe(3)
  await writeFile(join(cwd, 'part.jsonl'), FILES['base.jsonl'])
  const { code, stdout } = await evalkit([...command, '--retry-errors'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout).runs).toMatchObject([{ n: 100, correct: 90, unscored: 0 }])
})

describe('the config file', () => {
  it('lists files, and holds declarations', async () => {
    const config = `benchmarks:\n  - sub/other.benchmark.yaml\n  - name: inline\n    ${YAML.trim().replaceAll('\n', '\n    ')}\ngate:\n  benchmarks:\n    inline: { margin: 8 }\n    other: { margin: 9 }\n`
    const cwd = await folderWith({
      ...FILES,
      'evalkit.config.yaml': config,
      'sub/other.benchmark.yaml': YAML,
      'sub/tickets.jsonl': FILES['tickets.jsonl'],
      'inline.jsonl': replies(3).replaceAll('tickets/', 'inline/'),
      'other.jsonl': replies(4).replaceAll('tickets/', 'other/'),
    })
    for (const [name, correct] of [
      ['inline', 97],
      ['other', 96],
    ] as const) {
      const { stdout, stderr } = await evalkit(['run', name, '--model', `replay/${name}.jsonl`, '--json'], { cwd })
      expect(stderr).not.toMatch(/^evalkit:/m)
      expect(JSON.parse(stdout).runs).toMatchObject([{ benchmark: name, correct }])
    }
  })

  it.each([
    ['benchmarks:\n  - name: x\n    promt: y\n', /evalkit\.config\.yaml:3: unknown field benchmarks\.0\.promt/],
    ['benchmarks: tickets\n', /evalkit\.config\.yaml:1: benchmarks must be array/],
    ['gate:\n  benchmarks:\n    tikets: { margin: 3 }\n', /unknown field gate\.benchmarks\.tikets/],
  ])('%j is refused with its line', async (text, says) => {
    const cwd = await folderWith({ ...FILES, 'evalkit.config.yaml': text })
    expect(await evalkit(['run', 'tickets', '--model', 'replay/base.jsonl'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(says),
    })
  })
})

describe('a name', () => {
  it('that comes with evalkit is refused', async () => {
    const cwd = await folderWith({ ...FILES, 'x.benchmark.yaml': `name: gsm8k\n${YAML}` })
    expect(await evalkit(['run', 'x.benchmark.yaml', '--model', 'replay/base.jsonl'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/x\.benchmark\.yaml: gsm8k is the name of a benchmark that comes with evalkit/),
    })
  })

  it('that nothing has tells how one’s own is found', async () => {
    const cwd = await folderWith(FILES)
    expect(await evalkit(['run', 'tikets', '--model', 'replay/base.jsonl'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/unknown benchmark "tikets"\n.*tikets\.benchmark\.yaml/),
    })
  })
})
