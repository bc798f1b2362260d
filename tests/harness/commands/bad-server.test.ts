/** What a server can be instead of the one that was meant: one clear sentence, the next step, the right exit code. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { chatReply, type FakeAnswer, fakeOpenAi, raw, status } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const html = (code: number, text: string) =>
  raw(code, { 'content-type': 'text/html; charset=utf-8' }, `<!doctype html><html><h1>${text}</h1></html>`)
const OVERFLOW =
  "This model's maximum context length is 8192 tokens. However, you requested 101024 tokens (100000 in the messages)."

interface Case {
  readonly when: string
  readonly models?: FakeAnswer
  readonly answers: FakeAnswer
  readonly code: number
  readonly says: RegExp
  readonly hints?: RegExp
}

const CASES: readonly Case[] = [
  {
    when: 'a web page stands at the address',
    models: html(200, 'Welcome'),
    answers: html(200, 'Welcome'),
    code: 2,
    says: /\/v1\/models is a web page, not an API/,
    hints: /usually ends in \/v1/,
  },
  {
    when: 'it answers with web pages',
    answers: html(200, 'Sign in'),
    code: 3,
    says: /not scored: 3 trials, such as wordproblems\/\d: the server sent "<!doctype html>.*" instead of JSON/,
  },
  {
    when: 'there is nothing at the path',
    models: html(404, 'Not Found'),
    answers: html(404, 'Not Found'),
    code: 2,
    says: /answered 404: "Not Found"/,
    hints: /Check the model’s name, or use --api completions/,
  },
  {
    when: 'the key is wrong',
    models: status(401, 'Incorrect API key provided'),
    answers: 'never asked',
    code: 2,
    says: /refused the key in EVALKIT_API_KEY \(401\): "Incorrect API key provided"/,
    hints: /Check EVALKIT_API_KEY/,
  },
  {
    when: 'the key is wrong for replies alone',
    answers: status(401, 'Incorrect API key provided'),
    code: 2,
    says: /refused the key in EVALKIT_API_KEY \(401\)/,
  },
  {
    when: 'the model is unknown, and there is a list',
    models: { data: [{ id: 'my-sft' }, { id: 'base' }] },
    answers: status(404, 'no such model'),
    code: 2,
    says: /has no model "my-stf"/,
    hints: /Did you mean "my-sft".*Models: my-sft, base/,
  },
  {
    when: 'the model is not listed, and answers',
    models: { data: [{ id: 'my-sft' }, { id: 'base' }] },
    answers: '#### 1',
    code: 0,
    says: /lists no model "my-stf"; requests are sent anyway\. Did you mean "my-sft"\? Listed: my-sft, base\n/,
  },
  {
    when: 'its replies hold parts of an unknown kind',
    answers: chatReply({
      content: [
        { type: 'text', text: '#### 1' },
        { type: 'hologram', data: 'x' },
      ],
    }),
    code: 0,
    says: /replies hold parts of type "hologram", which evalkit does not know(?![\s\S]*hologram)/,
  },
  {
    when: 'it breaks each reply off',
    answers: chatReply({ content: 'So it is 5 and' }, { finish_reason: 'abort' }),
    code: 3,
    says: /a reply that it broke off: finish reason "abort"/,
  },
  {
    when: 'prompts leave no room for a reply',
    answers: chatReply(
      { content: '' },
      { finish_reason: 'length' },
      { usage: { prompt_tokens: 512, completion_tokens: 0 } },
    ),
    code: 3,
    says: /not scored: 3 trials, such as wordproblems\/\d: the prompt fills the context/,
    hints: /longer context/,
  },
  {
    when: 'the model is unknown, and there is none',
    answers: status(404, 'The model `my-stf` does not exist.'),
    code: 2,
    says: /answered 404: "The model `my-stf` does not exist\."/,
    hints: /Check the model’s name/,
  },
  {
    when: 'the model is unknown, by another word for it',
    answers: status(400, 'Invalid model name passed in model=my-stf'),
    code: 2,
    says: /answered 400: "Invalid model name/,
    hints: /Check the model’s name/,
  },
  {
    when: 'it speaks completions only',
    models: { data: [{ id: 'my-stf' }] },
    answers: raw(404, { 'content-type': 'application/json' }, '{"detail":"Not Found"}'),
    code: 2,
    says: /answered 404: "Not Found"/,
    hints: /use --api completions if this server has no chat API/,
  },
  {
    when: 'the model has no chat template',
    answers: status(400, 'default chat template is no longer allowed, so you must provide a chat template'),
    code: 2,
    says: /answered 400: "default chat template/,
    hints: /--api completions/,
  },
  {
    when: 'replies are not UTF-8',
    answers: raw(
      200,
      { 'content-type': 'application/json' },
      Buffer.from('{"choices":[{"message":{"content":"caf\xe9 #### 1"}}]}', 'latin1'),
    ),
    code: 3,
    says: /not scored: 3 trials, such as wordproblems\/\d: .*: the reply is not UTF-8/,
  },
  {
    when: 'replies are longer than 50 MB',
    answers: chatReply({ content: 'x'.repeat(51_000_000) }),
    code: 3,
    says: /not scored: 3 trials, such as wordproblems\/\d: .*: the reply is longer than 50 MB/,
  },
  {
    when: 'prompts are longer than its context',
    answers: status(400, OVERFLOW),
    code: 3,
    says: /not scored: 3 trials, such as wordproblems\/\d: .* answered 400: "This model's maximum context length/,
    hints: /longer context, or ask for fewer tokens by --max-tokens/,
  },
  {
    when: 'it sends elsewhere',
    answers: raw(301, { location: 'https://elsewhere.example/v1?token=1' }, ''),
    code: 2,
    says: /redirects to https:\/\/elsewhere\.example\/v1 \(301\)/,
    hints: /Give the base address behind the redirect/,
  },
]

const run = (url: string, cwd: string, more: readonly string[] = []) =>
  evalkit(
    [
      ...['run', 'wordproblems', '--limit', 'first:3', '--model', `m=vllm/my-stf@${url}`, '--max-retries', '1'],
      ...['--max-downtime', '1', ...more],
    ],
    { cwd, env: { EVALKIT_API_KEY: 'sk-1234567' } },
  )

describe('evalkit says what is wrong with a server when', { timeout: 120_000 }, () => {
  it.for(CASES)('$when', async ({ models, answers, code, says, hints }, { onTestFinished }) => {
    const { url } = await fakeOpenAi(answers, models === undefined ? {} : { models })
    const ended = await run(url, await temporaryFolder(onTestFinished))
    expect(ended.code).toBe(code)
    expect(ended.stderr).toMatch(says)
    if (hints !== undefined) expect(ended.stderr).toMatch(hints)
    expect(ended.stderr + ended.stdout).not.toMatch(/\n\s+at |sk-1234567/)
  })

  it.each([
    ['nobody listens', 'http://127.0.0.1:9/v1', /127\.0\.0\.1:9\/v1 cannot be reached: connection refused/, 3],
    ['there is no such host', 'http://nowhere.invalid/v1', /nowhere\.invalid\/v1 cannot be reached: .*(host|name)/, 3],
    ['the address has no scheme', 'localhost:8000/v1', /an address begins with http:\/\//, 2],
  ])('%s', async (_, url, says, code) => {
    const ended = await run(url, await temporaryFolder())
    expect(ended.stderr).toMatch(says)
    expect(ended.code).toBe(code)
  })

  it('100,000 tokens do not fit, and tells what does', async () => {
    const { url, requests } = await fakeOpenAi(({ body }) =>
      JSON.stringify(body).length > 400_000 ? status(400, OVERFLOW) : '#### 1',
    )
    const cwd = await temporaryFolder()
    const system = 'word '.repeat(100_000)
    await writeFile(join(cwd, 'evalkit.config.json'), JSON.stringify({ generation: { system } }))
    const { code, stderr } = await run(url, cwd)
    expect([code, requests.length]).toEqual([3, 3])
    expect(stderr).toMatch(/not scored: 3 trials.*maximum context length is 8192 tokens/)
    expect(stderr.length).toBeLessThan(2000)
  })
})

describe('one of two servers that is down', () => {
  const closed = 'http://127.0.0.1:1/v1'
  const few = ['run', 'wordproblems', '--limit', 'first:4']

  it('ends the baseline’s run alone: the candidate is run and shown, the failure is told, and --resume completes it', async () => {
    const server = await fakeOpenAi('#### 1')
    const cwd = await temporaryFolder()
    const command = (url: string) => [...few, '--baseline', `base=vllm/a@${url}`, '--model', `sft=vllm/b@${server.url}`]
    const { code, stdout, stderr } = await evalkit(command(closed), { cwd })
    expect(code).toBe(3)
    expect(stdout).toMatch(/^sft /m)
    expect(stderr).toMatch(/missing: wordproblems · base: not started, .* cannot be reached/)
    expect(stderr).toMatch(/To continue: evalkit run wordproblems .* --resume/)
    const late = await fakeOpenAi('#### 1')
    const resumed = await evalkit([...command(late.url), '--resume', '--json'], { cwd })
    expect(resumed.code).toBe(0)
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      runs: [{ run: expect.stringContaining('_base_') }, { run: expect.stringContaining('_sft_') }],
      comparisons: [{}],
    })
    expect(server.requests).toHaveLength(4)
  })

  it('leaves no gate to pass', async () => {
    const server = await fakeOpenAi('#### 1')
    const cwd = await temporaryFolder()
    const models = ['--baseline', `base=vllm/a@${closed}`, '--model', `sft=vllm/b@${server.url}`]
    const { code, stdout } = await evalkit([...few, ...models, '--gate', '--json'], { cwd })
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 3 },
      runs: [{ run: expect.stringContaining('_sft_') }],
      comparisons: [],
    })
    expect(JSON.parse(stdout).gate).toBeUndefined()
  })
})
