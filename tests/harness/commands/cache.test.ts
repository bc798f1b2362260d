import { cp, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

it('asks a model once for what several runs want, and nothing when told so', async () => {
  const server = await fakeOpenAi('So it is\n#### 1')
  const cwd = await temporaryFolder()
  const run = (...more: string[]) =>
    evalkit(['run', 'wordproblems', '--model', `m=vllm/m@${server.url}`, '--cache', '--json', ...more], { cwd })

  expect((await run('--limit', 'first:10', '--model-version', '7')).code).toBe(0)
  expect(server.requests).toHaveLength(10)
  expect((await run('--limit', 'first:15', '--model-version', '7')).code).toBe(0)
  expect(server.requests).toHaveLength(15)
  expect((await run('--limit', 'first:15', '--model-version', '8')).code).toBe(0)
  expect(server.requests).toHaveLength(30)

  const offline = await run('--limit', 'first:20', '--model-version', '7', '--cache-only')
  expect(offline.code).toBe(3)
  expect(JSON.parse(offline.stdout).runs[0]).toMatchObject({ n: 15, unscored: 5 })
  expect(server.requests).toHaveLength(30)

  const stats = JSON.parse((await evalkit(['cache', 'stats', '--json'], { cwd })).stdout)
  expect(stats.models).toEqual([
    { model: 'm', version: '7', replies: 15 },
    { model: 'm', version: '8', replies: 15 },
  ])
  expect((await evalkit(['cache', 'prune', '--older-than', '0'], { cwd })).stdout).toMatch(/^30 replies dropped/)
})

it('refuses to keep the replies of weights that nothing tells apart', async () => {
  const server = await fakeOpenAi('#### 1')
  const cwd = await temporaryFolder()
  const { code, stderr } = await evalkit(['run', 'wordproblems', '--cache', '--model', `m=vllm/m@${server.url}`], {
    cwd,
  })
  expect(code).toBe(2)
  expect(stderr).toMatch(/m has no version, so cached replies[\s\S]*--model-version/)
  expect(server.requests).toHaveLength(0)
})

it.each([
  [['cache', 'stats'], 0, /No replies are kept/],
  [['cache', 'clear'], 2, /cache clear: unknown action/],
  [['cache', 'prune', '--older-than', '-1'], 2, /--older-than: must be a number of at least 0/],
])('answers %j', async (args, code, stderr) => {
  expect(await evalkit(args, { cwd: await temporaryFolder() })).toMatchObject({
    code,
    stderr: expect.stringMatching(stderr),
  })
})

it('counts the logs that a command imported, which others cannot read, and drops them', async () => {
  const cwd = await temporaryFolder()
  await cp(join(import.meta.dirname, '../../fixtures/interop/lm-eval'), join(cwd, 'out'), { recursive: true })
  const cache = async (...args: string[]) => JSON.parse((await evalkit(['cache', ...args, '--json'], { cwd })).stdout)
  const gate = () => evalkit(['compare', 'out/base', 'out/sft', '--json'], { cwd })
  const before = (await cache('stats')).imports
  expect((await gate()).code).toBe(0)
  const { imports } = await cache('stats')
  expect(imports.runs).toBe(before.runs + 2)
  expect(imports.bytes).toBeGreaterThan(before.bytes)
  const folders = await readdir(imports.path)
  for (const path of [imports.path, ...folders.map((name) => join(imports.path, name))]) {
    expect((await stat(path)).mode & 0o777).toBe(0o700)
  }
  for (const name of await readdir(join(imports.path, folders[0] as string))) {
    expect((await stat(join(imports.path, folders[0] as string, name))).mode & 0o777).toBe(0o600)
  }
  expect((await cache('prune', '--older-than', '0', '--model', 'no-such-model')).imports.dropped).toBe(0)
  expect((await cache('prune', '--older-than', '0')).imports).toMatchObject({ runs: 0, bytes: 0 })
  expect((await gate()).code).toBe(0)
})
