import { describe, expect, it } from 'vitest'
import { command as runCommand } from '../../../harness/commands/declarations/run.ts'
import { parseArguments } from '../../../harness/options/parse-arguments.ts'
import { measureAgain } from '../../../harness/reporting/measure-again.ts'
import type { RunManifest } from '../../../results/schema/schema.ts'
import { stepRun } from '../../helpers/checkpoints.ts'
import { commandsIn } from '../../helpers/shown-commands.ts'

type Changes = Partial<RunManifest> & { readonly version?: string; readonly series?: string; readonly label?: string }

const SPECS = { spec: 'sft=vllm/my-sft@http://gpu:8001/v1' }

async function advised(changes: Changes = {}, baseline: Changes | undefined = undefined) {
  const run = await stepRun(300, '11', { ...SPECS, ...changes })
  const base =
    baseline &&
    (await stepRun(undefined, '11', { label: 'base', spec: 'base=vllm/base@http://gpu:8000/v1', ...baseline }))
  return measureAgain({ step: 300, source: 'recorded', runs: [run] }, base)
}

const dataset = (size: number) => ({ dataset: { files: {}, size } })
const items = (count: number, selection?: string) => ({ items: { count, hash: '00', ...(selection && { selection }) } })

describe('the advice to measure the best checkpoint again', () => {
  it.each<[string, Changes, string, RegExp]>([
    [
      'on the samples after those that chose it',
      { ...dataset(1319), ...items(200, '--limit first:200') },
      'run gsm8k --protocol chat --model sft=vllm/my-sft@http://gpu:8001/v1 --baseline base=vllm/base@http://gpu:8000/v1 --step 300 --limit 200-1318 --gate',
      /on samples that took no part in the choice/,
    ],
    ['after a range', { ...dataset(1319), ...items(100, '--limit 100-199') }, '--limit 200-1318 --gate', /no part/],
    [
      'before a range that ends at the last',
      { ...dataset(300), ...items(200, '--limit 100-299') },
      '--limit 0-99 --gate',
      /no part/,
    ],
    [
      'on all of them, after a subset',
      { ...dataset(1319), ...items(200, '--limit 200') },
      '--step 300 --gate',
      /on all 1,319 samples, of which 1,119 took no part/,
    ],
    ['by the gate’s protocol, after greedy answers to all', items(2), '--protocol gate --model', /sampled answers/],
    [
      'at a temperature, where there is no such protocol',
      { benchmark: { name: 'arc-challenge', version: 1 } },
      '--temperature 0.6 --repeats 4 --gate',
      /sampled answers/,
    ],
    [
      'by new answers with other seeds',
      { generation: { temperature: 0.6, seed: 7 } },
      '--repeats 4 --seed 8 --gate',
      /by 4 new answers to each sample/,
    ],
    [
      'with the settings that were changed',
      {
        ...dataset(9),
        generation: { temperature: 0.7, system: 'Be brief.' },
        protocol: {
          name: 'chat',
          hash: 'x',
          metric: 'accuracy',
          rule: 'lm-eval/strict-match',
          shots: 0,
          changed: ['temperature=0.7', 'system="Be brief."'],
        },
      },
      "--temperature 0.7 --system 'Be brief.' --rule lm-eval/strict-match --gate",
      /all 9 samples/,
    ],
    ['in its series', { series: 'run7' }, '--step 300 --series run7', /./],
  ])('is %s', async (_case, changes, words, advice) => {
    const found = await advised(changes, {})
    expect(found.command).toContain(words)
    expect(found.advice).toMatch(advice)
    expect(found.advice).toMatch(/^Before you take it, gate it /)
  })

  it('is a command that can be given as it is', async () => {
    const generation = { temperature: 0.6, extraBody: { note: "it's" } }
    const changed = { protocol: { name: 'chat', hash: 'x', metric: 'accuracy', shots: 0, changed: ['extraBody={}'] } }
    for (const changes of [{}, { generation, ...changed }, { ...dataset(9), series: 'lr 1e-5' }]) {
      const { command = '' } = await advised(changes, {})
      const [shown] = commandsIn(command)
      await expect(parseArguments(runCommand, (shown?.args ?? []).slice(1))).resolves.toBeDefined()
    }
  })

  it('serves a checkpoint as it was served', async () => {
    const run = await stepRun(300, '11', { spec: 'out/checkpoint-300' })
    const model = { ...run.manifest.model, provider: 'checkpoint', served: 'vllm --dtype half' }
    const found = measureAgain(
      { step: 300, source: 'recorded', runs: [{ ...run, manifest: { ...run.manifest, model } }] },
      undefined,
    )
    expect(found.command).toContain("--model out/checkpoint-300 --serve 'vllm --dtype half'")
    expect(found.command).not.toContain('--step')
    expect(found.advice).not.toContain('server')
  })

  it('gates nothing without a baseline, or without a margin', async () => {
    expect(await advised()).toMatchObject({ advice: expect.stringMatching(/^Before you take it, measure it again /) })
    expect((await advised()).command).not.toMatch(/--gate|--baseline/)
    const own = { benchmark: { name: 'my-own', version: 1 } }
    expect((await advised(own, own)).command).not.toContain('--gate')
    expect((await advised({ benchmark: { ...own.benchmark, margin: 3 } }, own)).command).toContain('--gate')
  })

  it('gives the baseline another label where both have one', async () => {
    const { command } = await advised({}, { label: 'sft', spec: 'sft=vllm/base@http://gpu:8000/v1' })
    expect(command).toContain('--baseline baseline=vllm/base@http://gpu:8000/v1')
  })

  it('has no command for replies from a file', async () => {
    const replay = { model: { label: 'sft', provider: 'replay', name: 'a.jsonl', api: 'chat' as const } }
    const run = await stepRun(300, '11')
    const found = measureAgain(
      { step: 300, source: 'label', runs: [{ ...run, manifest: { ...run.manifest, ...replay } }] },
      undefined,
    )
    expect(found).not.toHaveProperty('command')
    expect(found.advice).toMatch(/ask the model itself/)
  })
})
