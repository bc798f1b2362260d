import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundledFile } from '../../../benchmarks/bundled.ts'
import { evalkit, LAUNCHER } from '../../helpers/evalkit.ts'
import { processEnvironment } from '../../helpers/evalkit-process.ts'
import { fakeBatches, ok } from '../../helpers/fake-batches.ts'
import { type FakeAnswer, type FakeRequest, fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { withoutProgress } from '../../helpers/without-progress.ts'

const CONFIG = fileURLToPath(new URL('../../../harness/training/paper.config.yaml', import.meta.url))
const SUMMARY = 'Both numbers are added.'

const lines = (records: readonly unknown[]) => `${records.map((record) => JSON.stringify(record)).join('\n')}\n`
const read = async (path: string) =>
  (await readFile(path, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

async function folder(prompts: string | readonly unknown[]) {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'prompts.jsonl'), typeof prompts === 'string' ? prompts : lines(prompts))
  return cwd
}

/** `What is 3 plus 4?`, with its answer by the collection. */
const sum = (a: number, b: number, response = `It is ${a + b}.\n#### ${a + b}`) => ({
  prompt: `What is ${a} plus ${b}?`,
  response,
  target: String(a + b),
  benchmark: 'gsm8k',
})

const SUMS = Array.from({ length: 12 }, (_, i) => sum(i, 100))
const asked = ({ body }: FakeRequest): string => body.messages.at(-1).content
const isSummary = (request: FakeRequest) => asked(request).includes('<notes>')

/** Adds, and is wrong where told so. */
function adder(wrong: (a: number) => boolean = () => false) {
  return (request: FakeRequest): FakeAnswer => {
    if (isSummary(request)) return SUMMARY
    const [, a = 0, b = 0] = (/(\d+) plus (\d+)/.exec(asked(request)) ?? []).map(Number)
    return `<think>\n${a} and ${b}, so ${a + b}.\n</think>\n\nThe sum is ${wrong(a) ? 0 : a + b}.\n#### ${wrong(a) ? 0 : a + b}`
  }
}

const args = (url: string, ...more: string[]) => [
  ...['sft', 'build', '--prompts', 'prompts.jsonl', '--teacher', `r1=openai/r1@${url}`, '-o', 'data', ...more],
]

describe('the config for the paper’s four models', () => {
  it('can be read, and names them', async () => {
    const { code, stdout } = await evalkit(['list', 'models', '--config', CONFIG], { cwd: await temporaryFolder() })
    expect(code).toBe(0)
    for (const name of ['original', 'direct', 'think-summary', 'control'])
      expect(stdout).toMatch(new RegExp(`^${name} `, 'm'))
  })
})

const gsm8k = sharedData('gsm8k/test.jsonl')

it.skipIf(gsm8k === undefined)(
  'the paper’s comparison runs by that config [needs the shared data sets]',
  async () => {
    const server = await fakeOpenAi(({ body: { model } }: FakeRequest) =>
      model === 'judge' ? "Rating: [[7]] {'综合得分': 7}" : 'The answer is \\boxed{1}.',
    )
    const cwd = await temporaryFolder()
    const config = await readFile(CONFIG, 'utf8')
    await writeFile(join(cwd, 'evalkit.config.yaml'), config.replaceAll(/http:\/\/gpu\d:8000\/v1/g, server.url))
    const models = ['direct', 'think-summary', 'control'].flatMap((name) => ['--model', name])
    const judge = ['--judge', `openai/judge@${server.url}`]
    const { code, stdout } = await evalkit(
      ['run', 'paper', '--baseline', 'original', ...models, ...judge, '--limit', 'first:1', '--reference', 'paper'],
      { cwd, env: { EVALKIT_DATA_DIR: join(gsm8k as string, '../..') } },
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^model +gpqa-diamond +gsm8k +mmlu +humaneval +ifeval +alignbench +mt-bench$/m)
    expect(stdout).toMatch(
      /^paper: think-summary † +47\.7 ± 6\.9 +91\.4 ± 1\.5 +81\.0 ± 0\.6 +86\.0 ± 5\.3 +61\.2 ± 4\.1 +7\.2 +7\.9$/m,
    )
    expect(stdout).toMatch(/† published, not measured here; ± computed by us/)
  },
  120_000,
)

describe('evalkit sft build', () => {
  it('makes variants of the same prompts in the same order, of right answers only, and explains what is left out', async () => {
    const teacher = await fakeOpenAi(adder((a) => a % 3 === 1))
    const prompts = [...SUMS, SUMS[2], sum(50, 1, 'It is 52.'), { prompt: 'What is 1 plus 1?' }]
    const cwd = await folder(`\ufeff${lines(prompts)}`)
    const { code, stdout, stderr } = await evalkit(args(teacher.url, '--verify', '--validation', '25%', '--json'), {
      cwd,
    })
    expect([code, withoutProgress(stderr)]).toEqual([0, ''])

    const kept = [0, 2, 3, 5, 6, 8, 9, 11]
    const manifest = JSON.parse(stdout)
    expect(manifest).toMatchObject({
      kept: { prompts: 8, rows: 8, validation: 2 },
      dropped: { wrong: 4, duplicate: 1, 'original-wrong': 1, 'no-response': 1 },
      answers: { kept: 8, wrong: 4 },
      prompts: { records: 15, verified: { number: 14 } },
    })
    const data = join(cwd, 'data')
    expect(JSON.parse(await readFile(join(data, 'manifest.json'), 'utf8'))).toEqual(manifest)
    const rows = await read(join(data, 'rows.jsonl'))
    expect(rows.map(({ line }) => line).sort((a, b) => a - b)).toEqual(kept.map((i) => i + 1))
    for (const [suffix, split] of [
      ['', 'train'],
      ['.validation', 'validation'],
    ] as const) {
      const sums = rows.filter((row) => row.split === split).map(({ line }) => line - 1)
      const expected = (response: (a: number) => string) =>
        sums.map((a) => ({
          messages: [
            { role: 'user', content: `What is ${a} plus 100?` },
            { role: 'assistant', content: response(a) },
          ],
        }))
      const answer = (a: number) => `The sum is ${a + 100}.\n#### ${a + 100}`
      expect(await read(join(data, `original${suffix}.jsonl`))).toEqual(expected((a) => SUMS[a]?.response ?? ''))
      expect(await read(join(data, `direct${suffix}.jsonl`))).toEqual(expected(answer))
      expect(await read(join(data, `think-summary${suffix}.jsonl`))).toEqual(
        expected((a) => `${SUMMARY}\n\n${answer(a)}`),
      )
    }
    const card = await readFile(join(data, 'data-card.md'), 'utf8')
    for (const part of ['`wrong`: 2, 5, 8, 11', '`duplicate`: 13', '`original-wrong`: 14', '`no-response`: 15']) {
      expect(card).toContain(part)
    }
    // Nothing is asked of what is left out before, and no summary of what is left out after.
    expect(teacher.requests.filter((request) => !isSummary(request))).toHaveLength(12)
    expect(teacher.requests.filter(isSummary)).toHaveLength(8)
  })

  it('keeps conversations, and writes them as trainers want them', async () => {
    const teacher = await fakeOpenAi('<think>Hm.</think>Rain.')
    const history = [
      { role: 'system', content: 'Answer in one word.' },
      { role: 'user', content: 'What is wet?' },
      { role: 'assistant', content: 'Snow.' },
      { role: 'user', content: 'What else?' },
    ]
    const cwd = await folder([{ messages: [...history, { role: 'assistant', content: 'Fog.' }] }])
    const more = ['--variants', 'direct', '--system', 'Think.', '--format', 'alpaca']
    const { code, stderr } = await evalkit(args(teacher.url, ...more), { cwd })
    expect([code, withoutProgress(stderr)]).toEqual([0, ''])
    expect(teacher.requests[0]?.body.messages).toEqual(history)
    expect(await read(join(cwd, 'data/direct.jsonl'))).toEqual([
      {
        system: 'Answer in one word.',
        history: [['What is wet?', 'Snow.']],
        instruction: 'What else?',
        input: '',
        output: 'Rain.',
      },
    ])
  })

  it('writes nothing while replies are missing, and then asks for those alone', async () => {
    let isDown = true
    const good = adder()
    const teacher = await fakeOpenAi((request) =>
      isDown && asked(request).includes(' 7 plus') ? status(400, 'not now') : good(request),
    )
    const cwd = await folder(SUMS)
    const build = args(teacher.url, '--variants', 'direct', '--max-retries', '0')
    const first = await evalkit(build, { cwd })
    expect([first.code, first.stderr]).toEqual([3, expect.stringMatching(/1 sample without a reply \(.*--resume/s)])
    expect(existsSync(join(cwd, 'data/manifest.json')) || existsSync(join(cwd, 'data/direct.jsonl'))).toBe(false)

    isDown = false
    const again = await evalkit(build, { cwd })
    expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/data: the folder holds a build.*--resume/s)])
    const resumed = await evalkit([...build, '--resume'], { cwd })
    expect(resumed.code).toBe(0)
    expect(await read(join(cwd, 'data/direct.jsonl'))).toHaveLength(12)
    expect(teacher.requests).toHaveLength(13)
  })

  it('asks for no second answer to a prompt that has a good one, until more than the first are wanted', async () => {
    const isRight = new Map<string, number>()
    const teacher = await fakeOpenAi((request) => {
      const question = asked(request)
      const times = (isRight.get(question) ?? 0) + 1
      isRight.set(question, times)
      return adder((a) => times <= a)(request)
    })
    const cwd = await folder(SUMS.slice(0, 4))
    const build = args(teacher.url, '--variants', 'direct', '--verify', '--repeats', '3', '--max-connections', '1')
    const first = await evalkit([...build, '--json'], { cwd })
    expect(first.code).toBe(0)
    // Right at once, at the second, at the third, and never.
    expect(teacher.requests).toHaveLength(1 + 2 + 3 + 3)
    expect(JSON.parse(first.stdout)).toMatchObject({
      teacher: { notNeeded: 3 },
      answers: { kept: 3, wrong: 6 },
      dropped: { wrong: 1 },
    })
    expect(await readFile(join(cwd, 'data/data-card.md'), 'utf8')).toMatch(/9 answers, up to 3 .*; 3 more were not/)

    const all = await evalkit([...build, '--keep', 'all', '--resume'], { cwd })
    expect([all.code, teacher.requests.length]).toEqual([0, 12])
  })

  it('asks teacher and summarizer in batches', async () => {
    const good = adder()
    const server = await fakeBatches((content) =>
      ok(good({ body: { messages: [{ content }] } } as FakeRequest) as string),
    )
    const cwd = await folder(SUMS)
    const { code, stderr } = await evalkit(args(server.url, '--verify', '--batch'), { cwd })
    expect([code, stderr]).toEqual([0, expect.stringMatching(/batch batch-1: 12 requests sent/)])
    expect(server.batches.map((lines) => lines.length)).toEqual([12, 12])
    expect(await read(join(cwd, 'data/think-summary.jsonl'))).toHaveLength(12)
  })

  it('loses nothing to kill -9, and asks nothing twice', async () => {
    const good = adder()
    const { promise: enough, resolve } = Promise.withResolvers<void>()
    let isKilled = false
    const teacher = await fakeOpenAi(async (request, call) => {
      if (call > 6 && !isKilled) {
        resolve()
        await new Promise(() => undefined)
      }
      return good(request)
    })
    const cwd = await folder(SUMS)
    const build = args(teacher.url, '--variants', 'direct,think-summary', '--max-connections', '2')
    const env = processEnvironment(cwd)
    const child = spawn(process.execPath, [LAUNCHER, ...build], { cwd, env, stdio: 'ignore' })
    await enough
    const stored = () => {
      const runs = join(cwd, 'data/runs')
      const [run] = existsSync(runs) ? readdirSync(runs).filter((name) => name.includes('sft-teacher')) : []
      return run === undefined ? 0 : readFileSync(join(runs, run, 'samples.jsonl'), 'utf8').split('\n').length - 1
    }
    await expect.poll(stored, { timeout: 30_000 }).toBe(6)
    child.kill('SIGKILL')
    await once(child, 'exit')
    isKilled = true
    expect(existsSync(join(cwd, 'data/manifest.json'))).toBe(false)

    const { code } = await evalkit([...build, '--resume'], { cwd })
    expect(code).toBe(0)
    expect(await read(join(cwd, 'data/think-summary.jsonl'))).toHaveLength(12)
    const questions = teacher.requests.filter((request) => !isSummary(request)).map(asked)
    // The two that were under way when it was killed had no reply.
    expect(questions).toHaveLength(12 + 2)
    expect(new Set(questions).size).toBe(12)
    expect(teacher.requests.filter(isSummary)).toHaveLength(12)

    // Another format takes nothing but the files.
    const rewritten = await evalkit([...build, '--resume', '--format', 'sharegpt'], { cwd })
    expect(rewritten.code).toBe(0)
    expect((await read(join(cwd, 'data/direct.jsonl')))[0]).toHaveProperty('conversations')
    expect(teacher.requests).toHaveLength(12 + 2 + 12)
  }, 120_000)

  it('writes a finished build again when no server can be reached any more', async () => {
    const said: { models?: FakeAnswer } = {}
    const teacher = await fakeOpenAi(adder(), said)
    const cwd = await folder(SUMS)
    expect((await evalkit(args(teacher.url), { cwd })).code).toBe(0)
    said.models = status(401, 'who are you?')
    const { code, stderr } = await evalkit([...args(teacher.url), '--resume', '--format', 'alpaca'], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    expect((await read(join(cwd, 'data/direct.jsonl')))[0]).toHaveProperty('instruction')
  })

  it('stops early when the teacher shows no reasoning to summarize', async () => {
    const teacher = await fakeOpenAi('Just four.')
    const cwd = await folder(Array.from({ length: 100 }, (_, i) => sum(i, 1)))
    const { code, stderr } = await evalkit(args(teacher.url, '--max-connections', '1'), { cwd })
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/first 8 answers of r1 contain no reasoning.*--variants/s),
    ])
    expect(teacher.requests.length).toBeLessThan(20)
    expect(existsSync(join(cwd, 'data/manifest.json'))).toBe(false)

    const before = teacher.requests.length
    const resumed = await evalkit([...args(teacher.url, '--max-connections', '1'), '--resume'], { cwd })
    expect([resumed.code, resumed.stderr]).toEqual([2, expect.stringMatching(/contain no reasoning/)])
    expect(teacher.requests).toHaveLength(before)
  })

  it('stops early when no summary can be read, and goes on with another summarizer without asking the teacher again', async () => {
    const good = adder()
    const teacher = await fakeOpenAi((request) => {
      if (!isSummary(request)) return good(request)
      return request.body.model === 'tiny' ? '<think>Let me see' : SUMMARY
    })
    const cwd = await folder(Array.from({ length: 40 }, (_, i) => sum(i, 1)))
    const build = args(teacher.url, '--variants', 'think-summary', '--max-connections', '2', '--summarizer')
    const first = await evalkit([...build, `tiny=openai/tiny@${teacher.url}`], { cwd })
    expect([first.code, first.stderr]).toEqual([2, expect.stringMatching(/first 8 summaries of tiny are.*maxTokens/s)])
    expect(teacher.requests.length).toBeLessThan(40 + 20)
    expect(existsSync(join(cwd, 'data/manifest.json'))).toBe(false)

    const before = teacher.requests.length
    const other = await evalkit([...build, `small=openai/small@${teacher.url}`, '--resume'], { cwd })
    expect([other.code, other.stderr]).toEqual([0, expect.stringMatching(/summarizer or its template changed/)])
    expect(teacher.requests.slice(before).map(({ body }) => body.model)).toEqual(Array(40).fill('small'))
    expect(await read(join(cwd, 'data/think-summary.jsonl'))).toHaveLength(40)
  })

  it('refuses a benchmark’s test set, until told otherwise', async () => {
    const teacher = await fakeOpenAi('<think>Hm.</think>Four.')
    const cwd = await temporaryFolder()
    const test = bundledFile('wordproblems/wordproblems-test.jsonl')
    const build = args(teacher.url, '--variants', 'direct', '--limit', '20').map((word) =>
      word === 'prompts.jsonl' ? test : word,
    )
    const { code, stderr } = await evalkit(build, { cwd })
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/file is the test set of wordproblems.*--allow-test-set/s),
    ])
    const copied = (await read(test)).slice(0, 20).map(({ question }) => ({ prompt: `Solve this. ${question}` }))
    await writeFile(join(cwd, 'prompts.jsonl'), lines(copied))
    const copy = await evalkit(args(teacher.url, '--variants', 'direct'), { cwd })
    expect([copy.code, copy.stderr]).toEqual([
      2,
      expect.stringMatching(/20 of 20 prompts.*wordproblems.*--allow-test-set/s),
    ])
    expect(teacher.requests).toHaveLength(0)
    expect((await evalkit([...build, '--i-know'], { cwd })).code).toBe(0)
    const clean = [...build.with(build.indexOf('data'), 'clean'), '--decontaminate', 'wordproblems']
    const none = await evalkit(clean, { cwd })
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringMatching(/every record was excluded.*shares a sequence of words/s),
    ])
  })

  it.each<[string | readonly unknown[], string[], RegExp]>([
    [`${lines([sum(1, 2)])}{"torn": \n`, [], /prompts\.jsonl:2: not JSON/],
    [[sum(1, 2), { text: 'x' }], [], /prompts\.jsonl:2: the record has no prompt/],
    [[{ messages: [{ role: 'boss', content: 'x' }] }], [], /prompts\.jsonl:1: .*the role "boss"/],
    ['', [], /prompts\.jsonl: the file has no records/],
    [`[\n  ${JSON.stringify(sum(1, 2))}\n]\n`, [], /prompts\.jsonl:1: an array, where one record.*jq/s],
    [JSON.stringify([sum(1, 2)]), [], /prompts\.jsonl:1: an array, where one record.*jq/s],
    [[{ prompt: 'x' }], [], /no record has a response/],
    [[{ prompt: 'x', target: '4' }], ['--variants', 'direct', '--verify'], /prompts\.jsonl:1: .*no scorer to compare/],
    [[{ prompt: 'x', benchmark: 'gsm9k', target: '4' }], ['--variants', 'direct', '--verify'], /:1: .*gsm9k/],
    [[{ prompt: 'x', benchmark: 'gsm8k' }], ['--variants', 'direct', '--verify'], /:1: .*no "target"/],
    [[{ prompt: 'x' }], ['--variants', 'direct', '--verify'], /no record of prompts\.jsonl has a target/],
    [[sum(1, 2)], ['--variants', 'best'], /--variants best: unknown variant "best"/],
    [[sum(1, 2)], ['--limit', '5-9'], /--limit 5-9: selects none of the 1 prompts/],
    [
      [sum(1, 2)],
      ['--prompt-chars', '900-'],
      /every record was excluded \(1\); most often \(1\): the prompt is too short/,
    ],
    [[sum(1, 2)], ['--language', 'klingonisch'], /invalid language code "klingonisch"/],
    [[sum(1, 2)], ['--answer-format', 'boxd'], /boxd: unknown name.*Known names: boxed/s],
    [[sum(1, 2)], ['--validation', '2'], /--validation 2/],
    [[sum(1, 2)], ['--summary-template', 'none.txt'], /none\.txt cannot be read/],
  ])('refuses %j with %j, before anything is asked or written', async (prompts, more, message) => {
    const teacher = await fakeOpenAi('Four.')
    const cwd = await folder(prompts)
    const { code, stderr } = await evalkit(args(teacher.url, ...more), { cwd })
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
    expect([teacher.requests.length, existsSync(join(cwd, 'data'))]).toEqual([0, false])
  })
})
