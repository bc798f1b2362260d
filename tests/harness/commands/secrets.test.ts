/** A key and a header's value are sent to the server, and stand nowhere else, whatever the server does with them. */
import { readFileSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { chatReply, type FakeRequest, fakeOpenAi, raw, status } from '../../helpers/fake-openai.ts'
import { processesBelow } from '../../helpers/processes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const KEY = 'sk-canary-key-7d31'
const HEADER = 'canary-header-52e9'
const CANARY = /canary-(key|header)/
const FIXTURE = fileURLToPath(new URL('../../fixtures/humaneval-js/humaneval-js.jsonl', import.meta.url))
const rows: { prompt: string; canonical: string }[] = readFileSync(FIXTURE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

/** Fails in one way after another, and says each time what it was sent; then answers. */
function faulty({ headers, body }: FakeRequest, call: number) {
  const sent = `you sent ${headers.authorization} and ${headers['x-gateway']}`
  const faults = [
    () => status(500, sent),
    () => status(429, sent, { 'retry-after': '0', 'x-echo': sent }),
    () => raw(200, { 'content-type': 'text/html' }, `<html>${sent}</html>`),
    () => raw(200, { 'content-type': 'application/json' }, `{"error": {"message": "${sent}"}}`),
    () => raw(200, { 'content-type': 'application/json' }, `{"choices": [{"message": "${sent}`),
    () => status(400, sent),
  ]
  const fault = faults[call - 1]
  if (fault !== undefined) return fault()
  const asked: string = body.messages.at(-1).content
  const row = rows.find(({ prompt }) => asked.includes(prompt.trim().split('\n').at(-1) ?? ''))
  return chatReply({ content: `\`\`\`js\n${row?.prompt}${row?.canonical}\n\`\`\`` }, {}, { model: sent })
}

async function textOfAll(folder: string): Promise<{ name: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const name = join(entry.parentPath, entry.name)
        return { name, text: `${name}\n${await readFile(name, 'latin1')}` }
      }),
  )
}

it('keys and headers reach the server, and no file, no output and no other process', { timeout: 120_000 }, async () => {
  const server = await fakeOpenAi(faulty)
  const cwd = await temporaryFolder()
  await mkdir(join(cwd, 'data/humaneval-js'), { recursive: true })
  await cp(FIXTURE, join(cwd, 'data/humaneval-js/humaneval-js.jsonl'))
  const args = [
    ...['run', 'humaneval-js', '--data-dir', 'data', '--model', `m=vllm/m@${server.url}`, '--repeats', '2'],
    ...['--header', `X-Gateway: \${GATEWAY_TOKEN}`, '--max-connections', '1', '--cache', '--model-version', '1'],
  ]
  const env = { EVALKIT_API_KEY: KEY, GATEWAY_TOKEN: HEADER }
  /** Of each process as it was read last: a new one is a copy of its parent for a moment, whose environment is its own. */
  const environments = new Map<number, string>()
  let isOver = false
  const watch = async (pid: number) => {
    while (!isOver && process.platform === 'linux') {
      const children = await processesBelow(pid)
      for (const child of children) {
        const environment = await readFile(`/proc/${child}/environ`, 'latin1').catch(() => undefined)
        if (environment !== undefined) environments.set(child, environment)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const ended = await evalkitProcess([...args, '--log-level', 'trace', '--log-file', 'log.jsonl'], {
    cwd,
    env,
    onStart: watch,
  })
  isOver = true
  expect(ended.code).toBe(3) // one request was refused for good
  expect(new Set(server.requests.map(({ headers }) => `${headers.authorization} ${headers['x-gateway']}`))).toEqual(
    new Set([`Bearer ${KEY} ${HEADER}`]),
  )
  expect(ended.stderr).toMatch(/\[key\]/)
  expect(ended.stderr).toMatch(/--header 'X-Gateway: \$\{GATEWAY_TOKEN\}'/)
  const traced = await evalkitProcess([...args, '--log-level', 'trace', '--cache-only', '--json'], {
    cwd,
    env,
  })
  expect(traced.stderr).toMatch(/"event":"asked"/)
  const runs = (await readdir(join(cwd, 'evalkit-runs'))).map((name) => join('evalkit-runs', name))
  const reported = await evalkit(['report', ...runs.slice(0, 1), '-o', 'r.html', '-o', 'r.json', '-o', 'r.xml'], {
    cwd,
  })
  expect(reported.code).toBe(0)
  const files = await textOfAll(cwd)
  for (const kind of ['samples.jsonl', 'responses.sqlite', 'log.jsonl', 'r.html']) {
    expect(files.some(({ name }) => name.endsWith(kind))).toBe(true)
  }
  for (const { text } of files) expect(text.match(CANARY)).toBe(null)
  for (const { stdout, stderr } of [ended, traced, reported]) expect(stdout + stderr).not.toMatch(CANARY)
  if (process.platform === 'linux') expect(environments.size).toBeGreaterThan(0)
  for (const environment of environments.values()) expect(environment).not.toMatch(CANARY)
})

describe('a header', () => {
  const run = (cwd: string, more: readonly string[], env = {}) =>
    evalkit(['run', 'wordproblems', '--limit', 'first:3', ...more, '--max-retries', '0', '--json'], { cwd, env })

  it('goes to the model it is for, from the config and from flags', async () => {
    const server = await fakeOpenAi('#### 1')
    const cwd = await temporaryFolder()
    const config = `models:
  a: { model: vllm/a@${server.url}, headers: { X-Team: evals, X-Token: 'Bearer \${TOKEN}' } }
  b: vllm/b@${server.url}
`
    await writeFile(join(cwd, 'evalkit.config.yaml'), config)
    const flags = ['--header', 'X-All: yes', '--header', 'b=X-Only: b', '--header=a=X-Team: other']
    const { code } = await run(cwd, ['--model', 'a', '--model', 'b', ...flags], { TOKEN: 'one-two' })
    expect(code).toBe(0)
    const sentTo = (model: string) => {
      const [first] = server.requests.filter(({ body }) => body.model === model)
      const { 'x-team': team, 'x-token': token, 'x-all': all, 'x-only': only } = first?.headers ?? {}
      return { team, token, all, only }
    }
    expect(sentTo('a')).toEqual({ team: 'other', token: 'Bearer one-two', all: 'yes', only: undefined })
    expect(sentTo('b')).toEqual({ team: undefined, token: undefined, all: 'yes', only: 'b' })
  })

  it('written out is not repeated in the command that goes on', async () => {
    const server = await fakeOpenAi(() => status(400, 'no'))
    const cwd = await temporaryFolder()
    const flags = [
      '--header',
      `X-Gateway: ${HEADER}`,
      `--header=m=X-Other: ${HEADER}`,
      '--model',
      `m=vllm/m@${server.url}`,
    ]
    const { code, stderr, stdout } = await run(cwd, flags)
    expect(code).toBe(3)
    expect(server.requests[0]?.headers).toMatchObject({ 'x-gateway': HEADER, 'x-other': HEADER })
    expect(stderr).toMatch(/--header 'X-Gateway: …' '--header=m=X-Other: …'/)
    expect(stdout + stderr).not.toMatch(CANARY)
  })

  it.each([
    ['X-Gateway', /--header: requires a name, a colon and a value/],
    [`X Gateway: ${HEADER}`, /--header: requires a name, a colon and a value/],
    [`X-Gateway: \${NOT_THERE}`, /header X-Gateway: NOT_THERE is not set/],
    [`X-Gateway: \${__proto__}`, /header X-Gateway: __proto__ is not set/],
    [`X-Gateway: \${GATEWAY-TOKEN}`, /header X-Gateway: \$\{…\} does not hold the name of a variable/],
    [`X-Gateway: \${GATEWAY`, /header X-Gateway: \$\{…\} does not hold the name of a variable/],
    [`X-Gateway: ${HEADER}\nX-More: 1`, /header X-Gateway: its value is empty, or contains line ends/],
    [`Content-Length: ${HEADER}`, /header Content-Length: is set by evalkit itself/],
    [`other=X-Gateway: ${HEADER}`, /--header other=X-Gateway: no model has the label "other"/],
  ])('%j is refused before anything is asked, and not repeated', async (flag, words) => {
    const server = await fakeOpenAi('#### 1')
    const cwd = await temporaryFolder()
    const { code, stderr, stdout } = await run(cwd, ['--header', flag, '--model', `m=vllm/m@${server.url}`])
    expect([code, server.requests.length]).toEqual([2, 0])
    expect(stderr).toMatch(words)
    expect(stdout + stderr).not.toMatch(CANARY)
  })
})
