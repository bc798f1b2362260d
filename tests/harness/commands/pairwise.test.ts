import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evalkit } from '../../helpers/evalkit.ts'
import { evalkitProcess } from '../../helpers/evalkit-process.ts'
import { fakeOpenAi } from '../../helpers/fake-openai.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const file = sharedData('mt-bench/question.jsonl')
const env = { EVALKIT_DATA_DIR: join(file ?? '', '../..') }

/** Rates everything alike; in pairs it prefers the longer answer, and once in a while only the first. */
async function server(pairMs = 0) {
  const counts = { answers: 0, single: 0, pairs: 0 }
  const { url } = await fakeOpenAi(async ({ body }) => {
    const words = body.messages.map(({ content }: { content: string }) => content).join('\n')
    if (words.includes('[[A]]')) {
      counts.pairs++
      if (pairMs > 0) await new Promise((resolve) => setTimeout(resolve, pairMs))
      return words.indexOf('long answer') < words.indexOf('short answer') ? '[[A]]' : '[[B]]'
    }
    if (words.includes('[[rating]]')) {
      counts.single++
      return 'Rating: [[6]]'
    }
    if (words.includes('Reply with the word')) return 'ready'
    counts.answers++
    return body.model === 'sft' ? 'a long answer indeed' : 'a short answer'
  })
  return { url, counts }
}

describe.skipIf(file === undefined)('answers in pairs [needs the shared data sets]', () => {
  it('are judged in both orders, by the judge alone', async () => {
    const { url, counts } = await server()
    const cwd = await temporaryFolder()
    const judge = ['--judge', `j=vllm/j@${url}`]
    const models = ['--baseline', `base=vllm/base@${url}`, '--model', `sft=vllm/sft@${url}`]
    await evalkit(['run', 'mt-bench', '--limit', 'first:5', ...models, ...judge], { cwd, env })
    const asked = counts.answers
    const runs = readdirSync(join(cwd, 'evalkit-runs'))
      .sort()
      .map((name) => join('evalkit-runs', name))
    const [base = '', sft = ''] = runs
    const { code, stdout } = await evalkit(['pairwise', base, sft, ...judge, '--json'], { cwd, env })
    expect(code).toBe(0)
    const [run] = JSON.parse(stdout).runs
    expect(run).toMatchObject({
      protocol: 'pairwise',
      model: 'sft',
      score: 1,
      n: 5,
      matches: { wins: 10, ties: 0, losses: 0, dropped: 0, winRate: 1, adjustedWinRate: 1, positionFlips: 0 },
    })
    expect(counts).toMatchObject({ answers: asked, pairs: 20 })
    const shown = await evalkit(['show', run.run], { cwd, env })
    expect(shown.stdout).toMatch(/10 wins, 0 ties, 0 lost against base; win rate 100\.0%/)

    await evalkit(['baseline', 'set', 'main', '--from', base], { cwd, env })
    const kept = await evalkit(['pairwise', '@main', sft, ...judge, '--json'], { cwd, env })
    expect(JSON.parse(kept.stdout).runs[0]).toMatchObject({ score: 1, matches: { wins: 10, dropped: 0 } })

    const itself = await evalkit(['pairwise', sft, sft, ...judge, '--json'], { cwd, env })
    expect(JSON.parse(itself.stdout).runs[0].matches).toMatchObject({ ties: 10, positionFlips: 1 })
  })

  it('follow the answers at once with --protocol pairwise', async () => {
    const { url, counts } = await server()
    const cwd = await temporaryFolder()
    const args = ['run', 'mt-bench', '--protocol', 'pairwise', '--limit', 'first:3', '--judge', `j=vllm/j@${url}`]
    const models = ['--baseline', `base=vllm/base@${url}`, '--model', `sft=vllm/sft@${url}`]
    const { code, stdout } = await evalkit([...args, ...models, '--json'], { cwd, env })
    expect(code).toBe(0)
    const { runs, comparisons } = JSON.parse(stdout)
    expect(runs.map(({ protocol, model }: { protocol: string; model: string }) => `${model} ${protocol}`)).toEqual([
      'base single',
      'sft single',
      'sft pairwise',
    ])
    expect(runs[2].matches).toMatchObject({ wins: 6 })
    expect(comparisons).toHaveLength(1)
    expect(counts).toEqual({ answers: 12, single: 12, pairs: 12 })
    const alone = await evalkit([...args, '--model', `sft=vllm/sft@${url}`], { cwd, env })
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringMatching(/no baseline to judge against/) })
  })

  it('stopped half-way, are gone on with by the command that is printed, and no verdict is paid for twice', async () => {
    const { url, counts } = await server(100)
    const cwd = await temporaryFolder()
    const judge = ['--judge', `j=vllm/j@${url}`, '--judge-connections', '1', '--judge-omit', 'temperature']
    const models = ['--baseline', `base=vllm/base@${url}`, '--model', `sft=vllm/sft@${url}`]
    const args = ['run', 'mt-bench', '--protocol', 'pairwise', '--limit', 'first:3', ...judge, ...models]
    const stopped = await evalkitProcess(args, { cwd, env, interruptWhen: () => counts.pairs >= 3 })
    expect(stopped.code).toBe(130)
    expect(counts.pairs).toBeLessThan(12)
    const command = /To continue: evalkit (pairwise .* --resume)/.exec(stopped.stderr)?.[1] ?? ''
    expect(command).toContain('--judge-connections 1 ')
    const resumed = await evalkit([...command.split(' '), '--json'], { cwd, env })
    expect(resumed.code).toBe(0)
    expect(JSON.parse(resumed.stdout).runs[0].matches).toMatchObject({ wins: 6 })
    expect(counts).toEqual({ answers: 12, single: 12, pairs: 12 })
  })

  it('need two runs of the same questions, and a judge', async () => {
    const { url } = await server()
    const cwd = await temporaryFolder()
    const judge = ['--judge', `j=vllm/j@${url}`]
    const run = async (limit: string) => {
      const args = ['run', 'mt-bench', '--limit', limit, '--model', `m=vllm/base@${url}`, ...judge, '--json']
      return JSON.parse((await evalkit(args, { cwd, env })).stdout).runs[0].run
    }
    const [two, three] = [await run('2'), await run('3')]
    const refused = async (...args: string[]) => evalkit(['pairwise', ...args], { cwd, env })
    expect(await refused(two, three, ...judge)).toMatchObject({
      code: 12,
      stderr: expect.stringMatching(/did not answer the same questions/),
    })
    expect(await refused(two, ...judge)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/pairwise requires two runs/),
    })
    expect(await refused(two, two)).toMatchObject({ code: 2, stderr: expect.stringMatching(/--judge/) })
  })
})
