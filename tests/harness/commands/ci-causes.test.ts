/** In CI nobody reads the log: what ended a command is in annotations, step summary, and every report made of its runs. */
import { readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeOpenAi, status } from '../../helpers/fake-openai.ts'
import { replies } from '../../helpers/quiz.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

async function workflow() {
  const cwd = await temporaryFolder()
  const summary = join(cwd, 'summary.md')
  await writeFile(
    join(cwd, 'base.jsonl'),
    replies(() => false),
  )
  const run = (...args: string[]) =>
    evalkit(args, { cwd, env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, VLLM_API_KEY: 'k' } })
  return { cwd, run, summary: () => readFile(summary, 'utf8').catch(() => '') }
}

it('a key that is refused half-way is the cause in every output, and never "no difference"', {
  timeout: 120_000,
}, async () => {
  const { cwd, run, summary } = await workflow()
  const server = await fakeOpenAi((_, call) => (call > 5 ? status(401, 'invalid api key') : '#### 7'))
  const models = ['--baseline', 'base=replay/base.jsonl', '--model', `sft=vllm/sft@${server.url}`]
  const ended = await run('run', 'wordproblems', ...models, '--limit', '40', '--gate', '--max-connections', '2')
  expect(ended.code).toBeGreaterThan(0)
  expect(ended.code).toBeLessThan(10)
  expect(ended.stdout + ended.stderr).toMatch(
    /::error title=evalkit%3A INCOMPLETE%2C sft on wordproblems::.*pending.*401/,
  )
  expect(await summary()).toMatch(/### .* evalkit: INCOMPLETE\n\nsft on wordproblems: .*pending.*401/)
  expect(await summary()).not.toContain('no significant difference')

  const folders = readdirSync(join(cwd, 'evalkit-runs'))
    .filter((name) => name.includes('wordproblems'))
    .sort()
  const files = ['-o', 'r.md', '-o', 'r.xml', '-o', 'r.html', '-o', 'r.json']
  await run('report', ...folders.map((name) => join('evalkit-runs', name)), ...files)
  const text = (name: string) => readFile(join(cwd, name), 'utf8')
  expect(await text('r.md')).toMatch(/evalkit: INCOMPLETE[\s\S]*401/)
  expect(await text('r.xml')).toMatch(/<error message="INCOMPLETE: .*401.*type="INCOMPLETE"/)
  expect(await text('r.html')).toMatch(/401/)
  const { runs, gate } = JSON.parse(await text('r.json'))
  expect(runs.find(({ model }: { model: string }) => model === 'sft').endedBy.message).toContain('401')
  expect(gate.decisions[0].reason).toContain('401')
})

it('trials that failed alike are told by their cause', { timeout: 120_000 }, async () => {
  const { run, summary } = await workflow()
  const server = await fakeOpenAi(({ body }) =>
    JSON.stringify(body).length % 2 === 0 ? status(500, 'CUDA out of memory') : '#### 7',
  )
  const models = ['--baseline', 'base=replay/base.jsonl', '--model', `sft=vllm/sft@${server.url}`]
  const ended = await run('run', 'wordproblems', ...models, '--limit', '20', '--gate', '--max-retries', '0')
  expect(ended.code).toBe(3)
  expect(ended.stdout + ended.stderr).toMatch(/::error title=evalkit%3A INCOMPLETE.*CUDA out of memory/)
  expect(await summary()).toContain('CUDA out of memory')
})

it('a command that ends before it measures anything says why', async () => {
  const { run, summary } = await workflow()
  const refused = await fakeOpenAi('', { models: status(401, 'invalid api key') })
  const ended = await run('run', 'wordproblems', '--model', `sft=vllm/sft@${refused.url}`)
  expect(ended.code).toBe(2)
  expect(ended.stdout + ended.stderr).toMatch(/::error title=evalkit%3A ModelError::.*401/)
  expect(await summary()).toMatch(/evalkit: nothing was measured\n\nModelError, exit code 2: .*401/)
  await run('gate', 'nowhere', 'neither')
  expect(await summary()).toMatch(/exit code 2: nowhere/)
})

it('and so do the reports and the comment that are made of its JSON', async () => {
  const { cwd, run } = await workflow()
  const refused = await fakeOpenAi('', { models: status(401, 'invalid api key') })
  const { stdout } = await run('run', 'wordproblems', '--model', `sft=vllm/sft@${refused.url}`, '--json')
  await writeFile(
    join(cwd, 'results.json'),
    stdout
      .split('\n')
      .filter((line) => !line.startsWith('::'))
      .join('\n'),
  )
  const { code } = await run(
    'report',
    '--failure',
    'results.json',
    '-o',
    'r.md',
    '-o',
    'r.xml',
    '-o',
    'r.json',
    '-o',
    'r.html',
  )
  expect(code).toBe(0)
  const text = (name: string) => readFile(join(cwd, name), 'utf8')
  expect(await text('r.md')).toMatch(/evalkit: nothing was measured\n\nModelError, exit code 2: .*401/)
  expect(await text('r.xml')).toMatch(/errors="1"[\s\S]*<error message="exit code 2: .*401.*" type="ModelError">/)
  expect(JSON.parse(await text('r.json')).error.code).toBe(2)
  await expect(text('r.html')).rejects.toThrow('ENOENT')

  await writeFile(join(cwd, 'torn.json'), '{"schemaVersion"')
  expect((await run('report', '--failure', 'torn.json')).stderr).toContain('--failure torn.json: not a JSON document')
  expect((await run('report')).stderr).toContain('report requires at least one run')
})
