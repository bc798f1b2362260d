import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Protocol } from '../../../benchmarks/benchmark.ts'
import { loadSamples } from '../../../benchmarks/data/samples.ts'
import { benchmarkNamed } from '../../../benchmarks/index.ts'
import { listRuns } from '../../../results/store/read.ts'
import { evalkit } from '../../helpers/evalkit.ts'
import { type FakeRequest, fakeOpenAi } from '../../helpers/fake-openai.ts'
import { sharedData } from '../../helpers/shared.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const SHARED = ['mmlu/data/test', 'ifeval/input_data.jsonl', 'math-500/test.jsonl'].map(sharedData)
const dataDir = join(SHARED[1] ?? '', '../..')
const BENCHMARKS = ['mmlu', 'ifeval', 'math-500']

/** What a question is answered by, rightly and wrongly: by the last message. */
async function answers(): Promise<Map<string, readonly [right: string, wrong: string]>> {
  const known = new Map<string, readonly [string, string]>()
  for (const name of BENCHMARKS) {
    const benchmark = benchmarkNamed(name)
    const { samples } = await loadSamples(
      benchmark,
      benchmark.protocols.chat as Protocol<unknown>,
      {},
      { dataDir, cacheDir: '' },
    )
    for (const { turns, target = '' } of samples) {
      const reply = name === 'mmlu' ? `Answer: ${target}` : `$\\boxed{${target}}$`
      const other = name === 'mmlu' ? `Answer: ${target === 'A' ? 'B' : 'A'}` : '$\\boxed{-12345}$'
      known.set(turns[0] ?? '', name === 'ifeval' ? ['no', 'no'] : [reply, other])
    }
  }
  return known
}

/** Answers so many of a hundred questions rightly, drawn from the question itself, and counts them. */
async function skilled(known: ReadonlyMap<string, readonly [right: string, wrong: string]>) {
  const right: Record<string, number> = { base: 0, sft: 0 }
  const server = await fakeOpenAi(({ body: { model, messages } }: FakeRequest) => {
    const asked: string = messages.at(-1).content
    let draw = 0
    for (const character of asked) draw = (Math.imul(draw, 31) + character.charCodeAt(0)) >>> 0
    const [good, bad] = known.get(asked) ?? ['', '']
    const isRight = draw % 100 < (model === 'base' ? 80 : 30)
    if (isRight && good !== bad) right[model] = (right[model] ?? 0) + 1
    return isRight ? good : bad
  })
  return { server, right }
}

describe.skipIf(SHARED.includes(undefined))('the new benchmarks on real data [needs the shared data sets]', () => {
  it('score what the server answered rightly, exactly, in one table with marks over all of it', {
    timeout: 180_000,
  }, async () => {
    const { server, right } = await skilled(await answers())
    const cwd = await temporaryFolder()
    const env = { EVALKIT_DATA_DIR: dataDir }
    const models = ['--baseline', `openai/base@${server.url}`, '--model', `openai/sft@${server.url}`]
    const limited = ['--limit', '150']
    const plan = await evalkit(['plan', ...BENCHMARKS, ...models, ...limited, '--json'], { cwd, env })
    const { total } = JSON.parse(plan.stdout).plan
    const { code, stdout } = await evalkit(['run', ...BENCHMARKS, ...models, ...limited], { cwd, env })
    expect(code).toBe(0)
    expect(server.requests).toHaveLength(total.requests)
    expect(stdout).toMatch(/^model +mmlu +ifeval +math-500$/m)
    expect(stdout).toMatch(/−\d+\.\d \*.*−\d+\.\d \*$/m)
    const runs = join(cwd, 'evalkit-runs')
    const correct: Record<string, number> = { base: 0, sft: 0 }
    const metrics: string[] = []
    for (const { manifest, summary } of await listRuns(runs)) {
      metrics.push(...Object.keys(summary?.metrics ?? {}))
      if (manifest.benchmark.name !== 'ifeval')
        correct[manifest.model.label] = (correct[manifest.model.label] ?? 0) + (summary?.correct ?? 0)
      if (manifest.benchmark.name === 'mmlu')
        expect(Object.keys(summary?.areas ?? {})).toEqual(['STEM', 'humanities', 'other', 'social sciences'])
    }
    expect(metrics.sort()).toEqual(
      ['instruction-level loose', 'instruction-level strict', 'mean over subjects'].flatMap((name) => [name, name]),
    )
    expect(correct).toEqual(right)
  })

  it('are planned with the worked examples that each request carries', async () => {
    const cwd = await temporaryFolder()
    const plan = async (protocol: string) => {
      const server = ['--baseline', 'openai/a@http://127.0.0.1:9/v1', '--model', 'openai/b@http://127.0.0.1:9/v1']
      const args = ['plan', 'mmlu', '--protocol', protocol, '--limit', '57', ...server, '--json']
      const { stdout } = await evalkit(args, { cwd, env: { EVALKIT_DATA_DIR: dataDir } })
      return JSON.parse(stdout).plan.total.inputTokens
    }
    expect(await plan('paper')).toBeGreaterThan(3 * (await plan('chat')))
  })
})
