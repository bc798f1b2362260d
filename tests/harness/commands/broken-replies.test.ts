/** One reply in five broken, in every way that servers have of it: never a changed score, never a verdict against the model. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BROKEN, BROKEN_STREAMS, brokenOpenAi } from '../../helpers/broken-openai.ts'
import { type Ended, evalkit } from '../../helpers/evalkit.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { solver } from '../../helpers/word-problems.ts'

const solve = solver(10)
const facts = ({ stdout }: Ended) => JSON.parse(stdout).runs[0]
/** Enough for each way to be taken. */
const LIMIT = 5 * Object.keys(BROKEN_STREAMS).length

describe.each([
  ['whole', [], Object.keys(BROKEN)],
  ['streamed', ['--stream'], Object.keys(BROKEN_STREAMS)],
])('replies that are %s', { timeout: 120_000 }, (_, flags, ways) => {
  const run = (url: string, cwd: string, more: readonly string[] = []) =>
    evalkit(
      ['run', 'wordproblems', '--limit', `${LIMIT}`, '--model', `m=vllm/served-model@${url}`, ...flags, ...more],
      { cwd },
    )

  it('are asked for again where they are broken, and none changes the score', async () => {
    const server = await brokenOpenAi(solve)
    const ended = await run(server.url, await temporaryFolder(), ['--json', '--max-connections', '8'])
    expect([...server.counts.keys()].sort()).toEqual([...ways].sort())
    expect(ended.code).toBe(0)
    const clean = await brokenOpenAi(solve, Number.POSITIVE_INFINITY)
    const { score, correct } = facts(await run(clean.url, await temporaryFolder(), ['--json']))
    expect(correct).toBeLessThan(LIMIT)
    expect(facts(ended)).toMatchObject({ n: LIMIT, score, correct, unscored: 0, truncated: 0, unanswered: 0 })
    const broken = [...server.counts.values()].reduce((sum, one) => sum + one, 0)
    expect(server.requests.length).toBe(LIMIT + broken)
  })

  it('are unscored, counted and explained where nothing is asked again', async () => {
    const server = await brokenOpenAi(solve)
    const cwd = await temporaryFolder()
    const ended = await run(server.url, cwd, ['--json', '--max-retries', '0'])
    const broken = [...server.counts.values()].reduce((sum, one) => sum + one, 0)
    expect(ended.code).toBe(3)
    const { n, correct, unscored, truncated, unanswered } = facts(ended)
    expect({ truncated, unanswered, all: n + unscored }).toEqual({ truncated: 0, unanswered: 0, all: LIMIT })
    // A reset on a kept connection, before any byte, is no failure of the server's: that request goes out again.
    expect(unscored).toBeGreaterThanOrEqual(broken - (server.counts.get('a reset') ?? 0))
    expect(unscored).toBeLessThanOrEqual(broken)
    // One question in ten is answered wrongly; how many of them are among the samples is of no matter here.
    expect(n - correct).toBeLessThanOrEqual(LIMIT / 8)
    expect(ended.stderr).toMatch(/not scored: /)
  })
})

it('a gate never finds a regression in them', { timeout: 120_000 }, async () => {
  const cwd = await temporaryFolder()
  const config = { gate: { benchmarks: { wordproblems: { margin: 0.02 } } } }
  await writeFile(join(cwd, 'evalkit.config.json'), JSON.stringify(config))
  const clean = await brokenOpenAi(solve, Number.POSITIVE_INFINITY)
  const broken = await brokenOpenAi(solve)
  const args = ['run', 'wordproblems', '--limit', '150', '--gate', '--max-retries', '0']
  const models = ['--baseline', `a=vllm/served-model@${clean.url}`, '--model', `b=vllm/served-model@${broken.url}`]
  const ended = await evalkit([...args, ...models], { cwd })
  expect(ended.code).toBe(3)
  expect(ended.stdout).not.toMatch(/REGRESSED/)
})
