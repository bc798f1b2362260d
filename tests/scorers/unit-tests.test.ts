import { describe, expect, it } from 'vitest'
import { SandboxError } from '../../results/errors.ts'
import type { Completion, Sample } from '../../results/schema/schema.ts'
import type { ProgramResult } from '../../sandboxes/sandbox.ts'
import { type UnitTestsOptions, unitTests } from '../../scorers/unit-tests.ts'
import { scriptedSandbox } from '../helpers/scripted-sandbox.ts'

const PROMPT = 'def double(x):\n    """ Twice x. """\n'
const sample: Sample = {
  id: 'twice/0',
  turns: ['…'],
  program: { language: 'python', prompt: PROMPT, tests: 'assert double(2) == 4\n', entryPoint: 'double' },
}

async function scored(
  reply: Partial<Completion>,
  { result, ...options }: Partial<UnitTestsOptions> & { result?: Partial<ProgramResult> | Error } = {},
) {
  const { sandbox, programs } = scriptedSandbox(() => result ?? {})
  const completion: Completion = { text: '', finishReason: 'stop', ...reply }
  const attempt = { turns: [{ prompt: PROMPT, completion }] }
  const score = await unitTests({ form: 'chat', ...options }).score(attempt, sample, { sandbox })
  return { score, programs, whole: programs.map(({ prompt, completion: rest }) => prompt + rest)[0] }
}

const BLOCK = 'Here it is:\n\n```python\ndef double(x):\n    return 2 * x\n```\n\nIt doubles.'

describe('code in a chat reply', () => {
  it('is run after the prompt, apart from its tests', async () => {
    const { score, programs, whole } = await scored({ text: BLOCK })
    expect(score).toMatchObject({
      value: 1,
      answer: expect.stringContaining('return 2 * x'),
      verdict: { outcome: 'passed' },
    })
    expect(programs[0]).toMatchObject({ check: 'split', language: 'python', tests: 'assert double(2) == 4\n' })
    expect(whole).toContain(PROMPT)
    expect(whole?.indexOf('return 2 * x')).toBeGreaterThan(PROMPT.length)
  })

  it('is found after the thinking, and its span is that of the reply', async () => {
    const text = `<think>\n\`\`\`python\ndef double(x): return 0\n\`\`\`\n</think>\n${BLOCK}`
    const { score } = await scored({ text })
    expect(score.answer).toContain('return 2 * x')
    expect(text.slice(...(score.span ?? [0, 0]))).toContain('return 2 * x')
  })

  it('that is a bare body becomes the body', async () => {
    const { whole } = await scored({ text: '```python\nreturn 2 * x\n```' })
    expect(whole).toBe(`${PROMPT}    return 2 * x`.concat(whole?.endsWith('\n') ? '\n' : ''))
  })

  it.each([
    ['error', "py:1, in <module>\n    import numpy as np\nModuleNotFoundError: No module named 'numpy'", 'numpy'],
    ['error', "ModuleNotFoundError: No module named 'sklearn.svm'; 'sklearn' is not a package", 'sklearn'],
    ['error', "ModuleNotFoundError: No module named 'numpy'\nValueError: of its own", undefined],
    ['error', "py:1, in f\nZoneInfoNotFoundError: 'No time zone found with key Europe/Paris'", 'tzdata'],
    ['error', "ImportError: cannot import name 'x' from 'math'", undefined],
    ['failed', "ModuleNotFoundError: No module named 'numpy'", undefined],
  ] as const)('that ends in %s, %j lacks the module %s', async (outcome, detail, module) => {
    const { score } = await scored({ text: BLOCK }, { result: { outcome, detail } })
    expect(score).toMatchObject({ value: 0, verdict: { outcome: module === undefined ? outcome : 'missing-module' } })
    expect(score.verdict?.module).toBe(module)
  })

  it.each<[string, Partial<Completion>, string | undefined]>([
    ['no reply', { text: '' }, 'empty'],
    ['thinking that never ended', { text: '<think>\n```python\ndef double(x): return 2 * x\n```' }, 'truncated'],
    ['a refusal', { text: '', refusal: 'I will not.' }, 'refused'],
  ])('is none in %s, which is wrong and runs nothing', async (_case, reply, flaw) => {
    const { score, programs } = await scored(reply)
    expect(score).toMatchObject({ value: 0, answer: null, verdict: { outcome: 'no-code' }, flaw })
    expect(programs).toEqual([])
  })
})

describe('a raw continuation', () => {
  it('follows the prompt to the letter', async () => {
    const { whole, score } = await scored({ text: '    return 2 * x\n' }, { form: 'continuation' })
    expect(whole).toBe(`${PROMPT}    return 2 * x\n`)
    expect(score.value).toBe(1)
  })
})

describe('the verdict', () => {
  it.each(['failed', 'error', 'timeout', 'memory', 'unencodable', 'crashed'] as const)(
    '%s is wrong, and kept with its words',
    async (outcome) => {
      const { score } = await scored({ text: BLOCK }, { result: { outcome, detail: 'AssertionError: 5' } })
      expect(score).toMatchObject({ value: 0, verdict: { outcome, detail: 'AssertionError: 5', wallMs: 2 } })
    },
  )

  it('names the seed of the random inputs, where tests have run', async () => {
    expect((await scored({ text: BLOCK }, { result: { seed: 7 } })).score.verdict).toMatchObject({ seed: 7 })
    expect((await scored({ text: BLOCK })).score.verdict).not.toHaveProperty('seed')
  })

  it('of a sandbox that could not run is none', async () => {
    await expect(scored({ text: BLOCK }, { result: new SandboxError('no memory') })).rejects.toThrow(SandboxError)
  })

  it('can be had in one namespace, as published numbers were', async () => {
    const scorer = unitTests({ form: 'chat' }).withCheck?.('in-place')
    const { sandbox, programs } = scriptedSandbox(() => ({}))
    const completion: Completion = { text: BLOCK, finishReason: 'stop' }
    await scorer?.score({ turns: [{ prompt: PROMPT, completion }] }, sample, { sandbox })
    expect(programs[0]?.check).toBe('in-place')
  })
})
