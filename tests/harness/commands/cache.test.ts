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
  [['cache', 'stats'], 0, /The cache is empty/],
  [['cache', 'clear'], 2, /cache clear: unknown action/],
  [['cache', 'prune', '--older-than', '-1'], 2, /--older-than: must be a number of at least 0/],
])('answers %j', async (args, code, stderr) => {
  expect(await evalkit(args, { cwd: await temporaryFolder() })).toMatchObject({
    code,
    stderr: expect.stringMatching(stderr),
  })
})
